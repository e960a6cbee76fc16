"""Posting a comment: the path every reader's words take."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from addyours.accounts.actions import remember_guest
from addyours.accounts.addresses import nearest_range
from addyours.accounts.queries import NAME_TAKEN, is_name_taken
from addyours.accounts.writers import Writer
from addyours.comments.actions.mentions import Words, keep_mentions, words_of
from addyours.comments.actions.passages import kept_passage, placed
from addyours.comments.actions.placing import best_of, locked_thread, new_path, tell
from addyours.comments.errors import CommentRefused
from addyours.comments.models import Comment, CommentState, Thread
from addyours.comments.queries import closed_reason, settings_in_force
from addyours.comments.queries.slow import not_now
from addyours.moderation.actions import log_decision, note_attempt
from addyours.moderation.judge import judge
from addyours.moderation.outside import ask
from addyours.moderation.queries import knowledge
from addyours.moderation.submission import Outcome, Submission, Verdict
from addyours.moderation.words.actions import flag_slow_rules
from addyours.outbox.rows import insert_row
from addyours.text.fold import clean, is_blank
from addyours.text.markdown import count_links, to_html
from addyours.text.passages import Selector

LONGEST_BODY = 10_000
"""Characters."""
SAME_AGAIN = timedelta(minutes=10)
"""For so long the same words of the same sender in the same place are the same comment."""
DOUBLE_CLICK = timedelta(minutes=1)
"""For so long the same holds for somebody known by name and address only."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What came with a form: the words, where they belong, and the traces of how they were written."""

    body: str
    parent_id: int | None = None
    address_key: str = ""
    ranges: tuple[str, ...] = ()
    """The networks around the address, as keyed hashes."""
    key: str = ""
    """Drawn by the browser once for each form, so that sending it again is known as such."""
    trap: str = ""
    seconds: float | None = None
    passage: Selector | None = None
    """What it is about; only of what answers nobody."""


def post_comment(thread: Thread, *, writer: Writer, draft: Draft, now: datetime) -> Comment:
    """Post a comment with the state that judgement gives it, and return it.

    The same words sent twice are one comment: the earlier one is returned. Raises CommentRefused
    with the reason and the form field it belongs to; the try is counted nevertheless. Raises
    Thread.DoesNotExist. Of `thread` only the key is used: it is read anew, locked.
    """
    body = checked_body(draft.body)
    if not writer.user_id and is_name_taken(writer.name, now=now):
        raise CommentRefused("name", str(NAME_TAKEN), field="name")
    # Rendered and looked up before the transaction: others wait for its end.
    words = words_of(body, thread_id=thread.pk, answered=draft.parent_id)
    passage = None if draft.parent_id else placed(draft.passage, thread_id=thread.pk)
    submission = _submission(writer, draft, body, now, words.html)
    submission = replace(submission, outside=ask(submission))
    known = knowledge(submission)
    with transaction.atomic():
        thread = locked_thread(thread.pk)
        parent = _parent(thread, draft.parent_id)
        fingerprint = _fingerprint(thread, writer, draft, body)
        if (same := _sent_before(fingerprint, writer, draft, now)) is not None:
            return same
        verdict = judge(_placed(submission, thread, writer), known)
        note_attempt(writer_key=writer.key, address_key=draft.address_key, at=now)
        flag_slow_rules(known.words.slow, at=now)
        if verdict.outcome is not Outcome.REFUSE:
            comment = Comment(
                thread=thread,
                parent=parent,
                passage=kept_passage(passage, now=now) if passage else None,
                root_id=(parent.root_id or parent.pk) if parent else None,
                path=new_path(parent, at=now),
                depth=parent.depth + 1 if parent else 1,
                name=writer.name,
                body=body,
                html=words.html,
                address_key=draft.address_key,
                network_key=nearest_range(draft.ranges),
                fingerprint=fingerprint,
                created_at=now,
            )
            _publish_or_hold(comment, writer, verdict, words)
    if verdict.outcome is Outcome.REFUSE:
        raise CommentRefused(verdict.code, verdict.reason, warning=verdict.warning)
    return comment


def checked_body(text: str) -> str:
    """Return a comment's words without what no reader should get; raise CommentRefused when too short or long."""
    body = clean(text).strip()
    if is_blank(body):
        raise CommentRefused("empty", _("Please write something first."))
    if len(body) > LONGEST_BODY:
        over = len(body) - LONGEST_BODY
        raise CommentRefused(
            "too_long",
            ngettext(
                "That is %(n)d character too long. Please shorten it.",
                "That is %(n)d characters too long. Please shorten it.",
                over,
            )
            % {"n": over},
        )
    return body


