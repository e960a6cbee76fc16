"""Keeps what a writer is told in step with what is decided about their comment."""

from __future__ import annotations

from django.utils import timezone

from addyours.accounts.models import User
from addyours.comments.models import Comment, CommentState, Ruling
from addyours.comments.rulings import LONGEST_TOLD, AppealState


def rule(comment: Comment, *, to: str, by: User, told: str = "", undone: str = "") -> None:
    """Note for its writer that a locked comment is rejected, or not any more.

    Joins the transaction of the decision. An open appeal ends with any other decision: it is granted
    where the comment is not left in a worse state. `undone` is the verb that is taken back: then the
    writer reads again what they read before, and an appeal that it answered waits anew.
    """
    if to == CommentState.REJECTED and not undone:
        Ruling.objects.update_or_create(
            comment=comment, defaults={"told": told[:LONGEST_TOLD], "by": by, "at": timezone.now()}
        )
    elif to == CommentState.REJECTED:
        ruling = Ruling.objects.filter(comment=comment)
        ruling.update(at=timezone.now())
        ruling.filter(appeal_state=AppealState.GRANTED).update(
            appeal_state=AppealState.OPEN, answer="", answered_by=None, answered_at=None
        )
    elif comment.state == CommentState.REJECTED:
        is_better = to in (CommentState.PUBLISHED, CommentState.PENDING)
        Ruling.objects.filter(comment=comment, appeal_state=AppealState.OPEN).update(
            appeal_state=AppealState.GRANTED if is_better else AppealState.STANDS,
            answered_by=by,
            answered_at=timezone.now(),
        )
