"""What a reader follows."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from addyours.comments.models import Comment, Thread
from addyours.notify.models import Follow, MailChoice, Way, Wishes

FOLLOWS_A_PAGE = 50


@dataclass(frozen=True, kw_only=True)
class FollowedHere:
    """What a reader follows in one conversation."""

    has_thread: bool
    comments: tuple[int, ...]


def wishes_of(user_id: int) -> Wishes:
    """Return how a reader wants to be told. One query."""
    return Wishes.objects.filter(user=user_id).first() or Wishes(user_id=user_id)


def stopped_kinds(user_id: int) -> set[str]:
    """Return the kinds of mail that a reader has stopped. One query."""
    return set(MailChoice.objects.filter(user=user_id).values_list("kind", flat=True))


def way_of(user_id: int, thread: Thread, comment: Comment | None) -> Way | None:
    """Return how a reader follows a conversation, or the replies to a comment in it; None: not yet.

    One query, two for a comment of their own, which is followed by itself.
    """
    found = Follow.objects.filter(user=user_id, thread=thread, comment=comment).first()
    if found is not None:
        return Way(found.way)
    if comment is not None and comment.user_id == user_id:
        return Way(wishes_of(user_id).answers)
    return None


def followed_in(user_id: int, thread: Thread) -> FollowedHere:
    """Return what a reader follows in a conversation. One query."""
    rows = Follow.objects.filter(user=user_id, thread=thread).exclude(way=Way.NOT)
    ids = list(rows.values_list("comment", flat=True))
    return FollowedHere(
        has_thread=None in ids, comments=tuple(sorted(pk for pk in ids if pk is not None))
    )


def follows_of(user_id: int, *, before: int | None = None) -> QuerySet[Follow]:
    """Return what a reader follows, newest first, from `before` on."""
    rows = Follow.objects.filter(user=user_id).exclude(way=Way.NOT)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return rows.select_related("thread", "comment").order_by("-pk")