def submission_for_edit(
    comment: Comment, *, writer: Writer, body: str, now: datetime
) -> Submission:
    """Return the submission that a changed comment is judged by, the outside judge asked already."""
    submission = Submission(
        text=body,
        name=comment.name,
        writer_key=writer.key,
        address_key=comment.address_key,
        ranges=(comment.network_key,),
        email=writer.email,
        is_change=True,
        is_staff=writer.is_staff,
        at=now,
        links=count_links(to_html(body)),
        since=writer.since,
    )
    return replace(submission, outside=ask(submission))


def _publish_or_hold(comment: Comment, writer: Writer, verdict: Verdict, words: Words) -> None:
    if writer.user_id:
        comment.user_id = writer.user_id
        comment.is_by_author = writer.user_id in comment.thread.author_ids
    else:
        comment.guest = remember_guest(
            guest_id=writer.guest_id, name=writer.name, email=writer.email, now=comment.created_at
        )
    is_held = verdict.outcome is Outcome.HOLD
    comment.state = CommentState.PENDING if is_held else CommentState.PUBLISHED
    comment.published_at = None if is_held else comment.created_at
    comment.held_because = verdict.reason
    comment.spam_score, comment.facts = verdict.score, verdict.facts
    comment.best = best_of(comment)
    insert_row(comment)
    if words.mentioned:
        keep_mentions(comment, words)
    if is_held:
        log_decision(
            subject=comment.key,
            verb="hold",
            by=None,
            reason=verdict.reason,
            states=("", comment.state),
            writer_key=comment.writer_key,
        )
    tell("comment.posted", comment, states=("", comment.state))


def _parent(thread: Thread, parent_id: int | None) -> Comment | None:
    if parent_id is None:
        return None
    parent = Comment.objects.filter(pk=parent_id, thread=thread).first()
    if parent is None or not parent.is_published:
        raise CommentRefused(
            "no_parent",
            _(
                "The comment you answer is not there any more. Your text is kept: post it on its own."
            ),
        )
    return parent


def _submission(writer: Writer, draft: Draft, body: str, now: datetime, html: str) -> Submission:
    return Submission(
        text=body,
        name=writer.name,
        writer_key=writer.key,
        address_key=draft.address_key,
        ranges=draft.ranges,
        email=writer.email,
        is_staff=writer.is_staff,
        at=now,
        trap=draft.trap,
        seconds=draft.seconds,
        links=count_links(html),
        since=writer.since,
    )


def _placed(submission: Submission, thread: Thread, writer: Writer) -> Submission:
    """Return a submission with what the conversation it is meant for has to say; the thread is locked."""
    now = submission.at
    return replace(
        submission,
        closed_reason=closed_reason(thread, settings=settings_in_force(), now=now),
        not_now=not_now(thread, writer=writer, address_key=submission.address_key, now=now),
        is_thread_held=thread.holds_all,
    )


def _sent_before(fingerprint: str, writer: Writer, draft: Draft, now: datetime) -> Comment | None:
    """Return the comment that the same sender has sent with the same words a moment ago.

    Whoever gets it gets the cookie of its guest with it. Without a form's key, somebody at the same
    address could copy name and words from a published comment: so it must be that guest's only
    comment, and the work of a double click. What was edited or deleted since is not the same.
    """
    if not _is_known(fingerprint, since=now - SAME_AGAIN):
        return None
    earlier = Comment.objects.filter(
        fingerprint=fingerprint, created_at__gt=now - SAME_AGAIN, edited_at=None
    ).exclude(state=CommentState.DELETED)
    if draft.key:
        return earlier.first()
    if writer.key:
        return next((one for one in earlier if one.writer_key == writer.key), None)
    found = earlier.filter(created_at__gt=now - DOUBLE_CLICK).first()
    if found is None or Comment.objects.filter(guest=found.guest_id).exclude(pk=found.pk).exists():
        return None
    return found


def _is_known(fingerprint: str, *, since: datetime) -> bool:
    # Written out: it is asked for each comment, in the middle of what others wait for.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM comments_comment WHERE fingerprint = %s AND created_at > %s LIMIT 1",
            [fingerprint, connection.ops.adapt_datetimefield_value(since)],
        )
        return cursor.fetchone() is not None


def _fingerprint(thread: Thread, writer: Writer, draft: Draft, body: str) -> str:
    """Hash what makes a second sending the same: place, words, and the form or else the sender.

    The form's key is best: nobody else knows it. Without JavaScript there is none, and what a guest
    typed and the address stand in, because a double click sends twice before a cookie is set.
    """
    sender = [f"form:{draft.key}"] if draft.key else [draft.address_key, writer.name, writer.email]
    if writer.user_id:
        sender = [f"user:{writer.user_id}", draft.key]
    parts = (str(thread.pk), str(draft.parent_id), *sender, body)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
