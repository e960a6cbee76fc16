"""The forms of word rules."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext_lazy as _

from addyours.moderation.errors import RuleRefused
from addyours.moderation.models import WordRule
from addyours.moderation.words.models import RuleAction, RuleKind
from addyours.moderation.words.patterns import check
from addyours.moderation.words.table import LARGEST

KINDS = [
    (RuleKind.WORD.value, _("Whole word or phrase – case, accents and look-alike letters don’t count")),
    (RuleKind.WILDCARD.value, _("With wildcards – * stands for any letters of a word, ? for one")),
    (RuleKind.REGEX.value, _("Regular expression – name and text as typed, the name on a line of its own")),
]  # fmt: skip
ACTIONS = [
    (RuleAction.HOLD.value, _("Hold the comment for a look")),
    (RuleAction.REFUSE.value, _("Refuse it: the writer is told which word, and keeps the text")),
    (RuleAction.MARK.value, _("Publish it, with a mark for moderators")),
]


class RuleForm(forms.ModelForm):  # type: ignore[type-arg]
    """One word rule."""

    class Meta:
        model = WordRule
        fields = ("pattern", "kind", "action", "note", "is_on")
        widgets = {
            "pattern": forms.TextInput(
                attrs={"dir": "auto", "autocomplete": "off", "spellcheck": "false"}
            ),
            "kind": forms.RadioSelect,
            "action": forms.RadioSelect,
        }
        error_messages = {NON_FIELD_ERRORS: {"unique_together": _("There is this rule already.")}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = KINDS  # type: ignore[attr-defined]
        self.fields["action"].choices = ACTIONS  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any] | None:
        given = super().clean() or self.cleaned_data
        if "pattern" in given and "kind" in given:
            try:
                check(given["pattern"], given["kind"])
            except RuleRefused as refusal:
                self.add_error("pattern", refusal.reason)
        return given


class BringForm(forms.Form):
    """A file of rules, or words pasted."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        max_length=200,
        help_text=_("CSV as it is exported here, or plain text with one word or phrase a line."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,text/csv,text/plain"}),
    )
    text = forms.CharField(
        label=_("Or paste it here"),
        required=False,
        max_length=LARGEST,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto", "spellcheck": "false"}),
        help_text=_("Plain words become rules that hold. What is there already is changed, not doubled."),
    )  # fmt: skip

    def data_given(self) -> bytes:
        """Return what was uploaded or pasted; a file goes before."""
        file = self.cleaned_data.get("file")
        if file is not None:
            # One more than allowed, so that what is too large is seen to be.
            return bytes(file.read(LARGEST + 1))
        return str(self.cleaned_data.get("text", "")).encode()


class RuleFilter(forms.Form):
    """Which rules are wanted."""

    q = forms.CharField(
        label=_("Word or note"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    action = forms.ChoiceField(
        label=_("What it does"),
        required=False,
        choices=[("", _("Anything")), *RuleAction.choices],
    )
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("Any kind")), *RuleKind.choices]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)
