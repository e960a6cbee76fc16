"""Tells the scorer what became of comments, and which of them are alike: consumers of the outbox."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone

from addyours.comments.models import Comment, CommentState
from addyours.moderation.models import Decision
from addyours.moderation.queries import policy
from addyours.moderation.scorer import remembered
from addyours.moderation.scorer.actions import (
    forget_likenesses,
    keep_alike,
    learn,
    pack_lessons,
)
from addyours.moderation.scorer.features import features
from addyours.moderation.scorer.likeness import Sketched, sketch
from addyours.moderation.scorer.models import Label
from addyours.moderation.scorer.queries import kept_sketches
from addyours.moderation.scorer.reading import read
from addyours.outbox.changes import ChangeRow
from addyours.outbox.worker import Durable

DECIDED = frozenset(f"comment.{state}" for state in CommentState)
WRITTEN = frozenset({"comment.posted", "comment.edited"})
LABELS = {
    "approve": Label.GOOD,
    "grant_appeal": Label.GOOD,
    "spam": Label.SPAM,
    "reject": Label.UNWANTED,
}
PACKED_EVERY = 200
"""Lessons after which the weights are saved with them."""


def learn_from(changes: Sequence[ChangeRow]) -> None:
    """Learn from the decisions about these comments, as they stand now, in the order they were made."""
    decided = _comments(change for change in changes if change.topic in DECIDED)
    if not decided:
        return
    known = remembered.refresh()
    # Were this transaction to fail, what is remembered would be ahead of the database.
    known.is_unsure = True
    transaction.on_commit(known.settle)
    percent = policy().held_in_error
    for comment in decided:
        facts = comment.facts.split()
        learn(
            comment.key,
            label_of(comment),
            features=features(read(comment.body), facts),
            by=known,
            percent=percent,
        )


def note_alike(changes: Sequence[ChangeRow]) -> None:
    """Look for waves among the comments written. Four queries for those that are like no other."""
    numbers = _numbers(change for change in changes if change.topic in WRITTEN)
    kept = kept_sketches([f"comment:{number}" for number in numbers])
    new = [number for number in numbers if f"comment:{number}" not in kept]
    rows = Comment.objects.filter(pk__in=new).exclude(state=CommentState.DELETED).order_by("pk")
    columns = ("pk", "body", "address_key", "user_id", "guest_id", "created_at")
    found = []
    for number, body, address_key, user, guest, at in rows.values_list(*columns):
        if drawn := sketch(read(body, with_marks=False)):
            sender = address_key or Comment(user_id=user, guest_id=guest).writer_key
            found.append(Sketched(subject=f"comment:{number}", sender=sender, sketch=drawn, at=at))
    if found:
        keep_alike(found)


def label_of(comment: Comment) -> Label | None:
    """Return what a person made of a comment, undone decisions left out; None when nobody has decided. One query.

    Undo leads back to what was decided before, undoing an undo to what was undone.
    """
    stack: list[str] = []
    undone: list[str] = []
    rows = Decision.objects.filter(subject=comment.key).exclude(from_state="").order_by("pk")
    for verb, reason in rows.values_list("verb", "reason"):
        if verb != "undo":
            stack.append(verb)
            undone.clear()
        elif reason == "undo" and undone:
            stack.append(undone.pop())
        elif stack:
            undone.append(stack.pop())
    return LABELS.get(stack[-1]) if stack else None


def pack() -> None:
    """Save the weights with the lessons in them when there are many that are not."""
    known = remembered.refresh()
    if known.unpacked >= PACKED_EVERY:
        pack_lessons(known, now=timezone.now())
        known.packed = known.lessons


def forget() -> None:
    """Forget the sketches that can be part of no new wave."""
    forget_likenesses(now=timezone.now())


def _comments(changes: Iterable[ChangeRow]) -> list[Comment]:
    ids = _numbers(changes)
    found = Comment.objects.in_bulk(ids)
    return [found[one] for one in ids if one in found]


def _numbers(changes: Iterable[ChangeRow]) -> list[int]:
    """Return the numbers of the comments that were changed, each once."""
    return [one for one in dict.fromkeys(change.ids.get("comment") for change in changes) if one]


CONSUMERS = (
    Durable(name="scorer", work=learn_from, batch=50, topics=DECIDED, is_atomic=True),
    Durable(name="waves", work=note_alike, topics=WRITTEN),
)
