"""Changes that only moderators at work see: nothing of them is told to readers, so no outbox row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from addyours.accounts.models import User
from addyours.newsroom.models import LONGEST_QUERY, Attention, SavedFilter

LEASE = timedelta(minutes=2)
"""For so long a comment is left to who looks at it; the open page renews it."""
MOST_FILTERS = 30


def attend(candidates: Sequence[int], *, by: User, now: datetime) -> int | None:
    """Give a moderator the first of these comments that nobody else looks at, and return its id.

    Whatever they looked at before is free again. None when others have them all.
    """
    until = now + LEASE
    _let_go(Attention.objects.filter(user=by).exclude(comment__in=candidates[:1]))
    # Each statement commits by itself: who waited for a row while holding another could wait for ever.
    while (comment_id := _first_free(candidates, by=by, now=now)) is not None:
        row = Attention(comment_id=comment_id, user=by, until=until)
        # Of two at once one makes the row, and the other one's update finds it in force.
        Attention.objects.bulk_create([row], ignore_conflicts=True)
        free = Attention.objects.filter(Q(user=by) | Q(until__lte=now), comment=comment_id)
        if free.update(user=by, until=until):
            return comment_id
    return None


def _first_free(candidates: Sequence[int], *, by: User, now: datetime) -> int | None:
    in_force = Attention.objects.filter(comment__in=candidates, until__gt=now).exclude(user=by)
    taken = set(in_force.values_list("comment", flat=True))
    return next((one for one in candidates if one not in taken), None)


def look_away(*, by: User) -> None:
    """Leave whatever a moderator looks at to others."""
    _let_go(Attention.objects.filter(user=by))


def _let_go(rows: QuerySet[Attention]) -> None:
    """Delete these of a moderator's rows, but none that another takes in the same moment."""
    with transaction.atomic():
        # Django reads before it deletes, and deletes by what it read: locked, so that it is still so.
        if locked := list(rows.select_for_update().values_list("pk", flat=True)):
            Attention.objects.filter(pk__in=locked).delete()


def save_filter(*, by: User, name: str, query: str) -> SavedFilter:
    """Keep what a moderator wants to find again; the same name takes the place of the one before."""
    with transaction.atomic():
        made, _new = SavedFilter.objects.update_or_create(
            user=by, name=name, defaults={"query": query[:LONGEST_QUERY]}
        )
        kept = SavedFilter.objects.filter(user=by).order_by("-pk")[:MOST_FILTERS]
        SavedFilter.objects.filter(user=by).exclude(pk__in=[one.pk for one in kept]).delete()
    return made


def forget_filters(user: User) -> int:
    """Forget all filters of somebody who leaves; return how many there were."""
    look_away(by=user)
    return SavedFilter.objects.filter(user=user).delete()[0]


def drop_filter(filter_id: int, *, by: User) -> None:
    """Forget one of a moderator's own filters."""
    SavedFilter.objects.filter(pk=filter_id, user=by).delete()
