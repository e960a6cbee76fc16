"""Comments brought by the thousand stand where they would stand had each come by itself."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from addyours.accounts.models import Guest
from addyours.comments.actions import BroughtFrom, bring_comments
from addyours.comments.models import PATH_DEPTH, Comment, Thread, ThreadWriter
from tests.factories import NOON, make_thread


def _one(thread: Thread, minute: int, **fields: object) -> BroughtFrom:
    at = NOON + timedelta(minutes=minute)
    given = {"body": f"Words {minute}.", "created_at": at, "name": "Io", **fields}
    return BroughtFrom(thread_id=thread.pk, **given)  # type: ignore[arg-type]


def _replies(thread: Thread) -> Counter[int]:
    """Count published comments above each one by walking up, as deep as paths count them."""
    found: Counter[int] = Counter()
    for one in Comment.objects.filter(thread=thread, state="published").select_related("parent"):
        for end in range(len(one.path) - 22, 0, -22):
            found[Comment.objects.get(path=one.path[:end]).pk] += 1
        if one.depth > PATH_DEPTH and one.parent_id:
            found[one.parent_id] += 1
    return found


@pytest.mark.django_db
def test_trees_counts_and_writers_are_right_across_two_calls():
    thread, other = make_thread(), make_thread()
    guest = Guest.objects.create(name="Io")
    deep = [_one(thread, n, parent_place=n - 1 if n else None) for n in range(PATH_DEPTH + 3)]
    side = [
        _one(thread, 90, parent_place=0, state="spam"),
        _one(thread, 91, parent_place=1, guest_id=guest.pk),
        # Its parent stands behind it.
        _one(thread, 80, parent_place=len(deep) + 3),
        _one(thread, 70),
        _one(other, 71, ups=4),
    ]
    numbers = bring_comments([*deep, *side])
    more = [_one(thread, 100, parent_id=numbers[3]), _one(other, 101, parent_id=numbers[-1])]
    numbers += bring_comments([*more, _one(thread, 102, parent_place=0)])
    made = Comment.objects.in_bulk(numbers)
    for thread_of in (thread, other):
        wanted = _replies(thread_of)
        here = [one for one in made.values() if one.thread_id == thread_of.pk]
        assert {one.pk: one.reply_count for one in here} == {one.pk: wanted[one.pk] for one in here}
        thread_of.refresh_from_db()
        assert thread_of.comment_count == sum(one.is_published for one in here)
    for one in made.values():
        above = made.get(one.parent_id or 0)
        assert one.depth == (above.depth + 1 if above else 1)
        assert one.root_id == ((above.root_id or above.pk) if above else None)
    assert made[numbers[len(deep) + 2]].parent_id == numbers[len(deep) + 3]
    assert made[numbers[-4]].up_count == 4
    assert ThreadWriter.objects.get().guest == guest
    # What is given out next is free still.
    assert bring_comments([_one(thread, 200)])[0] > max(numbers)
