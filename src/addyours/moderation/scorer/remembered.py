"""The scorer as this process remembers it: scoring asks no database, reading anew is told by the outbox."""

from __future__ import annotations

import logging
import threading
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from functools import cache

from django.utils import timezone

from addyours.moderation.scorer.evaluation import threshold_at
from addyours.moderation.scorer.likeness import ALIKE, bands, likeness
from addyours.moderation.scorer.model import Lesson as Change
from addyours.moderation.scorer.model import Model, ModelDamaged
from addyours.moderation.scorer.models import Label, Lesson, Wave, Weights
from addyours.moderation.scorer.prior import good_scores, shipped

logger = logging.getLogger(__name__)
MEASURED = 1_000
"""Newest good comments that the threshold is measured on."""
START_COUNTS = 200
"""Scores to begin with, from training; they matter less with each decision of the site."""
WAVES_LAST = timedelta(days=7)
MOST_WAVES = 500
TOPICS = frozenset({"scorer.learned", "scorer.trained", "wave.grown"})
"""Changes that a process has to read anew after."""


@dataclass(frozen=True, slots=True)
class KnownWave:
    """A wave as new comments are compared with it."""

    id: int
    size: int
    sketch: bytes


@dataclass
class Remembered:
    """Everything scoring needs."""

    model: Model
    version: int = 0
    until: int = 0
    """The last lesson in the model."""
    lessons: int = 0
    packed: int = 0
    """Lessons that are in the saved weights."""
    is_unsure: bool = False
    """Whether what was learned last may have been rolled back."""
    start: Sequence[float] = ()
    good: list[float] = field(default_factory=list)
    """Foretold scores of the site's own good comments, the oldest first."""
    waves: dict[int, list[KnownWave]] = field(default_factory=dict)
    _thresholds: dict[Decimal, float] = field(default_factory=dict)

    def threshold(self, percent: Decimal) -> float:
        """Return the score above which a comment is held, so that of the good ones no more than `percent` are."""
        if percent not in self._thresholds:
            start = list(self.start)[:START_COUNTS] if len(self.good) < MEASURED else []
            share = float(percent) / 100
            self._thresholds[percent] = threshold_at([*start, *self.good], share) if share else 1.0
        return self._thresholds[percent]

    def take(self, lesson: Lesson) -> None:
        """Add the next lesson."""
        try:
            if stored := bytes(lesson.change):
                self.model.apply(Change.from_bytes(stored), sign=lesson.sign)
        except ModelDamaged as error:
            logger.warning("A lesson about %s can't be used (%s).", lesson.subject, error)
        self.until = lesson.pk
        self.lessons += 1
        if lesson.sign > 0 and lesson.label == Label.GOOD and lesson.score is not None:
            self.good = [*self.good, lesson.score][-MEASURED:]
            self._thresholds = {}

    @property
    def unpacked(self) -> int:
        """Lessons that a process which starts has to read one by one."""
        return self.lessons - self.packed

    def settle(self) -> None:
        """Note that all that was learned is in the database."""
        self.is_unsure = False

    def wave_of(self, sketch: bytes) -> KnownWave | None:
        """Return the wave that a text with this sketch belongs to."""
        for band in bands(sketch) if sketch else ():
            for wave in self.waves.get(band, ()):
                if likeness(sketch, wave.sketch) >= ALIKE:
                    return wave
        return None


_lock = threading.Lock()
_current: Remembered | None = None


@cache
def _shipped() -> Model:
    return shipped()


def current() -> Remembered:
    """Return what this process remembers; before it has read anything, what ships with the program."""
    return _current or _untaught()


@cache
def _untaught() -> Remembered:
    return Remembered(_shipped(), start=good_scores())


def forget() -> None:
    """Remember nothing but what ships."""
    global _current  # noqa: PLW0603 - one memory per process is what this module is for
    with _lock:
        _current = None


def refresh() -> Remembered:
    """Read what was learned since the last time, and remember it. Four queries at most."""
    global _current  # noqa: PLW0603
    with _lock:
        _current = read(_current)
        return _current


def read(known: Remembered | None = None) -> Remembered:
    """Return the scorer as the database has it, going on from what is known already."""
    version = Weights.objects.values_list("version", flat=True).first() or 0
    if known is None or known.is_unsure or known.version != version:
        known = _from_weights()
    # Readers go on with the old one meanwhile; weights and counts are shared, a lesson changes few.
    fresh = Remembered(
        known.model,
        version=known.version,
        until=known.until,
        lessons=known.lessons,
        packed=known.packed,
        start=known.start,
        good=known.good,
    )
    for lesson in Lesson.objects.filter(pk__gt=fresh.until).order_by("pk"):
        fresh.take(lesson)
    fresh.waves = _waves()
    return fresh


def _from_weights() -> Remembered:
    row = Weights.objects.first()
    if row is None:
        return Remembered(_shipped().copy(), start=good_scores())
    try:
        model = Model.from_bytes(bytes(row.packed))
    except ModelDamaged as error:
        # Of another version of the program, perhaps. Better what ships than nothing.
        logger.warning("The scorer's weights can't be used (%s): it starts anew.", error)
        model = _shipped().copy()
    found = Remembered(
        model,
        version=row.version,
        until=row.until,
        start=row.good_scores or good_scores(),
    )
    measured = Lesson.objects.filter(
        pk__lte=row.until, sign=1, label=Label.GOOD, score__isnull=False
    )
    newest = measured.order_by("-pk").values_list("score", flat=True)[:MEASURED]
    found.good = [score for score in newest if score is not None][::-1]
    found.lessons = found.packed = Lesson.objects.filter(pk__lte=row.until).count()
    return found


def _waves() -> dict[int, list[KnownWave]]:
    young = Wave.objects.filter(last_at__gt=timezone.now() - WAVES_LAST).order_by("-last_at")
    found: defaultdict[int, list[KnownWave]] = defaultdict(list)
    for wave in young[:MOST_WAVES]:
        known = KnownWave(wave.pk, wave.size, bytes(wave.sketch))
        for band in bands(known.sketch):
            found[band].append(known)
    return dict(found)
