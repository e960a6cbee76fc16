"""Where a comment stands in its conversation, and the counts that follow from its state."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
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
from addyours.moderation.actions import count_new, count_outcome
from addyours.outbox.record import record_each
from addyours.outbox.rows import locked_row

_TIME_DIGITS = 16
_CHANCE_DIGITS = PATH_STEP - _TIME_DIGITS
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PUBLISHED = CommentState.PUBLISHED


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
    (change,) = record_each(topic, [_told(comment, is_shown=_PUBLISHED in states)])
    if _PUBLISHED in states:
        step = (states[1] == _PUBLISHED) - (states[0] == _PUBLISHED)
        _count([comment], step, position=change.position)


def tell_of_new(comments: Sequence[Comment]) -> None:
    """Count and tell of comments that were just posted in one conversation, as `tell` does of each."""
    count_new((comment.writer_key, comment.state) for comment in comments)
    told = [_told(comment, is_shown=comment.is_published) for comment in comments]
    changes = record_each("comment.posted", told)
    shown = [
        (comment, change.position)
        for comment, change in zip(comments, changes, strict=True)
        if comment.is_published
    ]
    if shown:
        _count([comment for comment, _position in shown], 1, position=shown[-1][1])


def _told(comment: Comment, *, is_shown: bool) -> tuple[list[str], dict[str, int]]:
    """Return the keys and ids of a change of a comment."""
    keys = [f"thread:{comment.thread_id}"]
    if comment.user_id:
        # What its writer has said in public stands in a feed of theirs.
        keys.append(f"user:{comment.user_id}")
    ids = {"comment": comment.pk, "thread": comment.thread_id, "shown": int(is_shown)}
    return keys if is_shown else [], ids


def _count(comments: Sequence[Comment], step: int, *, position: int) -> None:
    """Count comments of one conversation in (1), out (-1) or again (0)."""
    last_at = max(comment.created_at for comment in comments) if step > 0 else None
    _count_in_thread(comments[0].thread, step * len(comments), position=position, last_at=last_at)
    for comment in comments if step else ():
        if comment.parent_id:
            _count_above(comment, step)
        if comment.passage_id:
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
