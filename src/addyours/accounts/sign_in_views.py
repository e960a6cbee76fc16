"""allauth's pages for signing in, with our forms and our order of things."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.stagekit import clear_login
from allauth.account.stages import LoginByCodeStage, LoginStage
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import (
    BaseReauthenticateView,
    ConfirmLoginCodeView,
    LoginView,
    PasswordSetView,
)
from allauth.mfa.base.views import IndexView
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.internal import auth as webauthn
from allauth.mfa.webauthn.views import AddWebAuthnView
from allauth.socialaccount.providers.openid_connect.views import callback as provider_callback
from allauth.socialaccount.providers.openid_connect.views import login as provider_login
from allauth.socialaccount.views import ConnectionsView
from allauth.socialaccount.views import SignupView as ProviderSignUpView
from allauth.usersessions.views import ListUserSessionsView
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from requests import RequestException

from addyours.accounts.adapter import AccountAdapter
from addyours.accounts.codes import CodeProcess
from addyours.accounts.cookies import PASSKEY_COOKIE, remember_passkey
from addyours.accounts.errors import AccountRefused
from addyours.accounts.forms import CodeForm, PasskeyForm, PasswordForm
from addyours.accounts.places import places_of
from addyours.accounts.queries import (
    has_second_factor,
    may_use_password,
    must_have_second_factor,
    sign_in_settings,
)
from addyours.accounts.recent import RECENT, THEN, needs_recent_sign_in
from addyours.conf import current

logger = logging.getLogger(__name__)
NEWSROOM = "/newsroom/"
REPEATED_CODE = "ay_recent_code"
MOST_TRIES = 5


class SignIn(LoginView):
    """The way in: an address for a code, a passkey, or another site."""

    def _redirect_to_pending_stage(
        self, request: HttpRequest, stage: LoginStage
    ) -> HttpResponseRedirect | None:
        """Let those begin again who mistyped their address."""
        if "again" in request.GET or request.method == "POST":
            clear_login(request)
            return None
        response: HttpResponseRedirect | None = super()._redirect_to_pending_stage(request, stage)
        return response

    def get_authenticated_redirect_url(self) -> str:
        """Lead who is signed in already to their account: without scripts this link is the way there."""
        place = get_next_redirect_url(self.request) or ""
        return place if place.startswith(NEWSROOM) else reverse("account_home")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        place = context.get("redirect_field_value") or ""
        # Staff may have a password on every site; readers are not offered what they can't have.
        is_for_staff = place.startswith(NEWSROOM)
        return context | {
            "providers": current().oidc,
            "is_passkey_first": PASSKEY_COOKIE in self.request.COOKIES,
            "offers_password": is_for_staff or sign_in_settings().readers_passwords,
        }


class PasswordSignIn(LoginView):
    """The way in by a password."""

    template_name = "account/login_password.html"

    def get_form_class(self) -> type[PasswordForm]:
        return PasswordForm


@method_decorator(
    login_stage_required(stage=LoginByCodeStage.key, redirect_urlname="account_login"),
    name="dispatch",
)
class ConfirmCode(ConfirmLoginCodeView):
    """Asks for the code that was sent."""

    @method_decorator(never_cache)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.stage = request._login_stage  # type: ignore[attr-defined]
        self._process = CodeProcess(stage=self.stage).abort_if_invalid()
        if self._process is None:
            return redirect("account_login")
        # Not allauth's own, which makes its own process.
        response: HttpResponseBase = super(ConfirmLoginCodeView, self).dispatch(
            request, *args, **kwargs
        )
        return response


@method_decorator(login_required, name="dispatch")
class RepeatByCode(BaseReauthenticateView):
    """Asks somebody signed in by codes alone for one more, before what a stranger must not do."""

    form_class = CodeForm
    template_name = "account/reauthenticate_code.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()
        sent = self._sent()
        return kwargs | {"code": sent["code"] if sent else ""}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("action") == "send":
            return self._send()
        response: HttpResponse = super().post(request, *args, **kwargs)
        return response

    def form_valid(self, form: CodeForm) -> HttpResponse:
        self.request.session.pop(REPEATED_CODE, None)
        record_authentication(self.request, self.request.user, "code", reauthenticated=True)
        response: HttpResponse = super().form_valid(form)
        return response

    def form_invalid(self, form: CodeForm) -> HttpResponse:
        sent = self._sent()
        if sent:
            sent["failed"] += 1
            self.request.session[REPEATED_CODE] = sent if sent["failed"] < MOST_TRIES else None
        response: HttpResponse = super().form_invalid(form)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"is_sent": self._sent() is not None}

    def _send(self) -> HttpResponse:
        adapter = AccountAdapter()
        code = adapter.generate_login_code()
        state = {"code": code, "at": time.time(), "failed": 0}
        self.request.session[REPEATED_CODE] = state
        email = self.request.user.email
        adapter.send_mail("account/email/login_code", email, {"code": code})
        return redirect(self.passthrough_next_url(self.request.path))

    def _sent(self) -> dict[str, Any] | None:
        sent: dict[str, Any] | None = self.request.session.get(REPEATED_CODE)
        return sent if sent and time.time() - sent["at"] < RECENT else None


@method_decorator(needs_recent_sign_in, name="dispatch")
class AddPasskey(AddWebAuthnView):
    """Adds a passkey: always one that needs no name typed, and that its device asks to unlock."""

    def get_form_class(self) -> type[PasskeyForm]:
        return PasskeyForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super(AddWebAuthnView, self).get_context_data(**kwargs)
        options = webauthn.begin_registration(self.request.user, True)
        place = self.request.session.get(THEN) or reverse("account_home")
        return context | {"js_data": {"creation_options": options}, "place": place}

    def get_success_url(self) -> str:
        return str(self.request.session.pop(THEN, "")) or reverse("account_home")

    def form_valid(self, form: PasskeyForm) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        _has_taken_second_step(self.request, "webauthn")
        remember_passkey(self.request, response)
        return response


@method_decorator(needs_recent_sign_in, name="dispatch")
class AddApp(ActivateTOTPView):
    """Adds an app that shows codes."""

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        _has_taken_second_step(self.request, "totp")
        return response


def _has_taken_second_step(request: HttpRequest, kind: str) -> None:
    """Note that whoever has just set a second factor up has it."""
    record_authentication(request, request.user, "mfa", type=kind, reauthenticated=True)


class SecondFactors(IndexView):
    """Shows one's second factors, and those who must have one why they are here."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        user: Any = self.request.user
        must = must_have_second_factor(user) and not has_second_factor(user)
        if must and (place := get_next_redirect_url(self.request)):
            self.request.session[THEN] = place
        return context | {"must_set_up": must}


