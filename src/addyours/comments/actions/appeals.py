"""A writer's appeal against the rejection of a comment, and the answer to it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from addyours.accounts.models import User
from addyours.accounts.writers import Writer
from addyours.comments.actions.change import is_own
from addyours.comments.actions.decide import move
from addyours.comments.actions.placing import locked_comment
from addyours.comments.errors import AppealRefused
from addyours.comments.models import Comment, CommentState, Ruling
from addyours.comments.queries.appeals import is_there_another
from addyours.comments.rulings import LONGEST_APPEAL, LONGEST_TOLD, AppealState
from addyours.moderation.actions import log_decision
from addyours.moderation.models import Decision
from addyours.moderation.queries import decisions_about
from addyours.outbox.record import record

APPEAL, GRANT, UPHOLD = "appeal", "grant_appeal", "uphold_appeal"
"""Verbs of the audit log."""


def appeal(comment: Comment, *, writer: Writer, words: str, now: datetime) -> Ruling:
    """Ask for a second look at one's own rejected comment.

    Raises AppealRefused when it is not theirs, is not rejected, or was appealed for already.
    """
    with transaction.atomic():
        fresh = locked_comment(comment)
        if not is_own(fresh, writer):
            raise AppealRefused("not_yours", _("This is somebody else's comment."))
        if fresh.state != CommentState.REJECTED:
            raise AppealRefused("state", _("Your comment is not rejected any more."))
        ruling, _made = Ruling.objects.get_or_create(
            comment=fresh, defaults={"by": _who_rejected(fresh)}
        )
        if ruling.appealed_at is not None:
            raise AppealRefused("twice", _("You have appealed already: that can be done once."))
        ruling.appeal, ruling.appealed_at = words[:LONGEST_APPEAL], now
        ruling.appeal_state = AppealState.OPEN
        ruling.save(update_fields=["appeal", "appealed_at", "appeal_state"])
        _log(fresh, APPEAL, by=None)
        record("comment.appealed", keys=[], comment=fresh.pk, thread=fresh.thread_id)
    return ruling


def answer_appeal(comment: Comment, *, by: User, is_granted: bool, words: str = "") -> Decision:
    """Publish a rejected comment after its writer's appeal, or let the decision stand; `words` are
    for the writer.

    Raises AppealRefused when no appeal is open, and when the account itself rejected the comment
    though there is another one that may answer.
    """
    with transaction.atomic():
        fresh = locked_comment(comment)
        ruling = Ruling.objects.filter(comment=fresh, appeal_state=AppealState.OPEN).first()
        if ruling is None or fresh.state != CommentState.REJECTED:
            raise AppealRefused("answered", _("This appeal has been answered meanwhile."))
        if ruling.by_id == by.pk and is_there_another(by):
            raise AppealRefused(
                "own", _("You rejected this comment yourself: somebody else answers its appeal.")
            )
        ruling.appeal_state = AppealState.GRANTED if is_granted else AppealState.STANDS
        ruling.answer, ruling.answered_by = words[:LONGEST_TOLD], by
        ruling.answered_at = timezone.now()
        ruling.save(update_fields=["appeal_state", "answer", "answered_by", "answered_at"])
        if is_granted:
            return move(fresh, comment, to=CommentState.PUBLISHED, by=by, because=(GRANT, words))
        record("comment.upheld", keys=[], comment=fresh.pk, thread=fresh.thread_id)
        return _log(fresh, UPHOLD, by=by, reason=words)


def reopen_appeal(comment: Comment, *, by: User, newest: int) -> Decision:
    """Take back that a decision stands, so that its appeal waits again.

    `newest` is the answer meant, by id. Raises AppealRefused when something was decided since.
    """
    with transaction.atomic():
        fresh = locked_comment(comment)
        last = decisions_about(fresh.key).first()
        found = Ruling.objects.filter(comment=fresh, appeal_state=AppealState.STANDS)
        if last is None or last.pk != newest or last.verb != UPHOLD:
            raise AppealRefused("changed", _("Somebody has decided about this comment meanwhile."))
        found.update(appeal_state=AppealState.OPEN, answer="", answered_by=None, answered_at=None)
        record("comment.appealed", keys=[], comment=fresh.pk, thread=fresh.thread_id)
        return _log(fresh, "undo", by=by, reason=UPHOLD)


def _who_rejected(comment: Comment) -> User | None:
    """Return who rejected a comment of before writers were told why."""
    decisions = decisions_about(comment.key).filter(to_state=CommentState.REJECTED)
    newest = decisions.first()
    return newest.by if newest else None


def _log(comment: Comment, verb: str, *, by: User | None, reason: str = "") -> Decision:
    return log_decision(
        subject=comment.key, verb=verb, by=by, reason=reason, writer_key=comment.writer_key
    )
