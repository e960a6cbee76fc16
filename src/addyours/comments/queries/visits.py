"""What is new in a conversation since a reader was there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from addyours.accounts.queries import muted_keys
from addyours.comments.models import Comment, CommentState, Thread, Visit

MOST_NEW = 200
"""So many new comments are pointed out; whoever stayed away for longer reads on from there."""


def visit_of(thread: Thread, user_id: int) -> Visit | None:
    """Return a reader's newest visit to a conversation. One query."""
    return Visit.objects.filter(user=user_id, thread=thread).first()


def published_since(thread: Thread, since: datetime, *, besides: int) -> list[int]:
    """Return the ids of what others than `besides` have published since, as it is read. Two queries.

    What people wrote whom that reader has muted is not new to them.
    """
    new = Comment.objects.filter(
        ~Q(user=besides) | Q(user=None),
        thread=thread,
        published_at__gt=since,
        state=CommentState.PUBLISHED,
    )
    if muted := muted_keys(besides):
        new = new.exclude(_written_by(muted))
    found = new.order_by("-published_at").values_list("path", "pk")[:MOST_NEW]
    return [pk for _path, pk in sorted(found)]


def _written_by(keys: Iterable[str]) -> Q:
    numbers: dict[str, list[int]] = {"user": [], "guest": []}
    for key in keys:
        kind, _colon, number = key.partition(":")
        numbers[kind].append(int(number))
    return Q(user__in=numbers["user"]) | Q(user__isnull=True, guest__in=numbers["guest"])
