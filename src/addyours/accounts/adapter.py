"""What allauth asks of a site about accounts: its letters, who is whom on the network, where to go next."""

from __future__ import annotations

from ipaddress import IPv6Address
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import EmailAddress
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from addyours.accounts.addresses import address_key
from addyours.accounts.barred import BARRED, is_barred
from addyours.accounts.cookies import is_known_device, remember_sign_in
from addyours.accounts.devices import device_words
from addyours.accounts.mail import Kind, letter
from addyours.accounts.models import User
from addyours.accounts.queries import may_use_password, takes_second_step
from addyours.accounts.recent import has_signed_in_recently
from addyours.conf import current

STAFF_SESSION = 14 * 24 * 3600
"""Seconds; readers stay signed in for longer."""
CODES = {
    "account/email/login_code": "code",
    "account/email/email_confirmation": "address_code",
    "account/email/email_confirmation_signup": "address_code",
    "account/email/account_already_exists": "known_address",
}
"""allauth's names of letters that somebody waits for, and ours."""
CHANGES = {
    "account/email/email_changed": gettext_lazy("The e-mail address of your account was changed."),
    "account/email/password_changed": gettext_lazy("The password of your account was changed."),
    "account/email/password_set": gettext_lazy("Your account was given a password."),
    "account/email/password_reset": gettext_lazy("The password of your account was changed."),
    "mfa/email/webauthn_added": gettext_lazy("A passkey was added to your account."),
    "mfa/email/webauthn_removed": gettext_lazy("A passkey was removed from your account."),
    "mfa/email/totp_activated": gettext_lazy("Your account now signs in in two steps."),
    "mfa/email/totp_deactivated": gettext_lazy("Your account no longer signs in in two steps."),
    "mfa/email/recovery_codes_generated": gettext_lazy("Your account has new recovery codes."),
    "socialaccount/email/account_connected": gettext_lazy(
        "Another site can now sign in to your account."
    ),
    "socialaccount/email/account_disconnected": gettext_lazy(
        "Another site can no longer sign in to your account."
    ),
}
"""What an account's holder is told of, because a thief would do it."""

MESSAGES = {
    "account/messages/email_confirmed.txt": gettext_lazy("Your address is proven."),
    "account/messages/password_set.txt": gettext_lazy("Your password is set."),
    "mfa/messages/totp_activated.txt": gettext_lazy("You now sign in in two steps."),
    "mfa/messages/totp_deactivated.txt": gettext_lazy("No code of the app is asked for any more."),
    "mfa/messages/webauthn_added.txt": gettext_lazy("The passkey is added."),
    "mfa/messages/webauthn_removed.txt": gettext_lazy("The passkey is removed."),
    "socialaccount/messages/account_connected.txt": gettext_lazy("The other site is connected."),
    "socialaccount/messages/account_connected_other.txt": gettext_lazy(
        "This account of the other site signs somebody else in here."
    ),
    "socialaccount/messages/account_disconnected.txt": gettext_lazy(
        "The other site no longer signs you in."
    ),
    "usersessions/messages/sessions_logged_out.txt": gettext_lazy("Signed out everywhere else."),
}
"""What is said on the next page. allauth says more: what the page itself shows is left unsaid."""

REPEATS = {
    "reauthenticate": gettext_lazy("Use your password"),
    "mfa_reauthenticate": gettext_lazy("Use your app or a recovery code"),
    "mfa_reauthenticate:webauthn": gettext_lazy("Use your passkey"),
}
"""Ways to show once more who one is."""


