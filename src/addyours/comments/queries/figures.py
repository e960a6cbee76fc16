"""Counts comments of days and months, and who and what they came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, F, When

from addyours.accounts.models import Guest, User
from addyours.comments.models import Comment, CommentState, Thread
from addyours.moderation.audit.spans import Span, counted

_WRITTEN = (
    "SELECT n, count(*) FROM span CROSS JOIN comments_comment AS one"
    " WHERE one.created_at >= span.since AND one.created_at < span.until GROUP BY n"
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


def busiest_threads(*, since: datetime, most: int) -> list[Busy]:
    """Return the conversations with the most published comments written since then. Two queries."""
    rows = _published(since).values_list("thread").annotate(number=Count("pk"))
    counts = dict(rows.order_by("-number", "thread")[:most])
    threads = Thread.objects.in_bulk(counts)
    return [
        Busy(key=threads[pk].key, name=threads[pk].title, url=threads[pk].path, comments=counts[pk])
        for pk in counts
    ]


def busiest_writers(*, since: datetime, most: int) -> list[Busy]:
    """Return who wrote the most published comments since then; guests are told apart by their cookie.

    Three queries.
    """
    # A claimed comment has its guest still.
    guest = Case(When(user=None, then=F("guest")))
    rows = _published(since).exclude(user=None, guest=None).annotate(by_guest=guest)
    rows = rows.values_list("user", "by_guest").annotate(number=Count("pk"))
    found = list(rows.order_by("-number", "user", "by_guest")[:most])
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


def _published(since: datetime):  # type: ignore[no-untyped-def]
    found = Comment.objects.filter(created_at__gte=since, state=CommentState.PUBLISHED)
    return found.order_by()
