"""Who looks at which comment just now, so that two moderators don't read the same one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, OuterRef

from addyours.accounts.models import User
from addyours.comments.models import Comment
from addyours.newsroom.models import Attention
from addyours.newsroom.queue.queries import Wanted, comments_wanted

CANDIDATES = 8
"""So many are tried in turn: others may take one between our look and our taking it."""


def next_waiting(
    wanted: Wanted, *, user: User, now: datetime, after: int | None = None
) -> list[int]:
    """Return the first comments asked for that nobody else looks at, from behind `after` on. One query."""
    taken = Attention.objects.filter(comment=OuterRef("pk"), until__gt=now).exclude(user=user)
    found = comments_wanted(wanted).filter(~Exists(taken))
    if after:
        found = found.filter(pk__gt=after) if wanted.oldest_first else found.filter(pk__lt=after)
    order = "pk" if wanted.oldest_first else "-pk"
    return list(found.order_by(order).values_list("pk", flat=True)[:CANDIDATES])


def others_looking(*, user: User, now: datetime) -> dict[int, str]:
    """Return the comments that others look at, with their names. One query."""
    others = Attention.objects.filter(until__gt=now).exclude(user=user)
    return dict(others.values_list("comment_id", "user__name"))


def moved_on(comment_ids: Collection[int], *, state: str) -> dict[int, str]:
    """Return the new states of those of these comments that are not in `state` any more. One query."""
    found = Comment.objects.filter(pk__in=comment_ids).exclude(state=state)
    return dict(found.values_list("pk", "state"))


def newest_in(state: str) -> int:
    """Return the id of the newest comment in a state, 0 for none. One query."""
    found = Comment.objects.filter(state=state).order_by("-pk")
    return found.values_list("pk", flat=True).first() or 0
