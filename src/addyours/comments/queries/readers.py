"""What a reader has written, for their page, and what they may say is theirs."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db.models import Q, QuerySet

from addyours.accounts.faces import face_key
from addyours.accounts.models import User
from addyours.accounts.queries import guests_of_address, muted_keys
from addyours.comments.models import Comment, CommentState, ThreadState
from addyours.comments.queries.items import CommentItem, item_of

A_PAGE = 20
MOST_CLAIMED = 200
"""Comments that can be claimed at a time."""


@dataclass(frozen=True, kw_only=True)
class ReaderPage:
    """One page of what a reader has published, newest first."""

    lines: tuple[tuple[Comment, CommentItem], ...]
    next_before: int | None
    """Where the next page goes on; None behind the last."""


@dataclass(frozen=True, kw_only=True)
class Claimable:
    """What a reader may say is theirs."""

    here: tuple[Comment, ...]
    """Written in this browser."""
    elsewhere: tuple[Comment, ...]
    """Written by guests who gave the reader's address."""


def reader_page(user: User, *, before: int | None = None) -> ReaderPage:
    """Return a reader's published comments in public conversations, from the newest on. One query."""
    found = Comment.objects.filter(
        user=user.pk, state=CommentState.PUBLISHED, thread__opened_at__isnull=False
    ).exclude(thread__state=ThreadState.HIDDEN)
    if before:
        found = found.filter(pk__lt=before)
    related = found.select_related("thread", "user", "parent", "passage").order_by("-id")
    rows = list(related[: A_PAGE + 1])
    lines = []
    for row in rows[:A_PAGE]:
        item = item_of(row, is_open=False, levels=99)
        lines.append((row, replace(item, spoken="", in_reply_to=None)))
    more = rows[A_PAGE - 1].pk if len(rows) > A_PAGE else None
    return ReaderPage(lines=tuple(lines), next_before=more)


def claimable(user: User, *, guest_id: int | None) -> Claimable:
    """Return the comments of guests that an account may say are its own. Two queries."""
    rows = list(
        claimable_comments(user, guest_id=guest_id)
        .select_related("thread")
        .order_by("-id")[:MOST_CLAIMED]
    )
    return Claimable(
        here=tuple(row for row in rows if row.guest_id == guest_id),
        elsewhere=tuple(row for row in rows if row.guest_id != guest_id),
    )


def claimable_comments(user: User, *, guest_id: int | None) -> QuerySet[Comment]:
    """Return the comments of this browser's guest, and of those who gave the account's address."""
    guests = set(guests_of_address(user.email)) | ({guest_id} if guest_id else set())
    return Comment.objects.filter(Q(guest__in=guests), user=None).exclude(
        state=CommentState.DELETED
    )


def muted_faces(user_id: int) -> list[str]:
    """Return the writers an account has muted, by the keys that pages name them by. One query."""
    return sorted(face_key(key) for key in muted_keys(user_id))