class AccountAdapter(DefaultAccountAdapter):
    """Our answers to allauth's questions."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": gettext_lazy("The address or the password is not right."),
        "email_taken": BARRED,
        "duplicate_email": gettext_lazy("This is your address already."),
        "enter_current_password": gettext_lazy("This is not your password."),
        "incorrect_password": gettext_lazy("This is not your password."),
        "incorrect_code": gettext_lazy("This code is not right."),
        "same_as_current": gettext_lazy("This is your address already."),
        "too_many_login_attempts": gettext_lazy(
            "That was tried too often. Please wait for a while, then try again."
        ),
        "rate_limited": gettext_lazy(
            "That was tried too often. Please wait for a while, then try again."
        ),
    }

    _is_first_sign_in = False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send one of allauth's letters in our words."""
        if template_prefix in CODES:
            kept = {
                "code": context.get("code", ""),
                "url": _address("account_login"),
            }
            template = f"accounts/{CODES[template_prefix]}"
            letter(Kind.SIGN_IN, to=email, template=template, context=kept).send()
        elif template_prefix in CHANGES:
            self._tell(email, CHANGES[template_prefix])

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell an account's holder of a change to it."""
        if address := email or EmailAddress.objects.get_primary_email(user):
            self.send_mail(template_prefix, address, context or {})

    def _tell(self, email: str, what: Any) -> None:
        context = {
            "what": what,
            "device": device_words(self.request.META.get("HTTP_USER_AGENT", "")),
            "at": timezone.now(),
            "url": _address("account_home"),
        }
        letter(Kind.ALERT, to=email, template="accounts/changed", context=context).send()

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say something on the next page, in our words."""
        words = message or MESSAGES.get(message_template or "")
        if words:
            messages.add_message(request, level, str(words), extra_tags=extra_tags)

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Refuse what was barred between the letter and its code."""
        if is_barred(email_address.email):
            messages.error(request, str(BARRED))
            return False
        return bool(super().confirm_email(request, email_address))

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return what stands for the sender's address wherever allauth counts or keeps it.

        A keyed hash in the dress of a private IPv6 address: allauth's column takes nothing else.
        """
        digest = address_key(request).removeprefix("address:") or "0"
        return str(IPv6Address(int(f"fd{digest[:30]:0>30}", 16)))

    def get_login_stages(self) -> list[str]:
        """Take the second step by our rule instead of allauth's."""
        ours = {
            "allauth.mfa.stages.AuthenticateStage": "addyours.accounts.second_factor.SecondStep"
        }
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead staff to the newsroom, readers to their account."""
        is_staff = isinstance(request.user, User) and request.user.is_staff
        return reverse("wagtailadmin_home" if is_staff else "account_home")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_home")

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        return reverse("account_home")

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        self._is_first_sign_in = user.last_login is None
        super().login(request, user)

    def post_login(
        self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any
    ) -> HttpResponse:
        """Set the cookies of somebody signed in, and tell them of a sign-in on a new device."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        is_new = not (self._is_first_sign_in or is_known_device(request, user.pk))
        if is_new and (email := EmailAddress.objects.get_primary_email(user)):
            self._tell(email, gettext("Your account was signed in to on a new device."))
        records = get_authentication_records(request, user)
        has_passkey = any(record.get("type") == "webauthn" for record in records)
        is_staff = isinstance(user, User) and user.is_staff
        # What nobody's session was set to lasts no longer than the sign-in.
        request.session.set_expiry(STAFF_SESSION if is_staff else None)
        remember_sign_in(request, response, user_id=user.pk, has_passkey=has_passkey)
        return response

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask again only those who have not signed in for a while."""
        return not has_signed_in_recently(self.request)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Add the code by mail for those who sign in by it alone."""
        if not user.is_authenticated:
            return []
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        for one in methods:
            one["description"] = REPEATS.get(one["id"], one["description"])
        if not may_use_password(user):
            methods = [one for one in methods if one["id"] != "reauthenticate"]
        if not takes_second_step(user):
            by_code = {
                "id": "code",
                "description": gettext("Use a code sent by e-mail"),
                "url": reverse("account_reauthenticate_code"),
            }
            methods.append(by_code)
        return methods


def _address(name: str) -> str:
    """Return an address for a letter: never made of a request, whose Host anybody can choose."""
    return current().site_url + reverse(name)
