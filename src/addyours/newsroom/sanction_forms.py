"""The forms that sanctions are imposed with."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from addyours.accounts.addresses import network_of
from addyours.comments.models import Comment
from addyours.moderation.models import SanctionKind
from addyours.moderation.sanctions.actions import Terms

DURATIONS: dict[str, timedelta | None] = {
    "1": timedelta(days=1),
    "7": timedelta(days=7),
    "30": timedelta(days=30),
    "365": timedelta(days=365),
    "": None,
}
LASTS = [
    ("1", _("A day")),
    ("7", _("A week")),
    ("30", _("Thirty days")),
    ("365", _("A year")),
    ("", _("For good")),
]
DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,}", re.IGNORECASE)
LONGEST_DOMAIN = 50


WHAT = [
    (SanctionKind.WARN, _("Warn: they confirm that they have read it before the next comment")),
    (SanctionKind.REVIEW, _("Always look first: everything of theirs waits for a moderator")),
    (SanctionKind.MUTE, _("Silence: no comments for a time")),
    (SanctionKind.BAN, _("Ban: no comments and no votes")),
]


class _Terms(forms.Form):
    """For how long and why."""

    lasts = forms.ChoiceField(
        label=_("For how long"),
        required=False,
        choices=LASTS,
        initial="7",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=200,
        help_text=_(
            "The writer reads it when they try to comment, but for “Always look first”. A warning"
            " needs one."
        ),
    )

    @property
    def duration(self) -> timedelta | None:
        return DURATIONS[self.cleaned_data["lasts"]]

    @property
    def what(self) -> SanctionKind:
        return SanctionKind(self.cleaned_data["kind"])


class SanctionForm(_Terms):
    """What to do about the writer of a comment."""

    kind = forms.ChoiceField(
        label=_("What"), choices=WHAT, initial=SanctionKind.WARN, widget=forms.RadioSelect
    )
    with_address = forms.BooleanField(
        label=_("The network address too"),
        required=False,
        help_text=_(
            "Others may share it: a family, an office, a whole mobile network. Only its hash is kept."
        ),
    )
    with_network = forms.BooleanField(
        label=_("The network around it too"),
        required=False,
        help_text=_(
            "256 addresses, or a /48 of IPv6: for whoever comes back from next door. Only a hash is kept."
        ),
    )
    reject = forms.BooleanField(label=_("Reject the comment as well"), required=False)
    field_order = ("kind", "lasts", "reason", "with_address", "with_network", "reject")

    def __init__(self, *args: Any, comment: Comment, may_reject: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.comment = comment
        if not comment.address_key:
            del self.fields["with_address"]
        if not comment.network_key:
            del self.fields["with_network"]
        if not may_reject:
            del self.fields["reject"]

    def targets(self) -> list[str]:
        """Return the keys the sanction is for, the writer's first."""
        keys = [self.comment.writer_key]
        if self.what != SanctionKind.WARN:
            # Nobody can confirm a warning for an address.
            keys += [self.comment.address_key] * bool(self.cleaned_data.get("with_address"))
            keys += [self.comment.network_key] * bool(self.cleaned_data.get("with_network"))
        return keys

    def terms(self) -> Terms:
        """Return why and for how long."""
        return Terms(reason=self.cleaned_data["reason"].strip(), lasts=self.duration)


class PlaceField(forms.CharField):
    """A network address, a network or a mail domain: becomes its key and what it is called."""

    def clean(self, value: Any) -> tuple[str, str]:
        text = super().clean(value).strip().removeprefix("@").strip()
        try:
            network = network_of(text)
        except ValueError:
            if not DOMAIN.fullmatch(text) or len(text) > LONGEST_DOMAIN:
                raise ValidationError(
                    _(
                        "Please give an address such as 203.0.113.7, a network from /8 to /32 such as"
                        " 203.0.113.0/24 (of IPv6 from /16, in steps of four), or a mail domain such"
                        " as example.com."
                    )
                ) from None
            return f"domain:{text.lower()}", ""
        return network.key, network.label


class PlaceForm(_Terms):
    """A network or a mail domain to shut out, or to look at first."""

    place = PlaceField(
        label=_("Network or mail domain"),
        max_length=100,
        help_text=_(
            "For example 203.0.113.0/24 or example.com. Networks are kept as hashes, and what you"
            " typed of those with 256 addresses or more; mail domains meet those who give an address."
        ),
    )
    kind = forms.ChoiceField(
        label=_("What"),
        choices=[
            (SanctionKind.REVIEW, _("Always look first")),
            (SanctionKind.BAN, _("Ban")),
        ],
        initial=SanctionKind.BAN,
        widget=forms.RadioSelect,
    )
    field_order = ("place", "kind", "lasts", "reason")
