"""Posting a comment: the path every reader's words take."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from addyours.accounts.writers import Writer
from addyours.comments.actions.enter import Draft, Ready, enter_comments
from addyours.comments.actions.mentions import words_of
from addyours.comments.actions.passages import placed
from addyours.comments.errors import CommentRefused
from addyours.comments.models import Comment, Thread
from addyours.moderation.outside import ask
from addyours.moderation.queries import knowledge
from addyours.moderation.submission import Submission
from addyours.outbox.together import together
from addyours.text.fold import clean, is_blank
from addyours.text.markdown import count_links, to_html

LONGEST_BODY = 10_000
"""Characters."""


def post_comment(thread: Thread, *, writer: Writer, draft: Draft, now: datetime) -> Comment:
    """Post a comment with the state that judgement gives it, and return it.

    The same words sent twice are one comment: the earlier one is returned. Raises CommentRefused
    with the reason and the form field it belongs to; the try is counted nevertheless. Raises
    Thread.DoesNotExist. Of `thread` only the key is used: it is read anew, locked.
    """
    body = checked_body(draft.body)
    # Rendered and looked up before the transaction: others wait for its end.
    words = words_of(body, thread_id=thread.pk, answered=draft.parent_id)
    passage = None if draft.parent_id else placed(draft.passage, thread_id=thread.pk)
    submission = _submission(writer, draft, body, now, words.html)
    if (outside := ask(submission)) is not None:
        submission = replace(submission, outside=outside)
    ready = Ready(
        thread_id=thread.pk,
        writer=writer,
        draft=draft,
        words=words,
        passage=passage,
        submission=submission,
        known=knowledge(submission),
    )
    posted = together(enter_comments, ready, about=thread.pk)
    if isinstance(posted, CommentRefused):
        raise posted
    return posted


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
