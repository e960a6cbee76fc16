"""When a reader with an account was last in a conversation, and what is new to them since."""

from __future__ import annotations

from datetime import datetime, timedelta

from addyours.comments.models import Thread, Visit
from addyours.comments.queries.visits import published_since, visit_of

VISIT = timedelta(minutes=30)
"""So long a visit lasts, however often the page is loaded meanwhile."""


def visit(thread: Thread, *, user_id: int, now: datetime) -> list[int]:
    """Note that a reader is here, and return what is new since their visit before, in its order.

    Nothing is new at the first visit. Three queries; at the beginning of a visit one more, which
    writes. No outbox row: only the reader sees anything of it.
    """
    found = visit_of(thread, user_id)
    if found is None:
        Visit.objects.bulk_create(
            [Visit(user_id=user_id, thread=thread, started_at=now, since=now)],
            ignore_conflicts=True,
        )
        return []
    since = found.since
    if now - found.started_at >= VISIT:
        since = found.started_at
        # Of two pages that were opened at once, one begins the visit.
        Visit.objects.filter(pk=found.pk, started_at=since).update(started_at=now, since=since)
    return published_since(thread, since, besides=user_id)
