"""What a writer is to be told of a decision about their comment, read from what is true now."""

from __future__ import annotations

from datetime import datetime

from addyours.comments.models import Comment, CommentState, Ruling
from addyours.comments.rulings import AppealState
from addyours.notify.models import Notification, NotificationKind


def decided_comment(comment_id: int) -> Comment | None:
    """Return a comment of an account that was decided about in a way its writer is told of. One query."""
    found = Comment.objects.select_related("thread", "user", "ruling").filter(pk=comment_id).first()
    return found if found and found.user_id and outcome_of(found) else None


def outcome_of(comment: Comment) -> str:
    """Return what there is to tell: `rejected`, `granted` or `stands`; empty when nothing is.

    The comment comes with its ruling.
    """
    ruling: Ruling | None = getattr(comment, "ruling", None)
    if ruling is None:
        return ""
    if comment.state == CommentState.REJECTED:
        has_answer = ruling.appeal_state == AppealState.STANDS
        return AppealState.STANDS.value if has_answer else "rejected"
    is_granted = ruling.appeal_state == AppealState.GRANTED
    return AppealState.GRANTED.value if is_granted and comment.is_published else ""


def decided_at(comment: Comment) -> datetime:
    """Return when what there is to tell was decided."""
    ruling = comment.ruling
    return max(ruling.at, ruling.answered_at or ruling.at)


def decisions_to_mail(*, before: datetime, limit: int) -> list[int]:
    """Return the notifications of decisions told before a time whose mails are not written yet. One query."""
    due = Notification.objects.filter(
        kind=NotificationKind.DECISION, settled_at__isnull=True, at__lte=before
    )
    return list(due.order_by("at").values_list("pk", flat=True)[:limit])
