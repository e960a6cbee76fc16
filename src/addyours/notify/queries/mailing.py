"""What readers are to be mailed of what they were told of."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from addyours.accounts.mail import Kind
from addyours.comments.models import Comment, Thread
from addyours.notify.models import MailChoice, Notification, NotificationKind, Way
from addyours.notify.queries.notifications import shown_to
from addyours.text.excerpt import excerpt

MOST_IN_A_DIGEST = 40
"""Comments; whoever follows more than that reads the rest on the site."""
MOST_COUNTED = 1000
DIGEST_EXCERPT = 300


@dataclass(frozen=True, kw_only=True)
class DigestPart:
    """The new comments of one conversation."""

    thread: Thread
    comments: tuple[tuple[Comment, str], ...]
    """Each with the beginning of what it says."""


@dataclass(frozen=True, kw_only=True)
class Digest:
    """What a reader is mailed once a day."""

    parts: tuple[DigestPart, ...]
    shown: int
    left: int


def kind_of_mail(notification_kind: str) -> Kind:
    """Return the kind of mail by which somebody is told at once."""
    return Kind.MENTION if notification_kind == NotificationKind.MENTION else Kind.ANSWER


def to_mail_at_once(comment_id: int, *, first: int, last: int) -> QuerySet[Notification]:
    """Return whose mail about a comment is not written yet, of the accounts from `first` to `last`.

    Mails about decisions wait for a while and go another way.
    """
    due = Notification.objects.filter(
        comment=comment_id,
        user__gte=first,
        user__lte=last,
        way=Way.AT_ONCE,
        settled_at__isnull=True,
    )
    return due.exclude(kind=NotificationKind.DECISION).select_related("user")


def who_stopped(users: Collection[int]) -> set[tuple[int, str]]:
    """Return who of these accounts has stopped which kind of mail. One query."""
    rows = MailChoice.objects.filter(user__in=users).values_list("user", "kind")
    return {(user, kind) for user, kind in rows if user is not None}


def waiting_for_digest(*, before: datetime) -> QuerySet[Notification]:
    """Return what was told before a time and waits for a daily mail."""
    return Notification.objects.filter(way=Way.DAILY, settled_at__isnull=True, at__lt=before)


def readers_with_digest(*, before: datetime, after: int, limit: int) -> list[int]:
    """Return the accounts behind `after` that a daily mail is due to. One query."""
    users = waiting_for_digest(before=before).filter(user__gt=after).order_by("user_id")
    return list(users.values_list("user_id", flat=True).distinct()[:limit])


def had_digest(user_id: int, *, since: datetime) -> bool:
    """Tell whether a reader has had a daily mail since a time. One query."""
    return Notification.objects.filter(user=user_id, way=Way.DAILY, settled_at__gte=since).exists()


def digest_for(user_id: int, *, before: datetime) -> Digest:
    """Return what a reader's daily mail says: what they have not seen on the site. One query."""
    rows = list(
        shown_to(user_id)
        .filter(way=Way.DAILY, settled_at__isnull=True, at__lt=before, read_at__isnull=True)
        .select_related("comment", "thread")
        .order_by("pk")[:MOST_COUNTED]
    )
    parts: dict[int, list[Comment]] = {}
    threads: dict[int, Thread] = {}
    for row in rows[:MOST_IN_A_DIGEST]:
        threads[row.thread_id] = row.thread
        if row.comment not in parts.setdefault(row.thread_id, []):
            parts[row.thread_id].append(row.comment)
    return Digest(
        parts=tuple(
            DigestPart(
                thread=thread,
                comments=tuple((one, excerpt(one.body, DIGEST_EXCERPT)) for one in parts[pk]),
            )
            for pk, thread in threads.items()
        ),
        shown=sum(len(part) for part in parts.values()),
        left=max(0, len(rows) - MOST_IN_A_DIGEST),
    )
