"""The forms of accounts; saving goes through the actions of accounts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from addyours.accounts.actions import (
    change_account,
    change_role,
    create_account,
    set_password,
    switch_account,
)
from addyours.accounts.errors import AccountRefused
from addyours.accounts.models import Role, User

ROLES = {
    Role.READER: gettext_lazy("Reader: comments under their own name"),
    Role.AUTHOR: gettext_lazy("Author: writes stories, an editor publishes them"),
    Role.MODERATOR: gettext_lazy("Moderator: decides about comments"),
    Role.EDITOR: gettext_lazy("Editor: publishes stories, keeps people and authors"),
    Role.OWNER: gettext_lazy("Owner: may do everything, accounts and settings included"),
}


class AccountForm(forms.ModelForm):  # type: ignore[type-arg]
    """An account: who it is, what it may do, and a password for those who want one."""

    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        choices=[(role.value, words) for role, words in ROLES.items()],
        widget=forms.RadioSelect,
        initial=Role.AUTHOR,
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        required=False,
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy(
            "May be left empty: a sign-in link does without. Here it sets a new password."
        ),
    )

    class Meta:
        model = User
        fields = ("name", "email", "role", "is_active")
        help_texts = {"is_active": gettext_lazy("Switched off, the account can't sign in.")}

    def __init__(self, *args: Any, editing_self: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None or editing_self:
            # One's own account can't be switched off by mistake; a new one is on.
            del self.fields["is_active"]
        if self.instance.pk is None:
            self.fields["password"].help_text = _("May be left empty: a sign-in link does without.")

    def clean_email(self) -> str:
        email = User.objects.normalize_email(self.cleaned_data["email"])
        others = User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk)
        if others.exists():
            raise ValidationError(_("There is an account with this address already."))
        return email

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if password:
            validate_password(password, user=self.instance)
        return password

    def apply(self) -> User:
        """Make the account, or change what was changed, through the actions of accounts.

        Raises AccountRefused; nothing is changed then.
        """
        given = self.cleaned_data
        with transaction.atomic():
            if self.instance.pk is None:
                return create_account(
                    email=given["email"],
                    name=given["name"],
                    role=Role(given["role"]),
                    password=given["password"] or None,
                )
            # The form's own instance has the new values already: what was is in the database.
            user = User.objects.get(pk=self.instance.pk)
            if {"name", "email"} & set(self.changed_data):
                change_account(user, name=given["name"], email=given["email"])
            if "role" in self.changed_data:
                change_role(user, role=Role(given["role"]))
            if "is_active" in self.changed_data:
                switch_account(user, is_active=given["is_active"])
            if given["password"]:
                set_password(user, password=given["password"])
        return user

    def tell(self, refusal: AccountRefused) -> None:
        """Put a refusal beside the field it is about."""
        fields = {"last_owner": "role", "known": "email", "email": "email", "name": "name"}
        field = fields.get(refusal.code)
        self.add_error(field, refusal.reason)


class OwnNameForm(forms.ModelForm):  # type: ignore[type-arg]
    """One's own name, on one's own page in the newsroom."""

    class Meta:
        model = User
        fields = ("name",)
        labels = {"name": gettext_lazy("Name")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = format_html(
            '<a href="{}">{}</a>',
            reverse("account_home"),
            _("Address, passkeys and where you are signed in"),
        )

    def save(self, commit: bool = True) -> User:
        """Change the account through its action."""
        user = User.objects.get(pk=self.instance.pk)
        change_account(user, name=self.cleaned_data["name"], email=user.email)
        return user


class FirstPasswordForm(SetPasswordForm):  # type: ignore[type-arg]
    """A password for somebody who has signed in by links so far; left empty, nothing happens."""

    def __init__(self, *args: Any, instance: User, **kwargs: Any) -> None:
        super().__init__(instance, *args, **kwargs)
        for field in self.fields.values():
            field.required = False

    def save(self, commit: bool = True) -> User:
        """Set the password through its action."""
        if password := self.cleaned_data.get("new_password1"):
            set_password(self.user, password=password)
        return self.user
