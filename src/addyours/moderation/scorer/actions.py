"""Every change to what the scorer has learned, and to which comments are a wave."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from addyours.moderation.scorer.features import Features
from addyours.moderation.scorer.firsts import first_ones
from addyours.moderation.scorer.kinds import Kind, Sorted, Swell, packed, sort_out
from addyours.moderation.scorer.likeness import Sketched
from addyours.moderation.scorer.model import Lesson as Change
from addyours.moderation.scorer.model import Model
from addyours.moderation.scorer.models import Label, Lesson, Likeness, Wave, Weights
from addyours.moderation.scorer.queries import bring_up_to_date, kinds_alike, lesson_in_force
from addyours.moderation.scorer.remembered import Remembered
from addyours.outbox.record import record, record_each
from addyours.outbox.rows import change_rows, insert_new

UNWANTED_WEIGHT = 0.5
TAKEN_BACK_UNTIL = timedelta(days=180)
"""Older lessons can't be unlearned any more: their changes are dropped."""
LIKENESS_KEPT, WAVE_KEPT = timedelta(days=7), timedelta(days=90)


def learn(
    subject: str, label: Label | None, *, features: Features, by: Remembered, percent: Decimal
) -> Lesson | None:
    """Learn what a person made of a comment, after foretelling it; None takes back what was learned.

    Nothing is done when that was learned already, so the same change may be told twice. `by` is
    brought up to date too. Returns the lesson written last.
    """
    before = lesson_in_force(subject)
    if (before.label if before else None) == label:
        return None
    with transaction.atomic():
        written = None
        if before is not None:
            written = _keep(
                before.subject, Label(before.label), by, change=bytes(before.change), sign=-1
            )
        if label is not None:
            score = by.model.score(features)
            written = _keep(
                subject,
                label,
                by,
                change=_change(by.model, features, label).to_bytes(),
                foretold=(score, score > by.threshold(percent)),
            )
        record("scorer.learned", keys=[], lesson=written.pk if written else 0)
    return written


def save_trained(
    model: Model, *, good_scores: Sequence[float], texts: int, until: int, now: datetime
) -> Weights:
    """Put weights made of a training file in the place of those there are.

    `until` is the last lesson that is in them. Every process reads them anew.
    """
    with transaction.atomic():
        row = Weights.objects.select_for_update().first() or Weights(pk=1, version=0)
        row.packed, row.until = model.to_bytes(), until
        row.good_scores, row.saved_at = list(good_scores), now
        row.trained_on += texts
        row.version += 1
        row.save()
        record("scorer.trained", keys=[])
    return row


def pack_lessons(known: Remembered, *, now: datetime) -> None:
    """Save weights with the lessons in them, so that a process that starts has few to read.

    What comes out is the same, so nobody reads anything anew. Lessons too old to be taken back lose
    their changes.
    """
    packed = known.model.to_bytes()
    with transaction.atomic():
        row = Weights.objects.select_for_update().first()
        if row is None or (row.version == known.version and row.until < known.until):
            row = row or Weights(pk=1, good_scores=[], version=1)
            row.packed, row.until, row.saved_at = packed, known.until, now
            row.save()
            old = Lesson.objects.filter(pk__lte=row.until, at__lt=now - TAKEN_BACK_UNTIL)
            old.exclude(change=b"").update(change=b"")
            record("scorer.packed", keys=[])


def keep_alike(found: Sequence[Sketched]) -> None:
    """Keep the sketches of comments, none of which is kept yet, and note the waves they make or join.

    Eight queries at most, and one for each wave that takes up comments kept before.
    """
    bring_up_to_date(first_ones, at=min(one.at for one in found))
    kinds = sort_out(found, kinds_alike(found, first_ones))
    with transaction.atomic():
        swells = kinds.added_up()
        _begin([swell for swell in swells if not swell.number])
        for swell, joining in swells.items():
            swell.joined += _join(swell, joining)
        last = _keep_sketches(kinds)
        if swells:
            sizes = [(_time(one.last_at), one.joined, one.number) for one in swells]
            change_rows(Wave, sizes, key="id", sets=("last_at",), adds=("size",))
            record_each("wave.grown", [([], {"wave": one.number}) for one in swells])
    # Not before: were it rolled back, they would be remembered and not there.
    _remember(kinds, last)


