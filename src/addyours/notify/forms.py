"""How readers choose what they are told of, checked before it becomes a call."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from addyours.notify.models import Way, Wishes


class WayForm(forms.Form):
    """How to follow one thing."""

    way = forms.ChoiceField(
        label=_("How would you like to be told?"),
        choices=Way.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Please choose one."),
            "invalid_choice": _("Please choose one."),
        },
    )

    def chosen(self) -> Way:
        """Return the way, of a form that is valid."""
        return Way(self.cleaned_data["way"])


class WishesForm(forms.ModelForm):  # type: ignore[type-arg]
    """How to be told of what nobody had to choose to follow."""

    class Meta:
        model = Wishes
        fields = ("answers", "mentions", "own_stories")
        widgets = dict.fromkeys(fields, forms.RadioSelect)
