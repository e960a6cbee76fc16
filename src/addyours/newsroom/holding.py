"""What the newsroom holds of people: the filters its staff have saved."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from addyours.accounts.subject import Erasing, Holding, Record, Subject, values
from addyours.newsroom.models import SavedFilter
from addyours.newsroom.queue.actions import forget_filters


class FilterHolding(Holding):
    """Filters of the queue that somebody of the staff comes back to."""

    name = "filters"
    title = _("Saved filters")

    def records(self, subject: Subject) -> Iterator[Record]:
        if subject.user is not None:
            found = SavedFilter.objects.filter(user=subject.user)
            yield from values(found, "name", "query", kind="filter")

    def erase(self, erasing: Erasing) -> bool:
        user = erasing.subject.user
        return bool(user is not None and forget_filters(user))
