"""What moderators decide about comments, and taking it back."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from addyours.accounts.models import User
from addyours.comments.actions.placing import count_in, locked_comment
from addyours.comments.errors import TransitionRefused
from addyours.comments.models import TRANSITIONS, Comment, CommentState
from addyours.moderation.actions import count_outcome, log_decision
from addyours.moderation.models import Decision
from addyours.moderation.queries import decisions_about
from addyours.outbox.record import record

VERBS = {
    CommentState.PUBLISHED: "approve",
    CommentState.REJECTED: "reject",
    CommentState.SPAM: "spam",
    CommentState.DELETED: "delete",
    CommentState.PENDING: "hold",
}


def decide(comment: Comment, *, to: str, by: User, reason: str = "") -> Decision:
    """Bring a comment into another state and write down who decided it and why.

    Who may: accounts with the permission `comments.moderate_comment`. Raises TransitionRefused when
    the comment is in that state already or can't go there.
    """
    with transaction.atomic():
        return _move(comment, to=to, by=by, reason=reason, verb=VERBS[CommentState(to)])


def undo_decision(comment: Comment, *, by: User) -> Decision:
    """Bring a comment back into the state before the newest decision about it; itself a decision.

    Raises TransitionRefused when nothing was decided or the comment has changed since.
    """
    with transaction.atomic():
        newest = decisions_about(comment.key).exclude(from_state="").first()
        if newest is None:
            raise TransitionRefused("nothing", _("There is nothing to undo."))
        comment.refresh_from_db(fields=["state"])
        if comment.state != newest.to_state:
            raise TransitionRefused("changed", _("The comment has changed since."))
        return _move(comment, to=newest.from_state, by=by, reason=newest.verb, verb="undo")


def _move(comment: Comment, *, to: str, by: User, reason: str, verb: str) -> Decision:
    fresh = (
        Comment.objects.select_for_update(of=("self",)).select_related("thread").get(pk=comment.pk)
    )
    before = fresh.state
    if to not in TRANSITIONS[before]:
        label = CommentState(before).label
        raise TransitionRefused("state", _("The comment is already “%s”.") % label)
    fresh.state = comment.state = to
    fresh.save(update_fields=["state"])
    states = (before, to)
    count_in(fresh.thread, fresh, states=states)
    count_outcome(fresh.writer_key, states=states)
    decision = log_decision(
        subject=fresh.key,
        verb=verb,
        by=by,
        reason=reason,
        states=states,
        writer_key=fresh.writer_key,
    )
    record(f"comment.{to}", keys=[fresh.thread.key], comment=fresh.pk, thread=fresh.thread_id)
    return decision
