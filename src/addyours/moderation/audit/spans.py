"""Days and months that figures are counted for, and how a database counts all of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone


@dataclass(frozen=True)
class Span:
    """A day or a month in the site's time zone, named by its first day."""

    first: date
    since: datetime
    until: datetime


def last_days(number: int, *, now: datetime) -> list[Span]:
    """Return the last days, today included, the earliest first."""
    today = timezone.localdate(now)
    firsts = [today - timedelta(days=back) for back in range(number - 1, -2, -1)]
    return _spans(firsts)


def last_months(number: int, *, now: datetime) -> list[Span]:
    """Return the last months, this one included, the earliest first."""
    today = timezone.localdate(now)
    newest = 12 * today.year + today.month
    firsts = [
        date((month - 1) // 12, (month - 1) % 12 + 1, 1)
        for month in range(newest - number + 1, newest + 2)
    ]
    return _spans(firsts)


def counted(sql: str, spans: Sequence[Span], *more: int) -> list[tuple[Any, ...]]:
    """Run a statement that reads `span (n, since, until)`: the spans by their places. One query.

    `more` are values that it asks for itself.

    Written out and not composed by Django: by a join each span is a range of an index, where one
    expression over all rows is several times as slow.
    """
    adapt = connection.ops.adapt_datetimefield_value
    if connection.vendor == "postgresql":
        row = "(%s, %s::timestamptz, %s::timestamptz)"
    else:
        row = "(%s, %s, %s)"
    values: list[Any] = []
    for place, span in enumerate(spans):
        values += [place, adapt(span.since), adapt(span.until)]
    listed = ", ".join([row] * len(spans))
    with connection.cursor() as cursor:
        cursor.execute(f"WITH span (n, since, until) AS (VALUES {listed}) {sql}", [*values, *more])
        return list(cursor.fetchall())


def _spans(firsts: Sequence[date]) -> list[Span]:
    starts = [timezone.make_aware(datetime.combine(one, time.min)) for one in firsts]
    return [
        Span(first, since, until)
        for first, since, until in zip(firsts[:-1], starts[:-1], starts[1:], strict=True)
    ]
