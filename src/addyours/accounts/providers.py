"""What allauth asks of a site about people whom another site vouches for."""

from __future__ import annotations

import logging
from typing import Any

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from addyours.accounts.actions import sign_up_with_provider
from addyours.accounts.models import LONGEST_NAME, User
from addyours.text.fold import clean_line

logger = logging.getLogger(__name__)


class ProviderAdapter(DefaultSocialAccountAdapter):
    """Believes a provider's word for an address only where it says that it has verified it."""

    def populate_user(
        self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]
    ) -> User:
        """Fill a new account in with what the provider says: a proposal, never a role."""
        user: User = sociallogin.user
        user.email = str(data.get("email") or "").lower()
        user.name = clean_line(str(data.get("name") or data.get("username") or ""))[:LONGEST_NAME]
        return user

    def get_signup_form_initial_data(self, sociallogin: SocialLogin) -> dict[str, Any]:
        user: User = sociallogin.user
        return {"email": user.email, "name": user.name}

    def authenticate_by_email(
        self, sociallogin: SocialLogin
    ) -> tuple[AbstractBaseUser, str] | None:
        """Find the account of an address that the provider says it has verified."""
        for address in sociallogin.email_addresses:
            # Some providers write the word "false", which Python takes for true.
            address.verified = address.verified is True
        found: tuple[AbstractBaseUser, str] | None = super().authenticate_by_email(sociallogin)
        return found

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> User:
        sociallogin.user.email = form.cleaned_data["email"]
        return sign_up_with_provider(request, sociallogin, name=form.cleaned_data["name"])

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, **details: Any
    ) -> None:
        logger.warning("Signing in with %s failed: %s %s", provider, error, details)
