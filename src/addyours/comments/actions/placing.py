"""Where a comment stands in its conversation, and the counts that follow from its state."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.db.models import F

from addyours.comments import ranking
from addyours.comments.models import (
    PATH_DEPTH,
    PATH_STEP,
    Comment,
    CommentState,
    Passage,
    Thread,
)
from addyours.moderation.actions import count_outcome
from addyours.outbox.record import record
from addyours.outbox.rows import locked_row

_TIME_DIGITS = 16
_CHANCE_DIGITS = PATH_STEP - _TIME_DIGITS
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def locked_thread(thread_id: int) -> Thread:
    """Return a thread as it is now, locked until the transaction ends. One query.

    Whatever changes a comment locks its thread first: counts are kept in the thread and in every
    comment above, and two transactions that took these in different orders would wait for each
    other for ever.
    """
    return locked_row(Thread, thread_id)


def locked_comment(comment: Comment) -> Comment:
    """Return a comment as it is now, locked with its thread until the transaction ends. Two queries."""
    thread = locked_thread(comment.thread_id)
    fresh = locked_row(Comment, comment.pk)
    fresh.thread = thread
    return fresh


def new_path(parent: Comment | None, *, at: datetime) -> str:
    """Return a path that sorts a comment behind its parent and, among siblings, by time."""
    return path_below(parent.path if parent else "", at=at)


def path_below(above: str, *, at: datetime) -> str:
    """Return a path beneath another, or one of its own beneath none.

    Microseconds since 1970, which lasts until the year 2286, then chance, so that no query is
    needed to number siblings and imported comments take their place by their own time. Digits
    only: which order letters have differs from database to database.
    """
    microseconds = max((at - _EPOCH) // timedelta(microseconds=1), 0)
    step = (
        f"{microseconds:0{_TIME_DIGITS}}{secrets.randbelow(10**_CHANCE_DIGITS):0{_CHANCE_DIGITS}}"
    )
    return above[: (PATH_DEPTH - 1) * PATH_STEP] + step


def best_of(comment: Comment) -> int:
    """Return a comment's place in the order "best", by its votes and its time."""
    return ranking.best(
        up_weight=comment.up_weight,
        down_weight=comment.down_weight,
        created_at=comment.created_at,
        opened_at=comment.thread.opened_at,
    )


def tell(topic: str, comment: Comment, *, states: tuple[str, str]) -> None:
    """Count a comment in or out, for its readers and its writer, and tell of its change.

    Joins the transaction of the change.
    `states` are the state before (empty: new) and after. What readers see of the thread changes
    only with a published comment: the thread then remembers the position of the change, by which
    open pages know what they have missed. Above a reply that is deeper than paths are, only its own
    parent and what their path names is counted.
    """
    count_outcome(comment.writer_key, states=states)
    published = CommentState.PUBLISHED
    is_shown = published in states
    keys = [f"thread:{comment.thread_id}"]
    if comment.user_id:
        # What its writer has said in public stands in a feed of theirs.
        keys.append(f"user:{comment.user_id}")
    change = record(
        topic,
        keys=keys if is_shown else [],
        comment=comment.pk,
        thread=comment.thread_id,
        shown=int(is_shown),
    )
    if not is_shown:
        return
    step = (states[1] == published) - (states[0] == published)
    last_at = comment.created_at if step > 0 else None
    _count_in_thread(comment.thread, step, position=change.position, last_at=last_at)
    if step and comment.parent_id:
        _count_above(comment, step)
    if step and comment.passage_id:
        about = Passage.objects.filter(pk=comment.passage_id)
        about.update(comment_count=F("comment_count") + step)


def _count_in_thread(thread: Thread, step: int, *, position: int, last_at: datetime | None) -> None:
    # Written out: every comment comes this way, and composing it takes Django six times as long.
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE comments_thread SET position = %s, comment_count = comment_count + %s,"
            " last_comment_at = coalesce(%s, last_comment_at) WHERE id = %s",
            [position, step, connection.ops.adapt_datetimefield_value(last_at), thread.pk],
        )
    thread.position = position


def _count_above(comment: Comment, step: int) -> None:
    assert comment.parent_id is not None
    ends = range(PATH_STEP, len(comment.path), PATH_STEP)
    above = [comment.path[:end] for end in ends]
    Comment.objects.filter(path__in=above).update(reply_count=F("reply_count") + step)
    if comment.depth > PATH_DEPTH:
        beyond = Comment.objects.filter(pk=comment.parent_id).exclude(path__in=above)
        beyond.update(reply_count=F("reply_count") + step)
