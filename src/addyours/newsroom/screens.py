"""What every screen of ours has in common: its frame, its place in the breadcrumbs, who may see it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_valid_next_url_from_request

from addyours.accounts.models import User

View = Callable[..., HttpResponseBase]
Crumb = tuple[str, str]


def needs(permission: str) -> Callable[[View], View]:
    """Let only accounts with a permission in; Wagtail tells all others that they may not."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.has_perm(permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return guard


def staff(request: HttpRequest) -> User:
    """Return who is signed in; Wagtail has let nobody else in."""
    return cast(User, request.user)


def way_back(request: HttpRequest, otherwise: str) -> str:
    """Return where a form says that it came from, if that is a path of this site, or the screen of that name."""
    place: str = get_valid_next_url_from_request(request)
    return place if place.startswith("/") else reverse(otherwise)


def screen(
    request: HttpRequest,
    template: str,
    *,
    title: str,
    icon: str,
    above: Sequence[Crumb] = (),
    **context: Any,
) -> HttpResponse:
    """Draw a screen in Wagtail's frame. `above` are the screens it stands beneath, (address, name).

    A `status` in the context is the response's.
    """
    status = context.pop("status", 200)
    crumbs = [(reverse("wagtailadmin_home"), _("Home")), *above, ("", title)]
    context |= {
        "header_title": title,
        "header_icon": icon,
        "breadcrumbs_items": [{"url": url, "label": label} for url, label in crumbs],
    }
    return render(request, template, context, status=status)
