"""What is asked before an import, and which lines of a report are wanted."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from addyours.transfer.errors import ImportRefused
from addyours.transfer.formats import FORMATS, Extra, Format
from addyours.transfer.models import ImportRun
from addyours.transfer.queries import ADAPTED, Wanted
from addyours.transfer.remote_media import Remote
from addyours.transfer.report import OUTCOMES

SALT = "newsroom.import"
LONGEST_WAIT = 24 * 3600
"""Seconds for which files that were uploaded wait for the rest of their form."""
OUTCOME_WORDS = {
    "came": gettext_lazy("came"),
    "updated": gettext_lazy("updated"),
    "unchanged": gettext_lazy("unchanged"),
    "kept": gettext_lazy("kept as it is here"),
    "left out": gettext_lazy("left out"),
    ADAPTED: gettext_lazy("adapted"),
}


def extras() -> dict[str, tuple[Extra, list[Format]]]:
    """Return what some formats ask for besides, each with its formats."""
    found: dict[str, tuple[Extra, list[Format]]] = {}
    for one in FORMATS:
        for extra in one.extras:
            if not extra.is_file:
                found.setdefault(extra.name, (extra, []))[1].append(one)
    return found


class ImportForm(forms.Form):
    """A new import; its files are received by `upload`, not here."""

    format = forms.ChoiceField(
        label=gettext_lazy("Format"),
        required=False,
        choices=lambda: [("", _("Recognise it")), *((one.name, one.title) for one in FORMATS)],
    )
    pictures = forms.CharField(
        label=gettext_lazy("Address of the pictures"),
        required=False,
        max_length=500,
        help_text=gettext_lazy(
            "The folder they lie in, such as https://old.example/wp-content/uploads/. Nothing"
            " outside it is fetched. Empty: no pictures come."
        ),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )
    is_dry = forms.BooleanField(
        label=gettext_lazy("Try it first"),
        required=False,
        initial=True,
        help_text=gettext_lazy(
            "Everything is read and reported, nothing is written. You can bring it in afterwards"
            " without a second upload."
        ),
    )
    keep_going = forms.BooleanField(
        label=gettext_lazy("Keep going where a file is damaged"),
        required=False,
        help_text=gettext_lazy("What is whole comes; each damaged place is listed."),
    )
    uploaded = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)
        for name, (extra, of) in extras().items():
            titles = ", ".join(one.title for one in of)
            self.fields[f"extra_{name}"] = forms.CharField(
                label=f"{extra.label} ({titles})", required=False, max_length=500,
                help_text=extra.help,
                widget=forms.TextInput(attrs={"data-formats": " ".join(one.name for one in of)}),
            )  # fmt: skip

    def clean_pictures(self) -> str:
        given = str(self.cleaned_data["pictures"]).strip()
        try:
            if given:
                Remote(given)
        except ImportRefused as refusal:
            raise forms.ValidationError(refusal.reason) from refusal
        return given

    @property
    def waiting(self) -> tuple[str, list[str]] | None:
        """The folder and names of files that were uploaded with this form before."""
        token = self.data.get("uploaded", "")
        try:
            folder, names = signing.loads(token, salt=SALT, max_age=LONGEST_WAIT)
        except (signing.BadSignature, ValueError, TypeError):
            return None
        return folder, names

    def wait_with(self, folder: str, names: list[str]) -> None:
        """Have the form bring files along that are here already."""
        given = {name: self.data[name] for name in self.data}
        self.data = given | {"uploaded": signing.dumps([folder, names], salt=SALT)}

    def options(self, chosen: Format) -> dict[str, Any]:
        """Return what was asked for, as a run keeps it."""
        given = self.cleaned_data
        found = {"keep_going": given["keep_going"]}
        if chosen.has_media and given["pictures"]:
            found["media"] = given["pictures"]
        for extra in chosen.extras:
            if value := given.get(f"extra_{extra.name}"):
                found[extra.name] = value
        return found


class ReportFilter(forms.Form):
    """Which lines of a report are wanted. What is not understood is left out of account."""

    q = forms.CharField(
        label=gettext_lazy("Number or title there"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    outcome = forms.ChoiceField(
        label=gettext_lazy("What became of it"),
        required=False,
        choices=[
            ("", gettext_lazy("Anything")),
            *((one, OUTCOME_WORDS[one]) for one in (*OUTCOMES, ADAPTED)),
        ],
    )

    def __init__(self, *args: Any, run: ImportRun, **kwargs: Any) -> None:
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)
        kinds = [(kind, kind.replace("_", " ")) for kind in sorted(run.counts)]
        self.fields["kind"].choices = [("", _("Any kind")), *kinds]  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        """Return what is asked for."""
        self.is_valid()
        given = self.cleaned_data
        return Wanted(
            kind=given.get("kind", ""), outcome=given.get("outcome", ""), words=given.get("q", "")
        )
