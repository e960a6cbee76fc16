"""Reads what the scorer has learned, and how right it was."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from addyours.moderation.scorer.likeness import ALIKE, Sketched, bands, likeness
from addyours.moderation.scorer.models import Band, Label, Lesson, Likeness, Wave

WAVE_WITHIN = timedelta(days=2)
_MOST_CANDIDATES = 200
"""Comments that one is compared with, the newest."""
_MOST_MEETINGS = 10_000
"""Rows of the index that are read at a time."""


def lesson_in_force(subject: str) -> Lesson | None:
    """Return what the scorer has learned of a comment and not taken back. One query."""
    last = Lesson.objects.filter(subject=subject).order_by("-pk").first()
    return last if last is not None and last.sign > 0 else None


def waves_of(subjects: Iterable[str]) -> dict[str, Wave]:
    """Return the waves that these comments are part of, by subject. One query."""
    found = Likeness.objects.filter(subject__in=list(subjects), wave__isnull=False)
    found = found.select_related("wave").defer("sketch", "wave__sketch")
    return {one.subject: one.wave for one in found if one.wave}


def wave_members(wave_id: int, *, most: int) -> list[str]:
    """Return the subjects of a wave's comments, the earliest first. One query."""
    found = Likeness.objects.filter(wave=wave_id).order_by("at", "pk")
    return list(found.values_list("subject", flat=True)[:most])


@dataclass(frozen=True, kw_only=True)
class Rates:
    """How right the scorer was about some decisions, each foretold before it was learned."""

    since: datetime
    until: datetime
    good: int
    held_in_error: int
    """Good comments that were above the threshold."""
    spam: int
    caught: int
    """Spam that was above it."""

    @property
    def error_percent(self) -> float | None:
        """Good comments held in error, of a hundred; None without good comments."""
        return 100 * self.held_in_error / self.good if self.good else None

    @property
    def caught_percent(self) -> float | None:
        """Spam caught, of a hundred; None without spam."""
        return 100 * self.caught / self.spam if self.spam else None


def foretold(*, most: int) -> list[Lesson]:
    """Return the newest decisions that were foretold and not taken back, the earliest first. One query."""
    taken_back = Lesson.objects.filter(subject=OuterRef("subject"), sign=-1, pk__gt=OuterRef("pk"))
    found = Lesson.objects.filter(sign=1, label__in=[Label.GOOD, Label.SPAM], score__isnull=False)
    found = found.exclude(Exists(taken_back)).defer("change")
    return list(found.order_by("-pk")[:most])[::-1]


def rates(lessons: Sequence[Lesson]) -> Rates | None:
    """Return how right the scorer was about these decisions; None without any."""
    if not lessons:
        return None
    good = [one for one in lessons if one.label == Label.GOOD]
    spam = [one for one in lessons if one.label == Label.SPAM]
    return Rates(
        since=lessons[0].at,
        until=lessons[-1].at,
        good=len(good),
        held_in_error=sum(one.was_above for one in good),
        spam=len(spam),
        caught=sum(one.was_above for one in spam),
    )


def rates_over_time(lessons: Sequence[Lesson], *, steps: int, least: int) -> list[Rates]:
    """Return the rates of consecutive stretches of decisions, `steps` at most, of `least` decisions at least."""
    size = max(least, -(-len(lessons) // steps))
    # From the newest backwards: the last stretch is whole, what is left over is the oldest.
    ends = range(len(lessons), 0, -size)
    found = [rates(lessons[max(0, end - size) : end]) for end in ends if end >= min(size, least)]
    return [one for one in found[::-1] if one is not None]


def likenesses(found: Sequence[Sketched]) -> list[tuple[Sketched, list[int]]]:
    """Return the comments among these that are like others of late, with the numbers of all alike.

    Two queries at most.
    """
    values = {value for one in found for value in bands(one.sketch)}
    rows = Band.objects.filter(value__in=values).order_by("-likeness")
    meeting: defaultdict[int, set[int]] = defaultdict(set)
    for value, number in rows.values_list("value", "likeness")[:_MOST_MEETINGS]:
        meeting[value].add(number)
    candidates = [
        sorted(set().union(*(meeting[value] for value in bands(one.sketch))))[-_MOST_CANDIDATES:]
        for one in found
    ]
    # Its own sketch is one of them.
    kept = Likeness.objects.filter(pk__in={n for some in candidates if len(some) > 1 for n in some})
    sketches = {n: (bytes(sketch), at) for n, sketch, at in kept.values_list("pk", "sketch", "at")}
    alike = []
    for one, some in zip(found, candidates, strict=True):
        near = [n for n in some if n in sketches and abs(one.at - sketches[n][1]) < WAVE_WITHIN]
        alike.append((one, [n for n in near if likeness(one.sketch, sketches[n][0]) >= ALIKE]))
    return [(one, numbers) for one, numbers in alike if len(numbers) > 1]