def forget_likenesses(*, now: datetime) -> int:
    """Remove the sketches that can be part of no new wave, and old waves with theirs; return how many.

    Sketches come with keys of network addresses, which are kept no longer than they are needed. Shown
    nowhere: no outbox row.
    """
    loose = Likeness.objects.filter(at__lt=now - LIKENESS_KEPT, wave=None)
    old = Wave.objects.filter(last_at__lt=now - WAVE_KEPT)
    count = 0
    for rows in (loose, Likeness.objects.filter(wave__in=old)):
        count += rows.delete()[1].get("moderation.Likeness", 0)
    old.delete()
    return count


def _change(model: Model, features: Features, label: Label) -> Change:
    change = model.lesson(features, is_spam=label != Label.GOOD)
    if label != Label.UNWANTED:
        return change
    steps = change.steps
    for place, step in enumerate(steps):
        steps[place] = step * UNWANTED_WEIGHT
    return Change(change.bias * UNWANTED_WEIGHT, change.numbers, steps)


def _keep(
    subject: str,
    label: Label,
    by: Remembered,
    *,
    change: bytes,
    sign: int = 1,
    foretold: tuple[float, bool] | None = None,
) -> Lesson:
    """Write a lesson down and apply it; one whose change was dropped is taken back by name only."""
    score, was_above = foretold or (None, False)
    lesson = Lesson.objects.create(
        subject=subject, label=label, sign=sign, score=score, was_above=was_above, change=change
    )
    by.take(lesson)
    return lesson


def _begin(swells: Sequence[Swell]) -> None:
    """Save new waves, without a size."""
    rows = [Wave(sketch=one.sketch, first_at=one.first_at, last_at=one.first_at) for one in swells]
    insert_new(rows)
    for row, swell in zip(rows, swells, strict=True):
        swell.number = row.pk


def _join(swell: Swell, kinds: Sequence[Kind]) -> int:
    """Make what is kept of these kinds part of a wave; return how many comments that are."""
    if not kinds:
        return 0
    numbers = [kind.number for kind in kinds]
    rows = Likeness.objects.filter(Q(pk__in=numbers) | Q(first__in=numbers), wave=None)
    return rows.update(wave=swell.number)


def _keep_sketches(kinds: Sorted) -> Likeness:
    """Save comments by their kinds, and what has become of the kinds; return the last one saved."""
    firsts = [_likeness(one, kind) for one, kind in kinds.firsts]
    insert_new(firsts)
    for row, (_one, kind) in zip(firsts, kinds.firsts, strict=True):
        kind.number = row.pk
    others = [_likeness(one, kind) for one, kind in kinds.others]
    insert_new(others)
    if kinds.grown:
        changed = [(packed(kind.recent), kind.number) for kind in kinds.grown]
        change_rows(Likeness, changed, key="id", sets=("recent",))
    return (others or firsts)[-1]


def _remember(kinds: Sorted, last: Likeness) -> None:
    """Remember what the first ones of these kinds are found by."""
    for one, kind in kinds.firsts:
        first_ones.add(kind.number, one.sketch, at=one.at, parts=one.bands)
    for kind in kinds.grown:
        first_ones.add(kind.number, kind.sketch, at=_time(kind.recent[0][0]))
    first_ones.last = (last.pk, last.subject)


def _likeness(one: Sketched, kind: Kind) -> Likeness:
    """Return a comment as it is kept; the first of a kind is one whose kind has no number yet."""
    return Likeness(
        subject=one.subject,
        sender=one.sender,
        sketch=one.sketch,
        wave_id=kind.swell.number if kind.swell else None,
        first_id=kind.number or None,
        recent=packed(kind.recent) if not kind.number and len(kind.recent) > 1 else b"",
        at=one.at,
    )


def _time(microseconds: int) -> datetime:
    return datetime.fromtimestamp(0, UTC) + timedelta(microseconds=microseconds)
