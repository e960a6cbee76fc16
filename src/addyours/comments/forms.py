"""What readers type, checked before it becomes a call."""

from __future__ import annotations

from typing import Any, Self

from django import forms
from django.utils.translation import gettext_lazy as _

from addyours.accounts.writers import Writer
from addyours.comments.actions.post import LONGEST_BODY
from addyours.comments.queries.slow import ACCOUNTS_ONLY
from addyours.comments.rulings import LONGEST_APPEAL
from addyours.text.fold import clean, clean_line, is_blank
from addyours.text.passages import LONGEST_EXACT, Selector

LONGEST_NAME = 60


class Shared:
    """Mixed into fields that no form changes: all forms share them.

    Django copies each field for each form, which took a twentieth of the time of a post.
    """

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self


class TypedField(Shared, forms.CharField):
    """Text without what no reader should get, cleaned before it is measured: browsers send two
    characters for a line break that people count as one.
    """

    def to_python(self, value: Any) -> str:
        text = clean(super().to_python(value) or "").strip()
        return "" if is_blank(text) else text


class AddressField(Shared, forms.EmailField):
    """An e-mail address."""


class UntypedText(Shared, forms.CharField):
    """Text that a script or the page itself has filled in."""


class UntypedNumber(Shared, forms.IntegerField):
    """The number of something."""

    def __init__(self) -> None:
        super().__init__(required=False, min_value=1, max_value=2**63 - 1)


class Ticked(Shared, forms.BooleanField):
    """Something that is wanted or not."""


class PassageField(UntypedText):
    """A part of a passage that a script has filled in: cut, never refused, for nobody typed it."""

    def to_python(self, value: Any) -> str:
        return clean_line(super().to_python(value) or "")[:LONGEST_EXACT]


class BodyForm(forms.Form):
    """The words alone, as when editing."""

    body = TypedField(
        label=_("Your comment"),
        max_length=LONGEST_BODY,
        widget=forms.Textarea,
        error_messages={
            "required": _("Please write something first."),
            "max_length": _(
                "Please shorten it to %(limit_value)d characters (now %(show_value)d)."
            ),
        },
    )


class AppealForm(BodyForm):
    """Why a rejected comment should be looked at again."""

    body = TypedField(
        label=_("What should be considered?"),
        max_length=LONGEST_APPEAL,
        widget=forms.Textarea,
        error_messages=BodyForm.base_fields["body"].error_messages,
    )


class CommentForm(BodyForm):
    """The form beneath a story. Name and e-mail are asked of guests only."""

    name = TypedField(
        label=_("Name"),
        max_length=LONGEST_NAME,
        error_messages={"required": _("Please give a name; any name you like.")},
    )
    email = AddressField(
        label=_("E-mail"),
        required=False,
        max_length=254,
        error_messages={"invalid": _("This does not look like an e-mail address.")},
    )
    parent = UntypedNumber()
    website = UntypedText(required=False, max_length=500)
    keep = Ticked(required=False)
    key = UntypedText(required=False, max_length=64)
    took = UntypedText(required=False)
    exact = PassageField(label=_("Passage"), required=False)
    before = PassageField(required=False)
    behind = PassageField(required=False)
    unquoted = UntypedText(required=False)
    heed = UntypedNumber()

    field_order = ("name", "email", "body", "parent", "website", "key", "took")

    def __init__(self, *args: Any, writer: Writer | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.writer = writer
        self.warning = 0
        """The number of the warning that has to be confirmed with it; 0 for none."""
        if writer is not None and writer.user_id:
            del self.fields["name"], self.fields["email"], self.fields["keep"]

    def clean_name(self) -> str:
        return clean_line(self.cleaned_data["name"])

    def clean_took(self) -> float | None:
        """Return seconds; nonsense in a hidden field is nobody's mistake to correct."""
        try:
            seconds = float(self.cleaned_data["took"])
        except ValueError:
            return None
        return seconds if 0 <= seconds < 1e9 else None

    @property
    def chosen(self) -> dict[str, Any] | None:
        """The passage the form is about, as it is drawn; None for none, or none that is still there."""
        parts = {name: self[name].value() or "" for name in ("exact", "before", "behind")}
        is_left_out = self["exact"].errors or self["unquoted"].value()
        return parts if parts["exact"] and not is_left_out else None

    def keep_to_accounts(self) -> None:
        """Say to a guest that only accounts write here, not that a name is missing: none is asked for."""
        if "name" in self.errors:
            del self.errors["name"]
            self.add_error("body", str(ACCOUNTS_ONLY))

    @property
    def wants_proof(self) -> bool:
        """Whether a guest wants to keep the name and be told of answers: the address may be asked."""
        return bool(self.cleaned_data.get("keep") and self.cleaned_data.get("email"))

    def as_passage(self) -> Selector | None:
        """Return the passage the comment is about; None when it is about none."""
        typed = self.cleaned_data
        if not typed["exact"] or typed["unquoted"]:
            return None
        return Selector(exact=typed["exact"], prefix=typed["before"], suffix=typed["behind"])

    def as_writer(self) -> Writer:
        """Return who is writing: the account, or the guest under the name just typed."""
        if self.writer is not None and self.writer.user_id:
            return self.writer
        return Writer(
            name=self.cleaned_data["name"],
            email=self.cleaned_data["email"],
            guest_id=self.writer.guest_id if self.writer else None,
        )
