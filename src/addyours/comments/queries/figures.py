"""Counts comments of days and months, and who and what they came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from addyours.accounts.models import Guest, User
from addyours.comments.models import CommentState, Thread
from addyours.moderation.audit.spans import Span, counted

_WRITTEN = (
    "SELECT n, count(*) FROM span CROSS JOIN comments_comment AS one"
    " WHERE one.created_at >= span.since AND one.created_at < span.until GROUP BY n"
)
# The state is asked for in a way that no index answers: SQLite would take the queue's and read every
# comment. A claimed comment has its guest still.
_PUBLISHED = (
    " count(*) AS number FROM span CROSS JOIN comments_comment AS one"
    " WHERE one.created_at >= span.since AND one.created_at < span.until"
    f" AND one.state || '' = '{CommentState.PUBLISHED}'"
)
_GUEST = "CASE WHEN one.user_id IS NULL THEN one.guest_id END"
_THREADS = f"SELECT one.thread_id,{_PUBLISHED} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT %s"
_WRITERS = (
    f"SELECT one.user_id, {_GUEST},{_PUBLISHED} AND (one.user_id IS NOT NULL OR"
    " one.guest_id IS NOT NULL) GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT %s"
)


@dataclass(frozen=True, kw_only=True)
class Busy:
    """A conversation, or a writer, with how many published comments came from there."""

    key: str
    """`thread:5`, `user:5`, `guest:12`."""
    name: str
    url: str
    comments: int


def written_in(spans: Sequence[Span]) -> list[int]:
    """Return how many comments were written in each span, whatever became of them. One query."""
    found = dict(counted(_WRITTEN, spans))
    return [found.get(place, 0) for place in range(len(spans))]


def busiest_threads(span: Span, *, most: int) -> list[Busy]:
    """Return the conversations with the most published comments that were written in it. Two queries."""
    counts = dict(counted(_THREADS, [span], most))
    threads = Thread.objects.in_bulk(counts)
    return [
        Busy(key=threads[pk].key, name=threads[pk].title, url=threads[pk].path, comments=counts[pk])
        for pk in counts
    ]


def busiest_writers(span: Span, *, most: int) -> list[Busy]:
    """Return who wrote the most published comments in it; guests are told apart by their cookie.

    Three queries.
    """
    found = counted(_WRITERS, [span], most)
    users = User.objects.in_bulk([user for user, _guest, _number in found if user])
    guests = Guest.objects.in_bulk([one for user, one, _number in found if not user])
    return [
        Busy(
            key=f"user:{user}" if user else f"guest:{one}",
            name=users[user].name if user else guests[one].name,
            url="",
            comments=number,
        )
        for user, one, number in found
    ]