@never_cache
def to_provider(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Lead to a provider by a page that goes on by itself.

    Our policy lets no form lead to another site, and browsers hold redirects to that as well.
    """
    response = _with_provider(provider_login, request, provider_id)
    is_elsewhere = urlsplit(response.get("Location", "")).netloc
    if response.status_code != HTTPStatus.FOUND or not is_elsewhere:
        return response
    return render(request, "account/leaving.html", {"url": response["Location"]})


@never_cache
def from_provider(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Sign in, or up, who comes back from a provider."""
    return _with_provider(provider_callback, request, provider_id)


def _with_provider(
    view: Callable[..., HttpResponseBase], request: HttpRequest, provider_id: str
) -> HttpResponseBase:
    """Call allauth's view; a provider that is away or answers nonsense is no defect of ours."""
    try:
        return view(request, provider_id)
    except (RequestException, AttributeError, KeyError, TypeError, ValueError) as error:
        # allauth takes a provider's answer for what it should be: nonsense shows itself like this.
        logger.warning("The provider %s failed: %r", provider_id, error, exc_info=True)
        return redirect("socialaccount_login_error")


class ProviderSignUp(ProviderSignUpView):
    """Asks somebody whom a provider vouches for what they want to be called."""

    def form_valid(self, form: Any) -> HttpResponse:
        kept = self.sociallogin.serialize()
        try:
            response: HttpResponse = super().form_valid(form)
        except AccountRefused as refusal:
            # allauth has forgotten by now who is signing up.
            self.request.session["socialaccount_sociallogin"] = kept
            form.add_error("name" if refusal.code == "name" else None, refusal.reason)
            return self.form_invalid(form)
        return response


class Providers(ConnectionsView):
    """Shows which other sites sign one in, and connects others."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        connected = {account.provider for account in context["form"].accounts}
        others = [one for one in current().oidc if one.key not in connected]
        return context | {"providers": others}


class Places(ListUserSessionsView):
    """Shows where one is signed in."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super(ListUserSessionsView, self).get_context_data(**kwargs)
        return context | {"places": places_of(self.request)}


@method_decorator(needs_recent_sign_in, name="dispatch")
class SetPassword(PasswordSetView):
    """Gives an account a password, or another one to somebody who forgot theirs.

    Whoever has just proven who they are is not asked for the old one.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user: Any = request.user
        if not may_use_password(user):
            return redirect("account_home")
        # Not allauth's own, which wants the old password where there is one.
        response: HttpResponseBase = super(PasswordSetView, self).dispatch(request, *args, **kwargs)
        return response
