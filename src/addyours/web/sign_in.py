"""The settings of django-allauth: how people sign in on every site, whatever its owner chooses."""

from __future__ import annotations

from typing import Any

from addyours.conf import Conf

QUARTER_OF_AN_HOUR = 15 * 60
LIMITS = {
    "login": "60/h/ip",
    "login_failed": "30/h/ip,10/h/key",
    # Each of these is a mail to somebody who may not have asked for it.
    "request_login_code": "5/h/key,10/d/key",
    "confirm_email": "1/10s/key,20/d/key",
    "manage_email": "20/h/user",
    "change_password": "10/h/user",
    "reauthenticate": "30/h/user",
    "reset_password": "1/d/ip",
    "reset_password_from_key": "1/d/ip",
    "signup": "30/h/ip",
}
"""How often, in how long, counted by what; for all processes together."""


def sign_in(conf: Conf) -> dict[str, Any]:
    """Return the settings of signing in, the providers of the site's own settings among them."""
    return {
        "AUTHENTICATION_BACKENDS": (
            "allauth.account.auth_backends.AuthenticationBackend",
            # Sessions from before allauth name it.
            "django.contrib.auth.backends.ModelBackend",
        ),
        "CSRF_FAILURE_VIEW": "addyours.web.views.no_token",
        "LOGIN_URL": "account_login",
        "LOGIN_REDIRECT_URL": "account_home",
        "LOGOUT_REDIRECT_URL": "/",
        "WAGTAILADMIN_LOGIN_URL": "/newsroom/login/",
        **_accounts(conf),
        **_second_factors(conf),
        **_providers(conf),
    }


def _accounts(conf: Conf) -> dict[str, Any]:
    return {
        "ACCOUNT_ADAPTER": "addyours.accounts.adapter.AccountAdapter",
        "ACCOUNT_USER_MODEL_USERNAME_FIELD": None,
        "ACCOUNT_LOGIN_METHODS": {"email"},
        "ACCOUNT_SIGNUP_FIELDS": ["email*"],
        "ACCOUNT_FORMS": {
            "login": "addyours.accounts.forms.SignInForm",
            "add_email": "addyours.accounts.forms.NewAddressForm",
            "set_password": "addyours.accounts.forms.NewPasswordForm",
            "reauthenticate": "addyours.accounts.forms.OwnPasswordForm",
            "confirm_login_code": "addyours.accounts.forms.CodeForm",
            "confirm_email_verification_code": "addyours.accounts.forms.AddressCodeForm",
        },
        "ACCOUNT_LOGIN_BY_CODE_TIMEOUT": QUARTER_OF_AN_HOUR,
        "ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS": 5,
        "ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND": True,
        "ACCOUNT_EMAIL_VERIFICATION": "mandatory",
        "ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED": True,
        "ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS": 5,
        "ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND": True,
        "ACCOUNT_CHANGE_EMAIL": True,
        "ACCOUNT_EMAIL_NOTIFICATIONS": True,
        "ACCOUNT_PREVENT_ENUMERATION": True,
        "ACCOUNT_SESSION_REMEMBER": True,
        "ACCOUNT_SESSION_COOKIE_AGE": 14 * 24 * 3600,
        "ACCOUNT_DEFAULT_HTTP_PROTOCOL": "https" if conf.is_https else "http",
        "ACCOUNT_REAUTHENTICATION_REQUIRED": True,
        "ACCOUNT_REAUTHENTICATION_TIMEOUT": QUARTER_OF_AN_HOUR,
        "ACCOUNT_RATE_LIMITS": LIMITS if conf.rate_limits else False,
        # Figures alone: every keyboard has them in the same place.
        "ALLAUTH_USER_CODE_FORMAT": {"numeric": True, "length": 8, "dashed": True},
    }


def _second_factors(conf: Conf) -> dict[str, Any]:
    return {
        "MFA_ADAPTER": "addyours.accounts.second_factor.SecondFactorAdapter",
        "MFA_SUPPORTED_TYPES": ["totp", "webauthn", "recovery_codes"],
        "MFA_FORMS": {
            "activate_totp": "addyours.accounts.forms.AppForm",
            "authenticate": "addyours.accounts.forms.SecondStepForm",
            "reauthenticate": "addyours.accounts.forms.RepeatedStepForm",
        },
        "MFA_PASSKEY_LOGIN_ENABLED": True,
        "MFA_RATE_LIMITS": {"webauthn_login": "60/h/ip"} if conf.rate_limits else False,
    }


def _providers(conf: Conf) -> dict[str, Any]:
    apps = [
        {
            "provider_id": provider.key,
            "name": provider.name,
            "client_id": provider.id,
            "secret": provider.secret,
            "settings": {"server_url": provider.server, "oauth_pkce_enabled": True},
        }
        for provider in conf.oidc
    ]
    return {
        "SOCIALACCOUNT_ADAPTER": "addyours.accounts.providers.ProviderAdapter",
        "SOCIALACCOUNT_PROVIDERS": {"openid_connect": {"APPS": apps}},
        "SOCIALACCOUNT_FORMS": {
            "signup": "addyours.accounts.forms.ProviderNameForm",
            "disconnect": "addyours.accounts.forms.LeaveProviderForm",
        },
        "SOCIALACCOUNT_AUTO_SIGNUP": False,
        # Only for addresses that the provider calls verified; the owner chose the provider.
        "SOCIALACCOUNT_EMAIL_AUTHENTICATION": True,
        "SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT": True,
        "SOCIALACCOUNT_STORE_TOKENS": False,
    }
