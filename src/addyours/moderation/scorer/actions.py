"""Every change to what the scorer has learned, and to which comments are a wave."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import F

from addyours.moderation.scorer.features import Features
from addyours.moderation.scorer.likeness import Sketched, bands
from addyours.moderation.scorer.model import Lesson as Change
from addyours.moderation.scorer.model import Model
from addyours.moderation.scorer.models import Band, Label, Lesson, Likeness, Wave, Weights
from addyours.moderation.scorer.queries import lesson_in_force
from addyours.moderation.scorer.remembered import Remembered
from addyours.outbox.record import record
from addyours.outbox.rows import insert_rows

UNWANTED_WEIGHT = 0.5
TAKEN_BACK_UNTIL = timedelta(days=180)
"""Older lessons can't be unlearned any more: their changes are dropped."""
WAVE_FROM = 3
"""Comments, of two senders at least, that make a wave."""
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


def keep_sketches(found: Sequence[Sketched]) -> None:
    """Keep the sketches of comments, in the caller's transaction; those that are kept already stay as they are."""
    subjects = [one.subject for one in found]
    known = set(Likeness.objects.filter(subject__in=subjects).values_list("subject", flat=True))
    new = [
        Likeness(subject=one.subject, sender=one.sender, sketch=one.sketch, at=one.at)
        for one in found
        if one.subject not in known
    ]
    made = Likeness.objects.bulk_create(new)
    rows = [(one.pk, value) for one in made for value in bands(bytes(one.sketch))]
    insert_rows(Band, ("likeness_id", "value"), rows)


def join_wave(members: Collection[int], *, at: datetime) -> Wave | None:
    """Return the wave that comments alike are, by the numbers of their sketches; None when they are too few.

    A wave is found when WAVE_FROM comments of two senders are alike; who is in none yet becomes part
    of it. May be told twice of the same comments.
    """
    with transaction.atomic():
        rows = list(Likeness.objects.select_related("wave").filter(pk__in=members).order_by("-pk"))
        wave = next((one.wave for one in rows if one.wave), None)
        loose = [one for one in rows if one.wave_id is None]
        if not loose:
            return wave
        if wave is None:
            if len(loose) < WAVE_FROM or len({one.sender for one in loose}) < 2:
                return None
            first = min(one.at for one in loose)
            wave = Wave.objects.create(sketch=bytes(rows[0].sketch), first_at=first, last_at=at)
        Likeness.objects.filter(pk__in=[one.pk for one in loose]).update(wave=wave)
        Wave.objects.filter(pk=wave.pk).update(size=F("size") + len(loose), last_at=at)
        wave.refresh_from_db()
        record("wave.grown", keys=[], wave=wave.pk)
    return wave


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
