"""What a reader was told of: the count on the bell, and the page behind it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.urls import reverse

from addyours.accounts.models import Mute
from addyours.comments.models import CommentState, Thread, ThreadState
from addyours.comments.rulings import AppealState
from addyours.notify.models import Notification, NotificationKind
from addyours.notify.queries.decisions import outcome_of
from addyours.text.excerpt import excerpt

A_PAGE = 50
MANY = 3
"""So many comments in one followed conversation are shown as one line that opens."""
MOST_COUNTED = 99
EXCERPT = 160


@dataclass(frozen=True, kw_only=True)
class Line:
    """One comment a reader was told of."""

    id: int
    kind: str
    name: str
    words: str
    at: datetime
    url: str
    is_unread: bool
    outcome: str = ""
    """Of a decision: `rejected`, `granted` or `stands`."""


@dataclass(frozen=True, kw_only=True)
class Group:
    """What a reader was told of in one conversation, one after the other."""

    thread: Thread
    lines: tuple[Line, ...]

    @property
    def is_folded(self) -> bool:
        """Mentions, answers and decisions are never folded away."""
        others = {NotificationKind.MENTION, NotificationKind.ANSWER, NotificationKind.DECISION}
        return len(self.lines) >= MANY and not any(line.kind in others for line in self.lines)

    @property
    def unread(self) -> int:
        return sum(line.is_unread for line in self.lines)


@dataclass(frozen=True, kw_only=True)
class NotificationPage:
    """One page of what a reader was told of, newest first."""

    groups: tuple[Group, ...]
    newest: int
    """The id of the newest; what comes while the page is looked at is behind it."""
    next_url: str

    @property
    def has_unread(self) -> bool:
        return any(group.unread for group in self.groups)


def shown_to(user_id: int) -> QuerySet[Notification]:
    """Return what a reader was told of, as far as it is still to be seen."""
    is_decided = Q(comment__state=CommentState.REJECTED) | Q(
        comment__state=CommentState.PUBLISHED, comment__ruling__appeal_state=AppealState.GRANTED
    )
    is_shown = Q(comment__state=CommentState.PUBLISHED) & ~Q(kind=NotificationKind.DECISION)
    return Notification.objects.filter(
        is_shown | (is_decided & Q(kind=NotificationKind.DECISION, comment__user=user_id)),
        user=user_id,
        thread__opened_at__isnull=False,
    ).exclude(thread__state=ThreadState.HIDDEN)


def told_of_muted(user_id: int) -> QuerySet[Notification]:
    """Return what a reader was told of people they have muted since. One query, then its own."""
    parts = [key.partition(":") for key in _muted_keys(user_id)]
    users = [int(number) for kind, _colon, number in parts if kind == "user"]
    guests = [int(number) for kind, _colon, number in parts if kind == "guest"]
    theirs = Q(comment__user__in=users) | Q(comment__user=None, comment__guest__in=guests)
    return Notification.objects.filter(theirs, user=user_id)


def _muted_keys(user_id: int) -> list[str]:
    return list(Mute.objects.filter(user=user_id).values_list("key", flat=True))


def unread_count(user_id: int) -> int:
    """Return how much a reader has not looked at, one more than MOST_COUNTED at most. One query."""
    unread = shown_to(user_id).filter(read_at__isnull=True).order_by()
    return unread.values("comment").distinct()[: MOST_COUNTED + 1].count()


def notification_page(user_id: int, *, before: int | None = None) -> NotificationPage:
    """Return a page of what a reader was told of, from `before` on, by conversation. One query."""
    rows = shown_to(user_id).select_related("comment__ruling", "thread").order_by("-pk")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: A_PAGE + 1])
    shown = found[:A_PAGE]
    url = reverse("notify:notifications")
    return NotificationPage(
        groups=tuple(_groups(shown)),
        newest=shown[0].pk if shown else 0,
        next_url=f"{url}?before={shown[-1].pk}" if len(found) > A_PAGE else "",
    )


def _groups(rows: Iterable[Notification]) -> list[Group]:
    """Put together what was told of one conversation; each stands where its newest line does."""
    threads: dict[int, Thread] = {}
    lines: dict[int, list[Line]] = {}
    for row in rows:
        threads.setdefault(row.thread_id, row.thread)
        lines.setdefault(row.thread_id, []).append(_line(row))
    return [
        Group(thread=thread, lines=tuple(lines[thread_id])) for thread_id, thread in threads.items()
    ]


def _line(row: Notification) -> Line:
    return Line(
        id=row.pk,
        kind=row.kind,
        name=row.comment.name,
        words=excerpt(row.comment.body, EXCERPT),
        at=row.at,
        url=reverse("notify:open", args=[row.pk]),
        is_unread=row.read_at is None,
        outcome=outcome_of(row.comment) if row.kind == NotificationKind.DECISION else "",
    )
