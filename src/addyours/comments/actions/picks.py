"""What editors pick out of a conversation for everybody to see first."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from addyours.accounts.models import User
from addyours.comments.actions.placing import locked_comment
from addyours.comments.errors import PickRefused
from addyours.comments.models import Comment, CommentState, Thread
from addyours.moderation.actions import log_decision
from addyours.moderation.models import Decision
from addyours.outbox.record import record

MOST_PICKS = 3
"""In one conversation: where everything is picked nothing is."""


def pick_comment(comment: Comment, *, by: User, now: datetime) -> Decision:
    """Mark a published comment as an editors' pick. Who may: accounts with `comments.pick_comment`.

    Raises PickRefused when it is one already, isn't published, or its conversation has enough.
    """
    with transaction.atomic():
        fresh = locked_comment(comment)
        if fresh.picked_at:
            raise PickRefused("picked", _("This comment is a pick already."))
        if not fresh.is_published:
            raise PickRefused("state", _("Only a published comment can be a pick."))
        picked = Comment.objects.filter(
            thread=fresh.thread, picked_at__isnull=False, state=CommentState.PUBLISHED
        )
        if picked.count() >= MOST_PICKS:
            raise PickRefused(
                "enough",
                _("This conversation has %d picks already: take one back first.") % MOST_PICKS,
            )
        return _mark(fresh, by=by, at=now)


def unpick_comment(comment: Comment, *, by: User) -> Decision:
    """Take back that a comment is an editors' pick. Raises PickRefused when it is none."""
    with transaction.atomic():
        fresh = locked_comment(comment)
        if not fresh.picked_at:
            raise PickRefused("not_picked", _("This comment is no pick."))
        return _mark(fresh, by=by, at=None)


def _mark(comment: Comment, *, by: User, at: datetime | None) -> Decision:
    comment.picked_at = at
    comment.save(update_fields=["picked_at"])
    decision = log_decision(
        subject=comment.key,
        verb="pick" if at else "unpick",
        by=by,
        writer_key=comment.writer_key,
    )
    change = record(
        "comment.picked" if at else "comment.unpicked",
        keys=[comment.thread.key],
        comment=comment.pk,
        thread=comment.thread_id,
        shown=1,
    )
    Thread.objects.filter(pk=comment.thread_id).update(
        pick_count=F("pick_count") + (1 if at else -1), position=change.position
    )
    return decision
