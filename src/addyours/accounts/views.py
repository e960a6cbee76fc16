"""Signs people in and out, and shows them their account."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import get_next_redirect_url, perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from addyours.accounts.actions import create_account, end_session, use_sign_in_link
from addyours.accounts.actions.names import free_name
from addyours.accounts.barred import BARRED, is_barred
from addyours.accounts.codes import forget_proven_address, proven_address
from addyours.accounts.cookies import forget_sign_in
from addyours.accounts.errors import AccountRefused, LinkRefused
from addyours.accounts.forms import NameForm
from addyours.accounts.models import Role, User
from addyours.accounts.places import places_of
from addyours.accounts.queries import account_of_address, open_erasure, ways_in
from addyours.accounts.recent import THEN
from addyours.accounts.same_origin import same_origin
from addyours.accounts.writers import HINT_COOKIE, guest_id_of, writer_of
from addyours.conf import current

FORM = ["GET", "HEAD", "POST"]


@never_cache
@same_origin
@require_http_methods(FORM)
def sign_in(request: HttpRequest, token: str) -> HttpResponseBase:
    """Sign an account in by a link, after a click: programs that only look at links use none up."""
    if request.method != "POST":
        return render(request, "accounts/sign_in.html", {"token": token})
    try:
        user = use_sign_in_link(token)
    except LinkRefused as refusal:
        context = {"token": token, "reason": refusal.reason}
        return render(request, "accounts/sign_in.html", context, status=410)
    record_authentication(request, user, method="link")
    place = reverse("wagtailadmin_home") if user.is_staff else "/"
    return _sign_in(request, user, place=place)


@never_cache
@require_http_methods(FORM)
def sign_up(request: HttpRequest) -> HttpResponseBase:
    """Make an account of an address that was just proven, once its reader has chosen a name."""
    email = proven_address(request)
    if not email or request.user.is_authenticated:
        return redirect("account_login")
    known = account_of_address(email)
    if known is not None:
        return redirect("account_login" if known.is_active else "account_inactive")
    if is_barred(email):
        forget_proven_address(request)
        messages.error(request, str(BARRED))
        return redirect("account_login")
    writer = writer_of(request)
    initial = {"name": writer.name if writer else ""}
    form = NameForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            name = free_name(form.cleaned_data["name"], now=timezone.now())
            user = create_account(email=email, name=name, role=Role.READER)
        except AccountRefused as refusal:
            form.add_error("name", refusal.reason)
        else:
            return _first_sign_in(request, user)
    context = {"form": form, "email": email, "next": get_next_redirect_url(request) or ""}
    return render(request, "account/signup.html", context, status=422 if form.errors else 200)


def _first_sign_in(request: HttpRequest, user: User) -> HttpResponse:
    forget_proven_address(request)
    record_authentication(request, user, method="code", email=user.email)
    place = get_next_redirect_url(request)
    if place:
        place = f"{reverse('account_welcome')}?{urlencode({'next': place})}"
    else:
        messages.success(request, gettext("Welcome. Your account is ready."))
    return _sign_in(request, user, place=place or reverse("account_home"))


@never_cache
@login_required
@require_GET
def welcome(request: HttpRequest) -> HttpResponse:
    """Offer a new reader a passkey on the way back to where they were."""
    place = get_next_redirect_url(request) or reverse("account_home")
    request.session[THEN] = place
    return render(request, "account/welcome.html", {"place": place})


def _sign_in(request: HttpRequest, user: User, *, place: str) -> HttpResponse:
    response: HttpResponse = perform_login(
        request, user, email_verification="none", redirect_url=place
    )
    return response


@never_cache
@same_origin
@require_http_methods(FORM)
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """Sign out, after a click."""
    if request.method != "POST":
        return render(request, "account/logout.html")
    get_adapter().logout(request)
    # Not redirect(): what is no path it would take for the name of a view.
    response = HttpResponseRedirect(get_next_redirect_url(request) or "/")
    forget_sign_in(request, response)
    return response


@never_cache
@login_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Show readers their account."""
    user = cast(User, request.user)
    context = {
        "ways": ways_in(user),
        "places": places_of(request),
        "has_providers": bool(current().oidc),
        "erasure": open_erasure(user),
        "may_claim": guest_id_of(request) is not None,
    }
    return render(request, "account/home.html", context)


@never_cache
@require_GET
def me(request: HttpRequest) -> HttpResponse:
    """Answer with the menu of who is signed in, for the header of pages kept for everybody."""
    if not request.user.is_authenticated:
        response = HttpResponse(status=204)
        if writer_of(request) is None:
            # A session that has ended leaves the mark behind: without it nobody asks in vain again.
            response.delete_cookie(HINT_COOKIE, samesite="Lax")
        return response
    return render(request, "account/_me.html")


@never_cache
@same_origin
@login_required
@require_POST
def end(request: HttpRequest, session_id: int) -> HttpResponseBase:
    """Sign out in one other place."""
    if not isinstance(request.user, User):
        raise Http404
    end_session(request.user, session_id=session_id)
    messages.success(request, gettext("Signed out there."))
    return redirect("usersessions_list")
