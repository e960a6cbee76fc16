"""What holds for all of the newsroom: its Content-Security-Policy, whose it is, who signs in in two steps."""

from __future__ import annotations

import logging
from collections.abc import Callable
from traceback import walk_tb
from urllib.parse import urlencode

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.datastructures import MultiValueDictKeyError
from wagtail.admin.auth import permission_denied

from addyours.accounts.queries import has_passkey, has_second_factor, must_have_second_factor
from addyours.accounts.second_factor import was_second_step_taken

logger = logging.getLogger(__name__)

PREFIX = "/newsroom/"
ALWAYS_OPEN = ("/newsroom/login/", "/newsroom/logout/")
FOR_ALL_STAFF = (
    *ALWAYS_OPEN,
    *(
        f"{PREFIX}{place}"
        for place in (
            "account/",
            # Every page of Wagtail's asks for it, and is told that there are none.
            "api/main/documents/",
            "conversation/",
            "dismissibles/",
            "here/",
            "jsi18n/",
            "password_reset/",
            "sprite/",
        )
    ),
)
"""What is not about stories; each screen there asks for a right of its own."""
WRITES = "stories.view_person"
"""Of all roles that write stories, and of no other."""
SETS_WORKFLOWS = "wagtailcore.add_workflow"
HEADER = "Content-Security-Policy"
POLICY = "; ".join(
    (
        "default-src 'self'",
        # Wagtail's widgets start themselves by inline scripts and colour themselves by inline styles.
        "script-src 'self' 'unsafe-inline'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)


class NewsroomPolicy:
    """Lets the newsroom's pages fetch nothing from anywhere else, whatever stands in them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith(PREFIX) and HEADER not in response:
            response[HEADER] = POLICY
        return response


UNREADABLE = (
    MultiValueDictKeyError,
    NoReverseMatch,
    ObjectDoesNotExist,
    OverflowError,
    ValueError,
)
"""What Wagtail's own screens end by when they read what no page of theirs sends."""


class BrokenForms:
    """Refuses what Wagtail's own screens can't read: they take for granted that their own pages ask them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Turn what only a strange request causes, and nothing else, into an answer."""
        is_theirs = request.path_info.startswith(PREFIX) and _is_of_wagtail(exception)
        if not is_theirs or not (isinstance(exception, UNREADABLE) or _is_of_nothing(exception)):
            return None
        logger.warning("Wagtail could not read what was sent to %s: %r", request.path, exception)
        return render(request, "web/400.html", status=400)


def _is_of_nothing(exception: Exception) -> bool:
    """Tell whether something was asked for that isn't there, such as what stands above the topmost page."""
    return isinstance(exception, AttributeError) and exception.obj is None


def _is_of_wagtail(exception: Exception) -> bool:
    """Tell whether Wagtail's code, not ours, called what raised."""
    packages = [
        frame.f_globals.get("__name__", "").partition(".")[0]
        for frame, _line in walk_tb(exception.__traceback__)
    ]
    return (
        next((one for one in reversed(packages) if one in ("wagtail", "addyours")), "") == "wagtail"
    )


class TheirsOnly:
    """Shuts what serves to write stories for staff who write none, and workflows for who can't set any.

    At its choosers, at its API and in its forms Wagtail often asks no more than whether somebody may into
    the newsroom: a moderator would see titles of stories and photos that are not published yet.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        if path.startswith(PREFIX) and path != PREFIX and not path.startswith(FOR_ALL_STAFF):
            is_workflow = path.startswith(f"{PREFIX}workflows/")
            user = request.user
            if user.is_staff and not user.has_perm(SETS_WORKFLOWS if is_workflow else WRITES):
                answer: HttpResponse = permission_denied(request)
                return answer
        return self.get_response(request)


class SecondStepFirst:
    """Leads staff whose role signs in in two steps to the second one before the newsroom opens."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        path = request.path_info
        if path.startswith(PREFIX) and not path.startswith(ALWAYS_OPEN):
            place = _missing_step(request)
            if place:
                return redirect(f"{reverse(place)}?{urlencode({'next': request.get_full_path()})}")
        return self.get_response(request)


def _missing_step(request: HttpRequest) -> str:
    """Return the name of the page where the missing step is taken; empty when none is."""
    user = request.user
    if not user.is_authenticated or not must_have_second_factor(user):
        return ""
    if not has_second_factor(user):
        return "mfa_index"
    if was_second_step_taken(request):
        return ""
    return "mfa_reauthenticate_webauthn" if has_passkey(user) else "mfa_reauthenticate"
