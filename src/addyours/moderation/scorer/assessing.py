"""Scores a submission with what this process remembers: no query, under a millisecond."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from math import log2

from addyours.moderation.scorer.features import fact_number, features
from addyours.moderation.scorer.likeness import sketch
from addyours.moderation.scorer.reading import Reading, read
from addyours.moderation.scorer.reasons import reasons
from addyours.moderation.scorer.remembered import KnownWave, Remembered, current
from addyours.moderation.submission import Submission

MOST_FACTS = 190
"""Characters of facts; they are kept in a column of 200, and one more may come in front."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the scorer makes of a submission."""

    score: float
    """How likely spam, 0 to 1."""
    threshold: float
    facts: tuple[str, ...]
    wave: KnownWave | None
    reading: Reading
    by: Remembered

    @property
    def is_above(self) -> bool:
        return self.score > self.threshold

    @property
    def reasons(self) -> str:
        """Why, in words; worked out when asked for."""
        return reasons(self.by.model, self.reading, self.facts)


def assess(submission: Submission, *, accepted: int, percent: Decimal) -> Assessment:
    """Return what the scorer makes of a submission; `percent` of good comments may be held in error."""
    by = current()
    reading = read(submission.text)
    wave = by.wave_of(sketch(reading)) if by.waves else None
    facts = facts_of(submission, accepted=accepted, in_wave=wave is not None)
    if any(by.model.seen[fact_number(f"host:{host}")] < 1 for host in reading.hosts):
        facts = ("newhost", *facts)
    score = by.model.score(features(reading, facts))
    return Assessment(score, by.threshold(percent), facts, wave, reading, by)


def why(text: str, *, facts: str) -> str:
    """Return why a text looks like spam by what is known now, in words; `facts` are those kept with it."""
    return reasons(current().model, read(text), facts.split())


def facts_of(submission: Submission, *, accepted: int, in_wave: bool) -> tuple[str, ...]:
    """Return what is known of a submission besides its text, as names with steps."""
    facts = [f"accepted:{_step(accepted, 5)}"]
    if submission.seconds is not None:
        facts.append(f"took:{_step(submission.seconds / 3, 6)}")
    if submission.since is not None:
        facts.append(f"age:{_age(submission.since, submission.at)}")
    if in_wave:
        facts.append("wave")
    names = read(submission.name[:80]).words[:3]
    facts += [f"name:{word}" for word in names if word.isalnum()]
    while len(" ".join(facts)) > MOST_FACTS:
        facts.pop()
    return tuple(facts)


def _step(number: float, most: int) -> int:
    return min(int(log2(max(number, 0) + 1)), most)


def _age(since: datetime, now: datetime) -> int:
    """Return how long somebody is known: an hour, a day, a week, a month, longer."""
    hours = (now - since).total_seconds() / 3600
    return sum(hours >= limit for limit in (1, 24, 168, 720))
