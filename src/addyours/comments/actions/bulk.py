"""Brings many comments from elsewhere at once: one by one they would take minutes for thousands."""

from __future__ import annotations

import secrets
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from addyours.comments import ranking
from addyours.comments.actions.mentions import enter_writers
from addyours.comments.actions.placing import locked_comment, path_below, tell
from addyours.comments.models import PATH_DEPTH, PATH_STEP, Comment, CommentState, Thread
from addyours.outbox.record import record
from addyours.outbox.rows import change_rows, insert_rows, next_numbers
from addyours.text.fold import clean
from addyours.text.markdown import to_html

MOST_VOTES = 1_000_000
"""Of one comment: more is no count of readers."""

_VARIES = tuple(
    "id thread_id parent_id root_id path depth guest_id name body html state created_at published_at"
    " reply_count up_count down_count up_weight down_weight best picked_at".split()
)
_SAME = tuple(one for one in Comment._meta.concrete_fields if one.attname not in _VARIES)
_NAMES = (*_VARIES, *(field.attname for field in _SAME))


@dataclass(slots=True, kw_only=True)
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
    ups: int = 0
    downs: int = 0
    """Votes for and against it, of nobody known here: they weigh what guests' do."""
    is_pick: bool = False


@dataclass(slots=True)
class _Stand:
    """Where a comment stands, or will: an object of the model costs more than all else of a comment."""

    pk: int
    thread_id: int
    parent_id: int | None
    root_id: int | None
    path: str
    depth: int
    reply_count: int = 0


def bring_comments(brought: Sequence[BroughtFrom]) -> list[int]:
    """Add comments made elsewhere with their own times and states, unjudged; return their numbers in order.

    Parents must stand in the same conversation. Writers' records in moderation are not touched:
    whoever wrote elsewhere is new here. Locks the threads in the order of their numbers.
    """
    with transaction.atomic():
        ids = sorted({one.thread_id for one in brought})
        locked = Thread.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
        threads = {thread.pk: thread for thread in locked}
        stands = _stands(brought)
        by_path, by_id = _counts_above(brought, stands)
        same = tuple(field.get_default() for field in _SAME)
        insert_rows(
            Comment,
            _NAMES,
            (
                (*_row(one, stand, threads[one.thread_id]), *same)
                for one, stand in zip(brought, stands, strict=True)
            ),
        )
        _add("path", by_path)
        _add("id", by_id)
        enter_writers([at.pk for one, at in zip(brought, stands, strict=True) if one.guest_id])
        change = record("comments.brought", keys=[f"thread:{number}" for number in ids])
        _count_threads(brought, threads, change.position)
    return [stand.pk for stand in stands]


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


def _stands(brought: Sequence[BroughtFrom]) -> list[_Stand]:
    """Return where each will stand, from the roots down."""
    parents = _parents_here(brought)
    numbers = next_numbers(Comment, len(brought))
    made: list[_Stand | None] = [None] * len(brought)
    left: Sequence[int] = range(len(brought))
    while left:
        level, left = _ready(brought, made, left)
        for place in level:
            one = brought[place]
            parent = parents[one.parent_id] if one.parent_id else None
            if one.parent_place is not None:
                parent = made[one.parent_place]
            made[place] = _Stand(
                pk=numbers[place],
                thread_id=one.thread_id,
                parent_id=parent.pk if parent else None,
                root_id=(parent.root_id or parent.pk) if parent else None,
                path=path_below(parent.path if parent else "", at=_ordered(one.created_at, place)),
                depth=parent.depth + 1 if parent else 1,
            )
    return [one for one in made if one is not None]


def _parents_here(brought: Sequence[BroughtFrom]) -> dict[int, _Stand]:
    ids = {one.parent_id for one in brought if one.parent_id}
    found = Comment.objects.filter(pk__in=ids)
    rows = found.values_list("pk", "thread_id", "parent_id", "root_id", "path", "depth")
    return {row[0]: _Stand(*row) for row in rows}


def _ready(
    brought: Sequence[BroughtFrom], made: Sequence[_Stand | None], left: Sequence[int]
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


def _ordered(at: datetime, place: int) -> datetime:
    """Return a time by which the `place`th of many is put in order."""
    if at.microsecond:
        return at
    # Most sites know seconds only: their order there is the order they come in. What is left is
    # chance, since a site may have had thousands in the same second.
    return at + timedelta(microseconds=min(place, 999) * 1000 + secrets.randbelow(1000))


def _row(one: BroughtFrom, stand: _Stand, thread: Thread) -> tuple[Any, ...]:
    """Return the values of _VARIES."""
    at = one.created_at
    body = clean(one.body).strip()
    is_published = one.state == CommentState.PUBLISHED
    ups, downs = min(max(one.ups, 0), MOST_VOTES), min(max(one.downs, 0), MOST_VOTES)
    weights = {"up_weight": ups * ranking.GUEST, "down_weight": downs * ranking.GUEST}
    return (
        stand.pk,
        stand.thread_id,
        stand.parent_id,
        stand.root_id,
        stand.path,
        stand.depth,
        one.guest_id,
        one.name,
        body,
        to_html(body),
        str(one.state),
        at,
        at if is_published else None,
        stand.reply_count,
        ups,
        downs,
        *weights.values(),
        ranking.best(**weights, created_at=at, opened_at=thread.opened_at),
        at if one.is_pick and is_published else None,
    )


def _counts_above(
    brought: Sequence[BroughtFrom], stands: Sequence[_Stand]
) -> tuple[Counter[str], Counter[int]]:
    """Count published comments in those above them that come with them; return what is to be added to
    those that are here, by path, and by number where paths are shared.
    """
    by_path: Counter[str] = Counter()
    by_id: Counter[int] = Counter()
    for one, stand in zip(brought, stands, strict=True):
        if one.state != CommentState.PUBLISHED or stand.parent_id is None:
            continue
        by_path.update(stand.path[:end] for end in range(PATH_STEP, len(stand.path), PATH_STEP))
        if stand.depth > PATH_DEPTH:
            by_id[stand.parent_id] += 1
    for stand in stands:
        stand.reply_count = by_path.pop(stand.path, 0) + by_id.pop(stand.pk, 0)
    return by_path, by_id


def _add(column: str, counts: Counter[Any]) -> None:
    # In one order, so that two who do so at once don't wait for each other.
    rows = sorted((key, number) for key, number in counts.items())
    change_rows(Comment, ((number, key) for key, number in rows), key=column, adds=("reply_count",))


def _count_threads(
    brought: Sequence[BroughtFrom], threads: dict[int, Thread], position: int
) -> None:
    shown: defaultdict[int, list[datetime]] = defaultdict(list)
    picks: Counter[int] = Counter()
    for one in brought:
        if one.state == CommentState.PUBLISHED:
            shown[one.thread_id].append(one.created_at)
            picks[one.thread_id] += one.is_pick
    change_rows(
        Thread,
        (
            (
                max([*times, newest] if (newest := threads[number].last_comment_at) else times),
                position,
                len(times),
                picks[number],
                number,
            )
            for number, times in shown.items()
        ),
        key="id",
        sets=("last_comment_at", "position"),
        adds=("comment_count", "pick_count"),
    )
