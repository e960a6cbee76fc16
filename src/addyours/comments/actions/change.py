"""What writers may do to their own comments."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from addyours.accounts.writers import Writer
from addyours.comments.actions.mentions import change_mentions, words_of
from addyours.comments.actions.placing import locked_comment, tell
from addyours.comments.actions.post import checked_body, submission_for_edit
from addyours.comments.actions.reports import drop_reports
from addyours.comments.errors import CommentRefused
from addyours.comments.models import Comment, CommentState
from addyours.comments.queries import conversation_settings
from addyours.moderation.actions import log_decision
from addyours.moderation.judge import judge
from addyours.moderation.queries import knowledge
from addyours.moderation.submission import Outcome
from addyours.moderation.words.actions import flag_slow_rules

CHANGED = ("body", "html", "edited_at", "state", "held_because", "spam_score", "facts")


def is_own(comment: Comment, writer: Writer | None) -> bool:
    """Tell whether a comment is this writer's."""
    return writer is not None and bool(writer.key) and comment.writer_key == writer.key


def edit_comment(
    comment: Comment,
    *,
    writer: Writer,
    body: str,
    now: datetime,
    sender_keys: tuple[str, ...] = (),
) -> Comment:
    """Replace the words of one's own comment within the site's minutes; judged again as if new.

    `sender_keys` are those of the network address it is changed from and of all networks around it:
    a sanction meets these, and those the comment was posted from as far as they are kept. Raises
    CommentRefused when it is not theirs, too late, or the new words are refused.
    """
    body = checked_body(body)
    words = words_of(body, thread_id=comment.thread_id, answered=comment.parent_id)
    submission = submission_for_edit(comment, writer=writer, body=body, now=now)
    submission = replace(submission, ranges=(*submission.ranges, *sender_keys))
    known = knowledge(submission)
    with transaction.atomic():
        comment = _own_for_update(comment, writer)
        settings = conversation_settings()
        if not comment.is_editable_at(now, minutes=settings.edit_minutes):
            raise CommentRefused(
                "too_late",
                _("The %d minutes in which you could change this comment are over.")
                % settings.edit_minutes,
            )
        held = replace(submission, is_thread_held=comment.thread.holds_all)
        verdict = judge(held, known)
        flag_slow_rules(known.words.slow, at=now)
        if verdict.outcome is Outcome.REFUSE:
            raise CommentRefused(verdict.code, verdict.reason)
        before = comment.state
        if verdict.outcome is Outcome.HOLD:
            comment.state = CommentState.PENDING
        comment.held_because = verdict.reason or comment.held_because
        comment.body, comment.html, comment.edited_at = body, words.html, now
        comment.spam_score, comment.facts = verdict.score, verdict.facts
        comment.save(update_fields=CHANGED)
        change_mentions(comment, words)
        if comment.state != before:
            _log(comment, "hold", (before, comment.state), verdict.reason)
        tell("comment.edited", comment, states=(before, comment.state))
    return comment


def delete_comment(comment: Comment, *, writer: Writer) -> Comment:
    """Take one's own comment back; where it was answered a tombstone stays.

    Raises CommentRefused when it is not theirs or gone already.
    """
    with transaction.atomic():
        comment = _own_for_update(comment, writer)
        if comment.state not in (CommentState.PENDING, CommentState.PUBLISHED):
            raise CommentRefused("gone", _("This comment can't be deleted any more."))
        before, comment.state = comment.state, CommentState.DELETED
        comment.save(update_fields=["state"])
        _log(comment, "delete_own", (before, comment.state), "")
        drop_reports(comment)
        tell("comment.deleted", comment, states=(before, comment.state))
    return comment


def _own_for_update(comment: Comment, writer: Writer) -> Comment:
    fresh = locked_comment(comment)
    if not is_own(fresh, writer):
        raise CommentRefused("not_yours", _("This is somebody else's comment."))
    return fresh


def _log(comment: Comment, verb: str, states: tuple[str, str], reason: str) -> None:
    log_decision(
        subject=comment.key,
        verb=verb,
        by=None,
        reason=reason,
        states=states,
        writer_key=comment.writer_key,
    )
