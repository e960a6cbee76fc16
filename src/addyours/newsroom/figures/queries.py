"""Gathers what the dashboard shows, once in a few minutes for all who look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.cache import cache
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy

from addyours.comments.queries.figures import Busy, busiest_threads, busiest_writers, written_in
from addyours.comments.queries.transparency import lasting
from addyours.moderation.audit.figures import decisions_in, medians
from addyours.moderation.audit.spans import Span, last_days, last_months

DAYS, MONTHS = "days", "months"
PERIODS = {DAYS: gettext_lazy("30 days"), MONTHS: gettext_lazy("12 months")}
KEPT = {DAYS: timedelta(minutes=5), MONTHS: timedelta(hours=1)}
"""For so long figures are not counted again: a million comments in a year take some seconds."""
BUSIEST = 10


@dataclass(frozen=True, kw_only=True)
class Line:
    """The figures of one day or month, or of all."""

    first: date
    label: str
    comments: int
    held: int
    approved: int
    rejected: int
    spam: int
    deleted: int
    median_wait: float | None = None
    """Seconds."""

    @property
    def wait(self) -> str:
        """The median time to a decision, in words."""
        return "" if self.median_wait is None else lasting(self.median_wait)

    @property
    def wait_hours(self) -> float | None:
        return None if self.median_wait is None else round(self.median_wait / 3600, 2)


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Everything the dashboard shows of one period."""

    period: str
    lines: list[Line]
    total: Line
    stories: list[Busy]
    writers: list[Busy]
    at: datetime


def figures(period: str) -> Figures:
    """Return the figures of a period, as old as KEPT says at most. Nine queries, or none."""
    key = f"figures:{period}"
    found: Figures | None = cache.get(key)
    if found is None:
        found = gathered(period, now=timezone.now())
        cache.set(key, found, KEPT[period].total_seconds())
    return found


def gathered(period: str, *, now: datetime) -> Figures:
    """Count the figures of a period. Nine queries."""
    is_days = period == DAYS
    spans = last_days(30, now=now) if is_days else last_months(12, now=now)
    waits, median = medians(spans)
    found = zip(spans, written_in(spans), decisions_in(spans), waits, strict=True)
    lines = [
        _line(
            (span.first, date_format(span.first, "j M" if is_days else "M Y")),
            comments,
            made.verbs,
            wait,
        )
        for span, comments, made, wait in found
    ]
    whole = Span(spans[0].first, spans[0].since, spans[-1].until)
    return Figures(
        period=period,
        lines=lines,
        total=_total(lines, median),
        stories=busiest_threads(whole, most=BUSIEST),
        writers=busiest_writers(whole, most=BUSIEST),
        at=now,
    )


def _total(lines: list[Line], median: float | None) -> Line:
    names = ("comments", "held", "approved", "rejected", "spam", "deleted")
    sums = {name: sum(getattr(line, name) for line in lines) for name in names}
    return Line(first=lines[0].first, label="", median_wait=median, **sums)


def _line(of: tuple[date, str], comments: int, verbs: dict[str, int], wait: float | None) -> Line:
    return Line(
        first=of[0],
        label=of[1],
        comments=comments,
        held=verbs.get("hold", 0),
        approved=verbs.get("approve", 0),
        rejected=verbs.get("reject", 0),
        spam=verbs.get("spam", 0),
        deleted=verbs.get("delete", 0),
        median_wait=wait,
    )
