"""Brings many comments from elsewhere at once: one by one they would take minutes for thousands."""

from __future__ import annotations

import secrets
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from addyours.comments import ranking
from addyours.comments.actions.mentions import enter_writers
from addyours.comments.actions.placing import locked_comment, new_path, tell
from addyours.comments.models import PATH_DEPTH, PATH_STEP, Comment, CommentState, Thread
from addyours.outbox.record import record
from addyours.text.fold import clean
from addyours.text.markdown import to_html

_ROWS = 200
"""Rows of one INSERT: SQLite takes 32,766 values in a statement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BroughtFrom:
    """A comment made elsewhere. Its parent is another of the same call, by place, or one that is here."""

    thread_id: int
    body: str
    created_at: datetime
    name: str
    guest_id: int | None = None
    state: str = CommentState.PUBLISHED
    parent_place: int | None = None
    parent_id: int | None = None


def bring_comments(brought: Sequence[BroughtFrom]) -> list[Comment]:
    """Add comments made elsewhere with their own times and states, unjudged; return them in order.

    Parents must stand in the same conversation. They are saved level by level, since a child needs
    its parent's number. Writers' records in moderation are not touched: whoever wrote elsewhere is
    new here. Locks the threads in the order of their numbers.
    """
    made: list[Comment | None] = [None] * len(brought)
    with transaction.atomic():
        ids = sorted({one.thread_id for one in brought})
        locked = Thread.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
        threads = {thread.pk: thread for thread in locked}
        parents = _parents_here(brought)
        left: Sequence[int] = range(len(brought))
        while left:
            level, left = _ready(brought, made, left)
            for place in level:
                one = brought[place]
                parent = parents.get(one.parent_id) if one.parent_id else None
                if one.parent_place is not None:
                    parent = made[one.parent_place]
                made[place] = _comment(one, threads[one.thread_id], parent, place)
            Comment.objects.bulk_create([_sure(made[place]) for place in level], batch_size=_ROWS)
        comments = [_sure(one) for one in made]
        _count_above(comments)
        enter_writers([one.pk for one in comments if one.guest_id or one.user_id])
        change = record("comments.brought", keys=[f"thread:{number}" for number in ids])
        _count_threads(comments, threads, change.position)
    return comments


def rebring_comment(comment: Comment, *, body: str, state: str) -> Comment:
    """Give a comment brought from elsewhere the words and state it has there by now."""
    with transaction.atomic():
        comment = locked_comment(comment)
        before, comment.state = comment.state, state
        comment.body = clean(body).strip()
        comment.html = to_html(comment.body)
        if comment.is_published and comment.published_at is None:
            comment.published_at = comment.created_at
        comment.save(update_fields=["state", "body", "html", "published_at"])
        tell("comment.brought", comment, states=(before, state))
    return comment


def _parents_here(brought: Sequence[BroughtFrom]) -> dict[int, Comment]:
    ids = {one.parent_id for one in brought if one.parent_id}
    return {one.pk: one for one in Comment.objects.filter(pk__in=ids).defer("body", "html")}


def _ready(
    brought: Sequence[BroughtFrom], made: Sequence[Comment | None], left: Sequence[int]
) -> tuple[list[int], list[int]]:
    """Part those whose parent is known from those that wait; a ring of parents raises ValueError."""
    level: list[int] = []
    later: list[int] = []
    for place in left:
        above = brought[place].parent_place
        (level if above is None or made[above] is not None else later).append(place)
    if not level:
        raise ValueError("comments answer each other in a ring")
    return level, later


def _comment(one: BroughtFrom, thread: Thread, parent: Comment | None, place: int) -> Comment:
    body = clean(one.body).strip()
    at = one.created_at
    within = timedelta(0)
    if at.microsecond == 0:
        # Most sites know seconds only: their order there is the order they come in. What is left
        # is chance, since a site may have had thousands in the same second.
        within = timedelta(microseconds=min(place, 999) * 1000 + secrets.randbelow(1000))
    is_published = one.state == CommentState.PUBLISHED
    best = ranking.best(up_weight=0, down_weight=0, created_at=at, opened_at=thread.opened_at)
    return Comment(
        thread=thread,
        parent=parent,
        root_id=(parent.root_id or parent.pk) if parent else None,
        path=new_path(parent, at=at + within),
        depth=parent.depth + 1 if parent else 1,
        name=one.name,
        guest_id=one.guest_id,
        body=body,
        html=to_html(body),
        state=one.state,
        created_at=at,
        published_at=at if is_published else None,
        best=best,
    )


def _count_above(comments: Sequence[Comment]) -> None:
    """Count published comments in all comments above them, with few statements."""
    by_path: Counter[str] = Counter()
    by_id: Counter[int] = Counter()
    for one in comments:
        if not one.is_published or one.parent_id is None:
            continue
        by_path.update(one.path[:end] for end in range(PATH_STEP, len(one.path), PATH_STEP))
        if one.depth > PATH_DEPTH:
            by_id[one.parent_id] += 1
    _add("path", by_path)
    _add("pk", by_id)


def _add(column: str, counts: Counter[Any]) -> None:
    same: defaultdict[int, list[Any]] = defaultdict(list)
    for value, number in counts.items():
        same[number].append(value)
    for number, values in same.items():
        for start in range(0, len(values), 500):
            found = Comment.objects.filter(**{f"{column}__in": values[start : start + 500]})
            found.update(reply_count=F("reply_count") + number)


def _count_threads(comments: Sequence[Comment], threads: dict[int, Thread], position: int) -> None:
    shown: defaultdict[int, list[datetime]] = defaultdict(list)
    for one in comments:
        if one.is_published:
            shown[one.thread_id].append(one.created_at)
    for number, times in shown.items():
        newest = threads[number].last_comment_at
        Thread.objects.filter(pk=number).update(
            comment_count=F("comment_count") + len(times),
            last_comment_at=max([*times, newest] if newest else times),
            position=position,
        )


def _sure(comment: Comment | None) -> Comment:
    assert comment is not None
    return comment
