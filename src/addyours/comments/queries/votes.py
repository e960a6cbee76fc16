"""What a reader has voted."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from addyours.accounts.writers import Writer
from addyours.comments.models import Comment, Thread, Vote

OWN_SHOWN = 500
"""So many of a reader's newest votes in a conversation are marked as theirs."""


def own_votes(thread: Thread, *, writer: Writer | None, guest_id: int | None) -> dict[int, int]:
    """Return the votes of a reader in a conversation by comment. One query at most.

    `guest_id` is the guest this browser was before it signed in.
    """
    found = _own(writer, guest_id).filter(comment__thread=thread).exclude(value=0)
    newest = found.order_by("-id").values_list("comment", "value")[:OWN_SHOWN]
    return dict(reversed(list(newest)))


def own_vote(comment: Comment, *, writer: Writer | None, guest_id: int | None) -> int:
    """Return what a reader has voted on a comment; 0 for nothing. One query at most."""
    found = _own(writer, guest_id).filter(comment=comment).exclude(value=0)
    return found.values_list("value", flat=True).first() or 0


def _own(writer: Writer | None, guest_id: int | None) -> QuerySet[Vote]:
    own = Q(user=writer.user_id) if writer and writer.user_id else Q(pk__in=[])
    if guest_id:
        own |= Q(guest=guest_id)
    return Vote.objects.filter(own)
