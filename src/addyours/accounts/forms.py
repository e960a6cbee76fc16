"""What people type when they sign in."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import (
    AddEmailForm,
    BaseConfirmCodeForm,
    ConfirmEmailVerificationCodeForm,
    LoginForm,
    ReauthenticateForm,
    SetPasswordForm,
)
from allauth.core.internal.httpkit import headed_redirect_response
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as RepeatForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from allauth.socialaccount.forms import DisconnectForm
from allauth.socialaccount.forms import SignupForm as ProviderForm
from django import forms
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, gettext_lazy

from addyours.accounts.barred import BARRED, is_barred
from addyours.accounts.codes import CodeProcess
from addyours.accounts.models import LONGEST_NAME
from addyours.accounts.queries import may_use_password
from addyours.text.fold import clean_line, is_blank


class NameField(forms.CharField):
    """A display name, on one line."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Name"))
        kwargs.setdefault("max_length", LONGEST_NAME)
        kwargs.setdefault("help_text", gettext_lazy("Shown beside what you write."))
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "nickname"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        name = clean_line(super().to_python(value) or "")
        return "" if is_blank(name) else name


class SignInForm(LoginForm):
    """An address; a code goes there."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_address(self.fields["login"])

    def _login_by_code(
        self, request: HttpRequest, redirect_url: str | None, credentials: dict[str, Any]
    ) -> HttpResponse:
        CodeProcess.begin(request, user=self.user, email=credentials["email"].lower())
        query = {REDIRECT_FIELD_NAME: redirect_url} if redirect_url else None
        return headed_redirect_response("account_confirm_login_code", query=query)


class PasswordForm(LoginForm):
    """An address and a password, for those who may use one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_address(self.fields["login"])
        _ask(self.fields["password"], gettext("Password"), autocomplete="current-password")
        self.fields["password"].help_text = ""

    def _setup_password_field(self) -> None:
        """Keep the field, which allauth drops where nobody signs up with a password."""

    def _clean_with_password(self, credentials: dict[str, Any]) -> dict[str, Any]:
        cleaned: dict[str, Any] = super()._clean_with_password(credentials)
        if not may_use_password(self.user):
            # In the words for a wrong password: who has an account here is nobody's business.
            raise get_adapter().validation_error("email_password_mismatch")
        return cleaned


class NewAddressForm(AddEmailForm):
    """Another address, which will have to be proven."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask(self.fields["email"], gettext("New address"), autocomplete="email")

    def clean_email(self) -> str:
        return _not_barred(super().clean_email())


class NewPasswordForm(SetPasswordForm):
    """A password, twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask(self.fields["password1"], gettext("New password"), autocomplete="new-password")
        _ask(self.fields["password2"], gettext("Once more"), autocomplete="new-password")


class OwnPasswordForm(ReauthenticateForm):
    """The password of somebody who is signed in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask(self.fields["password"], gettext("Password"), autocomplete="current-password")
        self.fields["password"].help_text = ""


class SecondStepForm(AuthenticateForm):
    """A code of the app, or a recovery code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_code(self.fields["code"])


class RepeatedStepForm(RepeatForm):
    """A code of the app, or a recovery code, of somebody who is signed in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_code(self.fields["code"])


class AppForm(ActivateTOTPForm):
    """The first code of an app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_code(self.fields["code"])


class CodeForm(BaseConfirmCodeForm):
    """The code of a letter."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_code(self.fields["code"])


class AddressCodeForm(ConfirmEmailVerificationCodeForm):
    """The code of a letter to a new address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_code(self.fields["code"])


class NameForm(forms.Form):
    """What a new reader wants to be called."""

    name = NameField()


class ProviderNameForm(ProviderForm):
    """What a new reader whom a provider vouches for wants to be called, and their address.

    An address that the provider has verified stays as it is; any other has to be proven.
    """

    name = NameField()
    field_order = ("name", "email")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_address(self.fields["email"])
        verified = {one.email for one in self.sociallogin.email_addresses if one.verified is True}
        self.fields["email"].disabled = self.initial.get("email") in verified

    def clean_email(self) -> str:
        return _not_barred(super().clean_email())


class LeaveProviderForm(DisconnectForm):
    """Which provider shall no longer sign somebody in; the code by mail always can."""

    def clean(self) -> dict[str, Any]:
        return dict(forms.Form.clean(self) or self.cleaned_data)


class PasskeyForm(AddWebAuthnForm):
    """A new passkey: kept by the device, and used only by who unlocks it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("passwordless", None)
        self.fields["name"].label = gettext("Name of this passkey")
        self.fields["name"].max_length = 100
        self.fields["name"].widget.attrs["maxlength"] = "100"

    def clean(self) -> dict[str, Any]:
        # Read by allauth: without it a key that nobody had to unlock would do.
        self.cleaned_data["passwordless"] = True
        return dict(super().clean())


def _not_barred(email: str) -> str:
    # Not in the adapter: allauth asks it about the addresses of accounts there are as well.
    if is_barred(email):
        raise forms.ValidationError(str(BARRED), code="barred")
    return email


def _ask(field: forms.Field, label: str, **attributes: str) -> None:
    field.label = label
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs |= attributes


def _ask_for_address(field: forms.Field) -> None:
    signs = {"autocomplete": "username webauthn", "autocapitalize": "none"}
    _ask(field, gettext("E-mail address"), **signs)


def _ask_for_code(field: forms.Field) -> None:
    _ask(field, gettext("Code"), autocomplete="one-time-code", inputmode="numeric")
