"""Tells people what follows for them from a change: a durable consumer, and the mail of each morning."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from addyours.comments.actions import list_writers
from addyours.comments.models import CommentState, Thread
from addyours.conf import current
from addyours.moderation.sanctions.queries import warnings_to_mail
from addyours.notify.actions import (
    follow_own_story,
    forget_notifications,
    mail_decision,
    mail_digest,
    mail_readers,
    mail_warning,
    take_back_muted,
    tell_readers,
    tell_writer,
)
from addyours.notify.queries.decisions import decided_comment, decisions_to_mail
from addyours.notify.queries.mailing import readers_with_digest
from addyours.notify.queries.telling import (
    authors_of,
    comment_to_tell,
    comments_that_concern,
    readers_to_tell,
)
from addyours.outbox.changes import ChangeRow
from addyours.outbox.worker import Durable

AT_ONCE = 50
"""Readers told, and mails written, in one transaction."""
READERS_A_LOOK = 200
TOLD_AT_ONCE = 4
"""Comments that concern somebody, in one batch: it has to be done within its lease."""
MORNING = time(7)
"""When daily mails are written, in the site's time zone."""
NEWS = frozenset({"comment.posted", "comment.published", "comment.edited"})
"""What brings a comment, or a name in it, before readers. Not what was brought from elsewhere:
nobody waits to be told of an archive."""
DECIDED = frozenset({"comment.rejected", "comment.upheld", "comment.published"})
"""What brings a decision before the writer. Nothing is told of spam: it would teach who sends it."""
TOLD_OF = NEWS | DECIDED | {"readers.told", "writer.muted", "story.saved"}
LISTED = frozenset(
    {
        "comment.posted",
        "comment.edited",
        "comment.erased",
        "comment.brought",
        *(f"comment.{state}" for state in CommentState),
    }
)
"""What may bring somebody into the list of who writes in a conversation, or take them off."""
SECOND_THOUGHTS = timedelta(minutes=5)
"""Mails about decisions wait for so long: a moderator may take one back."""


def tell(changes: Sequence[ChangeRow]) -> int | None:
    """Tell readers what follows for them from these changes; safe to repeat, whole or in part.

    Returns the position it has come to: a comment may concern thousands.
    """
    news = {number for change in changes if (number := _news_of(change)) is not None}
    concerning = comments_that_concern(news)
    told = 0
    for change in changes:
        if change.topic in DECIDED and "comment" in change.ids:
            _tell_writer(change.ids["comment"])
        if _news_of(change) in concerning:
            _tell_of(change.ids["comment"])
            told += 1
        elif change.topic == "readers.told":
            ids = change.ids
            now = timezone.now()
            mail_readers(ids["comment"], first=ids["first"], last=ids["last"], now=now)
            told += 1
        elif change.topic == "writer.muted":
            take_back_muted(change.ids["user"])
        elif change.topic == "story.saved" and "thread" in change.ids:
            _have_authors_follow(change.ids["thread"])
        if told == TOLD_AT_ONCE:
            return change.position
    return None


def _news_of(change: ChangeRow) -> int | None:
    """Return the comment that a change brings before readers."""
    return change.ids["comment"] if change.topic in NEWS and change.ids.get("shown") else None


def enter_writers(changes: Sequence[ChangeRow]) -> None:
    """Enter who has written what became public into the lists that mentions are completed from."""
    ids = {
        change.ids["comment"]
        for change in changes
        if change.topic in LISTED and change.ids.get("shown")
    }
    if ids:
        list_writers(ids)


def mail_digests(now: datetime | None = None) -> int:
    """Write the daily mails that are due this morning; return how many were written.

    Each covers what was told until the newest morning; a reader gets one a day, whenever and by
    however many workers this is done.
    """
    now = now or timezone.now()
    before, after, written = last_morning(now), 0, 0
    while readers := readers_with_digest(before=before, after=after, limit=READERS_A_LOOK):
        for user_id in readers:
            written += mail_digest(user_id, before=before, now=now)
        after = readers[-1]
    return written


def last_morning(now: datetime) -> datetime:
    """Return the newest MORNING that is not after `now`, by the site's clock."""
    zone = ZoneInfo(current().time_zone)
    local = now.astimezone(zone)
    day = (
        local.date()
        if local.time() >= MORNING
        else local.date().fromordinal(local.date().toordinal() - 1)
    )
    return datetime.combine(day, MORNING, tzinfo=zone)


def forget_old_notifications() -> None:
    """Remove what readers were told long ago."""
    forget_notifications(now=timezone.now())


def mail_decisions(now: datetime | None = None) -> int:
    """Write the mails about decisions and warnings that have stood for a few minutes; return how many."""
    now = now or timezone.now()
    before = now - SECOND_THOUGHTS
    due = decisions_to_mail(before=before, limit=READERS_A_LOOK)
    warnings = warnings_to_mail(before=before, limit=READERS_A_LOOK)
    return sum(mail_decision(one, now=now) for one in due) + sum(
        mail_warning(one, now=now) for one in warnings
    )


def _tell_writer(comment_id: int) -> None:
    comment = decided_comment(comment_id)
    if comment is not None:
        tell_writer(comment, now=timezone.now())


def _tell_of(comment_id: int) -> None:
    comment = comment_to_tell(comment_id)
    if comment is None:
        return
    readers = readers_to_tell(comment)
    for start in range(0, len(readers), AT_ONCE):
        tell_readers(comment, readers[start : start + AT_ONCE], now=timezone.now())


def _have_authors_follow(thread_id: int) -> None:
    authors = authors_of(thread_id)
    if authors:
        follow_own_story(Thread(pk=thread_id), authors=authors, now=timezone.now())


CONSUMERS = (
    Durable(name="tell", work=tell, topics=TOLD_OF),
    Durable(name="writers", work=enter_writers, topics=LISTED),
)
