"""Where a comment stands in its conversation, and the counts that follow from its state."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db.models import F

from addyours.comments.models import PATH_DEPTH, PATH_STEP, Comment, CommentState, Thread

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_TIME_DIGITS = 10
_CHANCE_DIGITS = PATH_STEP - _TIME_DIGITS


def new_path(parent: Comment | None, *, at: datetime) -> str:
    """Return a path that sorts a comment behind its parent and, among siblings, by time.

    Microseconds since 1970 in base 36, which lasts until the year 2085, then chance, so that no
    query is needed to number siblings and imported comments take their place by their own time.
    """
    step = _base36(max(int(at.timestamp() * 1_000_000), 0))[-_TIME_DIGITS:]
    step = step.rjust(_TIME_DIGITS, "0")
    step += "".join(secrets.choice(_DIGITS) for _ in range(_CHANCE_DIGITS))
    if parent is None:
        return step
    return parent.path[: (PATH_DEPTH - 1) * PATH_STEP] + step


def count_in(thread: Thread, comment: Comment, *, states: tuple[str, str]) -> None:
    """Bring the kept counts of the thread and of every ancestor in line with a change of state.

    Joins the caller's transaction; `states` are the state before (empty: new) and after.
    """
    published = CommentState.PUBLISHED
    step = (states[1] == published) - (states[0] == published)
    if not step:
        return
    counts: dict[str, object] = {"comment_count": F("comment_count") + step}
    if step > 0:
        counts["last_comment_at"] = comment.created_at
    Thread.objects.filter(pk=thread.pk).update(**counts)
    if comment.parent_id:
        ends = range(PATH_STEP, len(comment.path), PATH_STEP)
        above = [comment.path[:end] for end in ends]
        Comment.objects.filter(path__in=above).update(reply_count=F("reply_count") + step)
        if comment.depth > PATH_DEPTH:
            beyond = Comment.objects.filter(pk=comment.parent_id).exclude(path__in=above)
            beyond.update(reply_count=F("reply_count") + step)


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
    return digits
