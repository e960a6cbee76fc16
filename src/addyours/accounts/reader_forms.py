"""What readers type about themselves."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from addyours.accounts.errors import AccountRefused
from addyours.accounts.forms import NameField
from addyours.accounts.pictures import squares


class PictureForm(forms.Form):
    """A picture of oneself; cleaned, it is our own squares of it."""

    picture = forms.FileField(
        label=_("Picture"),
        help_text=_("JPEG, PNG, WebP or GIF, up to 5 MB. A square is cut from its middle."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"}),
        error_messages={"required": _("Please choose a picture first.")},
    )

    def clean_picture(self) -> dict[int, bytes]:
        upload = self.cleaned_data["picture"]
        try:
            return squares(upload.file, size=upload.size)
        except AccountRefused as refusal:
            raise forms.ValidationError(refusal.reason) from refusal


class OtherNameForm(forms.Form):
    """Another name beside one's comments."""

    name = NameField(help_text=_("What you have written keeps the name it was written under."))


class ErasureForm(forms.Form):
    """What is to become of one's comments."""

    comments = forms.ChoiceField(
        label=_("Your comments"),
        choices=[
            ("remove", _("Remove my comments. Where somebody has answered, a note stays.")),
            ("keep", _("Leave my published comments, without my name.")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose what is to become of your comments.")},
    )

    @property
    def keeps_comments(self) -> bool:
        return bool(self.cleaned_data["comments"] == "keep")
