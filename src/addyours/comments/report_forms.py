"""What a reader types who reports a comment."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from addyours.accounts.writers import Writer
from addyours.comments.forms import TypedField
from addyours.moderation.models import ReportKind
from addyours.moderation.reports.actions import Complaint
from addyours.text.fold import clean_line

LONGEST_TEXT = 4_000


class ReportForm(forms.Form):
    """Why, in a word; more is asked when the law asks for more, in a second step."""

    kind = forms.ChoiceField(
        label=_("What is wrong with it?"),
        choices=ReportKind.choices,
        error_messages={
            "required": _("Please say what is wrong with it."),
            "invalid_choice": _("Please say what is wrong with it."),
        },
    )
    text = TypedField(
        label=_("Why?"),
        required=False,
        max_length=LONGEST_TEXT,
        error_messages={
            "max_length": _("Please shorten it to %(limit_value)d characters (now %(show_value)d).")
        },
    )
    name = TypedField(label=_("Your name"), required=False, max_length=120)
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        max_length=254,
        error_messages={"invalid": _("This does not look like an e-mail address.")},
    )
    children = forms.BooleanField(required=False)
    faith = forms.BooleanField(
        label=_("To the best of my knowledge, what I say here is true and complete."),
        required=False,
    )

    def __init__(self, *args: Any, writer: Writer | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if writer and writer.user_id:
            self.initial = {**self.initial, "name": writer.name, "email": writer.email}

    @property
    def is_notice(self) -> bool:
        """Whether the fields are shown that a notice of illegal content has."""
        return self["kind"].value() == ReportKind.ILLEGAL

    def clean_name(self) -> str:
        return clean_line(self.cleaned_data["name"])

    def as_complaint(self, *, address_key: str, ranges: tuple[str, ...]) -> Complaint:
        """Return what was typed, with where it came from."""
        typed = self.cleaned_data
        return Complaint(
            kind=typed["kind"],
            text=typed["text"],
            name=typed["name"],
            email=typed["email"],
            is_about_children=typed["children"],
            in_good_faith=typed["faith"],
            address_key=address_key,
            ranges=ranges,
        )
