"""What moderators decide about comments, and taking it back."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from addyours.accounts.models import User
from addyours.comments.actions.placing import locked_comment, tell
from addyours.comments.actions.reports import KEEP, answer_reports
from addyours.comments.actions.ruling import rule
from addyours.comments.errors import TransitionRefused
from addyours.comments.models import TRANSITIONS, Comment, CommentState
from addyours.moderation.actions import log_decision
from addyours.moderation.models import Decision
from addyours.moderation.queries import decisions_about
from addyours.moderation.reports.actions import reopen_reports
from addyours.outbox.record import record

VERBS = {
    CommentState.PUBLISHED: "approve",
    CommentState.REJECTED: "reject",
    CommentState.SPAM: "spam",
    CommentState.DELETED: "delete",
    CommentState.PENDING: "hold",
}


def decide(
    comment: Comment,
    *,
    to: str,
    by: User,
    reason: str = "",
    seen: str | None = None,
    told: str = "",
) -> Decision:
    """Bring a comment into another state and write down who decided it and why.

    `told` is what the writer of a rejected comment reads; nothing of `reason` is shown to them.
    `seen` is the state it was in when the moderator looked; None trusts that it still is. Who may:
    accounts with the permission `comments.moderate_comment`. Raises TransitionRefused when it has
    left the state seen, is in the wanted state already, or can't go there.
    """
    with transaction.atomic():
        before = locked_comment(comment)
        if seen is not None and before.state != seen:
            raise TransitionRefused("changed", _changed(before))
        if before.state == CommentState.DELETED:
            raise TransitionRefused("deleted", _("The comment was deleted: only undo leads back."))
        rule(before, to=to, by=by, told=told)
        return move(before, comment, to=to, by=by, because=(VERBS[CommentState(to)], reason))


def undo_decision(comment: Comment, *, by: User, newest: int | None = None) -> Decision:
    """Bring a comment back into the state before the newest decision about it; itself a decision.

    `newest` is the decision meant, by id; None means whichever is the newest. Raises
    TransitionRefused when nobody has decided, the writer did it, or something was decided since.
    """
    with transaction.atomic():
        before = locked_comment(comment)
        last = decisions_about(comment.key).exclude(from_state="").first()
        if last is None or last.verb in ("delete_own", "erase"):
            raise TransitionRefused("nothing", _("There is nothing to undo."))
        if before.state != last.to_state or newest not in (None, last.pk):
            raise TransitionRefused("changed", _changed(before))
        reopen_reports(last.pk)
        if last.verb == KEEP:
            return _unkept(before, by)
        rule(before, to=last.from_state, by=by, undone=last.verb)
        return move(before, comment, to=last.from_state, by=by, because=("undo", last.verb))


def _unkept(comment: Comment, by: User) -> Decision:
    """Note that the reports about a published comment wait again."""
    decision = log_decision(
        subject=comment.key,
        verb="undo",
        by=by,
        reason=KEEP,
        states=(comment.state, comment.state),
        writer_key=comment.writer_key,
    )
    record("comment.reported", keys=[], comment=comment.pk, thread=comment.thread_id)
    return decision


def _changed(comment: Comment) -> str:
    label = CommentState(comment.state).label
    return _("Somebody has decided about this comment meanwhile: it is “%s” now.") % label


def move(
    fresh: Comment, comment: Comment, *, to: str, by: User, because: tuple[str, str]
) -> Decision:
    """Bring a locked comment into another state, in the transaction of the verb that decides it.

    `because` are the verb and its reason. Raises TransitionRefused when no way leads there.
    """
    verb, reason = because
    before = fresh.state
    if to not in TRANSITIONS[before]:
        label = CommentState(before).label
        raise TransitionRefused("state", _("The comment is already “%s”.") % label)
    fresh.state = comment.state = to
    if fresh.is_published and fresh.published_at is None:
        fresh.published_at = timezone.now()
    fresh.save(update_fields=["state", "published_at"])
    states = (before, to)
    decision = log_decision(
        subject=fresh.key,
        verb=verb,
        by=by,
        reason=reason,
        states=states,
        writer_key=fresh.writer_key,
    )
    if verb != "undo":
        answer_reports(fresh, decision)
    tell(f"comment.{to}", fresh, states=states)
    return decision
