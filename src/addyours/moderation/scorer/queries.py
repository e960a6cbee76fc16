"""Reads what the scorer has learned, and how right it was."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from addyours.moderation.scorer.firsts import MOST, Firsts
from addyours.moderation.scorer.kinds import WAVE_WITHIN, Kind, Like, Swell, coming, unpacked
from addyours.moderation.scorer.likeness import Sketched
from addyours.moderation.scorer.models import Label, Lesson, Likeness, Wave

_NEWEST = "SELECT id, subject FROM moderation_likeness WHERE id >= %s ORDER BY id LIMIT 2"


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


def kept_sketches(subjects: Collection[str]) -> set[str]:
    """Return those of the comments whose sketches are kept already. One query."""
    found = Likeness.objects.filter(subject__in=subjects)
    return set(found.values_list("subject", flat=True))


def bring_up_to_date(firsts: Firsts, *, at: datetime) -> None:
    """Read the first ones of kinds that were added since the last time, by whoever took our place.

    One query where nobody did; four when nothing is remembered, or when what was is there no more.
    `at` is when the comments were written that are going to be compared with them.
    """
    if firsts.last:
        # Written out: the ORM takes six times as long, and nearly always there is nothing new.
        with connection.cursor() as cursor:
            cursor.execute(_NEWEST, [firsts.last[0]])
            newest = cursor.fetchall()
        if newest == [firsts.last]:
            return
        if newest and newest[0] == firsts.last:
            _read_firsts(firsts, Likeness.objects.filter(pk__gt=firsts.last[0]))
            return
    firsts.clear()
    since = at - WAVE_WITHIN
    others = Likeness.objects.filter(at__gt=since, first__isnull=False)
    going_on = Likeness.objects.filter(pk__in=others.values("first"), at__lte=since)
    for number, drawn in going_on.values_list("pk", "sketch"):
        firsts.add(number, bytes(drawn), at=since)
    _read_firsts(firsts, Likeness.objects.filter(at__gt=since))


def _read_firsts(firsts: Firsts, rows: QuerySet[Likeness]) -> None:
    """Add the first ones among these, the newest at least, and note how far all were looked at."""
    newest = Likeness.objects.order_by("-pk").values_list("pk", "subject").first()
    found = rows.filter(first=None).order_by("-pk").values_list("pk", "sketch", "at")
    for number, drawn, at in reversed(found[: 2 * MOST]):
        firsts.add(number, bytes(drawn), at=at)
    firsts.last = newest


def kinds_alike(found: Sequence[Sketched], firsts: Firsts) -> list[list[Like]]:
    """Return for each comment the kinds it is like. One query, none where all are like no other."""
    alike = [firsts.like(one.sketch, one.bands) for one in found]
    kinds = _kinds({number for some in alike for number in some})
    return [
        [(share, kinds[number]) for number, share in some.items() if number in kinds]
        for some in alike
    ]


def _kinds(numbers: Collection[int]) -> dict[int, Kind]:
    """Return the kinds that these sketches are the first of, by number."""
    if not numbers:
        return {}
    names = ("pk", "sketch", "sender", "at", "recent", "wave")
    swells: dict[int, Swell] = {}
    kinds = {}
    found = Likeness.objects.filter(pk__in=numbers).values_list(*names)
    for number, kept, sender, at, recent, wave in found:
        drawn = bytes(kept)
        swell = swells.setdefault(wave, Swell(drawn, at, number=wave)) if wave else None
        comings = unpacked(bytes(recent)) or [coming(sender, at)]
        kinds[number] = Kind(drawn, at, comings, number=number, swell=swell)
    return kinds
