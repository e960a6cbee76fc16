"""Signing in by a code: the same steps, letters and times for an address with an account and one without."""

from __future__ import annotations

import time

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import Login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from allauth.account.utils import passthrough_next_redirect_url
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from addyours.accounts.models import User

PROVEN = "ay_proven"
PROVEN_LASTS = 30 * 60
"""Seconds that somebody new has for choosing a name."""


class CodeProcess(LoginCodeVerificationProcess):
    """allauth's process, but an unknown address gets a code too: who types it in is asked for a name.

    allauth mails unknown addresses a link to its sign-up form instead. That keeps the secret on the
    page, and asks of a new reader to begin again.
    """

    @classmethod
    def begin(cls, request: HttpRequest, *, user: User | None, email: str) -> CodeProcess:
        """Send a code to an address and remember in the session what it is for."""
        login = Login(user=user, email=email)
        login.state["stages"] = {"current": LoginByCodeStage.key}
        stage = LoginByCodeStage(LoginStageController(request, login), request, login)
        stage.state.update(cls.initial_state(user=user, email=email), initiated_by_user=True)
        process = cls(stage=stage)
        process.send()
        process.persist()
        return process

    def send_by_email(self, email: str, skip_enumeration_mails: bool = False) -> None:
        context = {"request": self.request, "code": self.generate_code()}
        get_adapter().send_mail("account/email/login_code", email, context)

    def finish(self, redirect_url: str | None) -> HttpResponse:
        """Sign the account in; or, with a proven address and no account, ask for a name."""
        if self.user is not None:
            response: HttpResponse = super().finish(redirect_url)
            return response
        email = self.state["email"]
        clear_login(self.request)
        self.request.session[PROVEN] = {"email": email, "at": time.time()}
        url = reverse("account_signup")
        return HttpResponseRedirect(
            passthrough_next_redirect_url(self.request, url, REDIRECT_FIELD_NAME)
        )


def proven_address(request: HttpRequest) -> str:
    """Return the address that this session has proven lately and that may become an account."""
    proven = request.session.get(PROVEN) or {}
    is_recent = time.time() - proven.get("at", 0) < PROVEN_LASTS
    return str(proven["email"]) if is_recent else ""


def forget_proven_address(request: HttpRequest) -> None:
    """Forget it, once it has become an account."""
    request.session.pop(PROVEN, None)
