"""What readers type, checked before it becomes a call."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from addyours.accounts.writers import Writer
from addyours.comments.actions.post import LONGEST_BODY
from addyours.text.fold import clean, clean_line

LONGEST_NAME = 60


class BodyForm(forms.Form):
    """The words alone, as when editing."""

    body = forms.CharField(
        label=_("Your comment"),
        max_length=LONGEST_BODY,
        strip=False,
        widget=forms.Textarea,
        error_messages={
            "required": _("Please write something first."),
            "max_length": _(
                "Please shorten it to %(limit_value)d characters (now %(show_value)d)."
            ),
        },
    )

    def clean_body(self) -> str:
        body = clean(self.cleaned_data["body"]).strip()
        if not body:
            raise forms.ValidationError(_("Please write something first."), code="required")
        return body


class CommentForm(BodyForm):
    """The form beneath a story. Name and e-mail are asked of guests only."""

    name = forms.CharField(
        label=_("Name"),
        max_length=LONGEST_NAME,
        error_messages={"required": _("Please give a name; any name you like.")},
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        max_length=254,
        error_messages={"invalid": _("This does not look like an e-mail address.")},
    )
    parent = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    website = forms.CharField(required=False, max_length=500)
    key = forms.CharField(required=False, max_length=64)
    took = forms.CharField(required=False)

    field_order = ("name", "email", "body", "parent", "website", "key", "took")

    def __init__(self, *args: Any, writer: Writer | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.writer = writer
        if writer is not None and writer.user_id:
            del self.fields["name"], self.fields["email"]

    def clean_name(self) -> str:
        name = clean_line(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError(_("Please give a name; any name you like."))
        return name

    def clean_took(self) -> float | None:
        """Return seconds; nonsense in a hidden field is nobody's mistake to correct."""
        try:
            seconds = float(self.cleaned_data["took"])
        except ValueError:
            return None
        return seconds if 0 <= seconds < 1e9 else None

    def as_writer(self) -> Writer:
        """Return who is writing: the account, or the guest under the name just typed."""
        if self.writer is not None and self.writer.user_id:
            return self.writer
        return Writer(
            name=self.cleaned_data["name"],
            email=self.cleaned_data["email"],
            guest_id=self.writer.guest_id if self.writer else None,
        )
