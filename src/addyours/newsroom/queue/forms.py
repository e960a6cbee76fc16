"""The queue's filter."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from addyours.comments.models import CommentState
from addyours.newsroom.queue.queries import REASONS, Wanted

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

FIRST_DAY = date(1990, 1, 1)
LAST_DAY = date(2199, 12, 31)
OLDEST, NEWEST = "oldest", "newest"


def day_field(label: str | _StrPromise) -> forms.DateField:
    """Return a field for a day that every database can compare."""

    def check(day: date) -> None:
        if not FIRST_DAY <= day <= LAST_DAY:
            raise ValidationError(_("Please give a day of our times."))

    return forms.DateField(
        label=label,
        required=False,
        validators=[check],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def state_in(query: QueryDict) -> str:
    """Return the state an address of the queue names; what waits, where it names none."""
    state = query.get("state", "")
    return state if state in CommentState.values else CommentState.PENDING.value


class FilterForm(forms.Form):
    """Which comments of a state are wanted. What is not understood is left out of account."""

    q = forms.CharField(
        label=_("Words or name"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    reason = forms.ChoiceField(
        label=_("Held because"),
        required=False,
        choices=[
            ("", _("Any reason")),
            *((key, label) for key, (label, _words) in REASONS.items()),
        ],
    )
    since = day_field(_("From"))
    until = day_field(_("Until"))
    order = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[("", "—"), (OLDEST, _("Oldest first")), (NEWEST, _("Newest first"))],
    )
    thread = forms.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput
    )

    held = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)

    def __init__(self, *args: Any, state: str, **kwargs: Any) -> None:
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)
        self.state = state
        self.fields["order"].choices = [  # type: ignore[attr-defined]
            (OLDEST, _("Oldest first")),
            (NEWEST, _("Newest first")),
        ]
        if state != "pending":
            self.fields["order"].choices.reverse()  # type: ignore[attr-defined]

    @classmethod
    def read(cls, query: QueryDict) -> Wanted:
        """Return what an address of the queue asks for."""
        return cls(query, state=state_in(query)).wanted()

    def wanted(self) -> Wanted:
        """Return what is asked for. What waits is shown oldest first, everything else newest first."""
        self.is_valid()
        given = self.cleaned_data
        order = given.get("order") or (OLDEST if self.state == "pending" else NEWEST)
        return Wanted(
            state=self.state,
            words=given.get("q", ""),
            thread=given.get("thread"),
            reason=given.get("reason", ""),
            held=given.get("held", ""),
            since=given.get("since"),
            until=given.get("until"),
            oldest_first=order == OLDEST,
        )

    @property
    def is_filtering(self) -> bool:
        names = ("q", "reason", "held", "since", "until", "thread")
        return any(self.cleaned_data.get(name) for name in names)
