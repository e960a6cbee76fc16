"""The second step of signing in: who takes it, how its secrets are kept, what keys are called."""

from __future__ import annotations

import base64
import hashlib
from typing import Any
from urllib.parse import urlsplit

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from addyours.accounts.devices import device_words
from addyours.accounts.queries import must_have_second_factor, takes_second_step
from addyours.conf import current


class SecondStep(AuthenticateStage):
    """The second step, for those who chose it or must take it.

    A passkey alone is no such choice: for most it is a quicker way in than the code by mail, which
    must go on working on a device that has none.
    """

    def _should_handle(self, request: HttpRequest) -> bool:
        user = self.login.user
        return bool(super()._should_handle(request)) and takes_second_step(user)


class SecondFactorAdapter(DefaultMFAAdapter):
    """What allauth asks of a site about second factors."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("That did not work. Please try again."),
        "cannot_delete_authenticator": _("Your role signs in in two steps: this one has to stay."),
    }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Keep the last second factor of somebody whose role must have one."""
        if not must_have_second_factor(authenticator.user):
            return True
        kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
        others = Authenticator.objects.filter(user=authenticator.user, type__in=kinds)
        return others.exclude(pk=authenticator.pk).exists()

    def encrypt(self, text: str) -> str:
        return _locked().encrypt(text.encode()).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret; empty, which no code fits, when the site's secret key was replaced."""
        try:
            return _locked().decrypt(encrypted_text.encode("ascii")).decode()
        except InvalidToken:
            return ""

    def generate_authenticator_name(
        self,
        user: AbstractBaseUser,
        type: Authenticator.Type,  # noqa: A002
    ) -> str:
        """Name a passkey after the device it is made on."""
        return device_words(self.request.META.get("HTTP_USER_AGENT", ""))

    def get_public_key_credential_user_entity(self, user: AbstractBaseUser) -> dict[str, Any]:
        entity: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return {**entity, "display_name": str(user)}

    def _get_site_name(self) -> str:
        return urlsplit(current().site_url).hostname or self.request.get_host()


def was_second_step_taken(request: HttpRequest) -> bool:
    """Tell whether this session was signed in, or confirmed since, with a second factor."""
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)


def _locked() -> Fernet:
    digest = hashlib.sha256(b"addyours.second_factor" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
