"""Counts what the audit log says of days and months."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from addyours.moderation.audit.spans import Span, counted

# CROSS JOIN has SQLite begin with the spans; the condition on `link` names the index.
_DECIDED = (
    " FROM span CROSS JOIN moderation_decision AS one"
    " WHERE one.at >= span.since AND one.at < span.until AND one.link IS NOT NULL"
)
_COUNTS = f"SELECT n, verb, count(*){_DECIDED} GROUP BY n, verb"
_UNDONE = f"SELECT n, reason, count(*){_DECIDED} AND verb = 'undo' GROUP BY n, reason"
_REASONS = (
    f"SELECT n, reason, count(*){_DECIDED} AND verb = 'reject' AND coalesce((SELECT next.verb"  # noqa: S608 - nothing in it is from outside
    " FROM moderation_decision AS next WHERE next.subject = one.subject AND next.id > one.id"
    " AND next.to_state <> '' ORDER BY next.id LIMIT 1), '') <> 'undo' GROUP BY n, reason"
)
_WAITS = f"SELECT n, waited{_DECIDED} AND waited IS NOT NULL"


@dataclass(kw_only=True)
class Decided:
    """What was decided in a day or month; decisions that were undone in it are left out."""

    verbs: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    """Of rejected comments, as they stand in the log."""


def decisions_in(spans: Sequence[Span], *, with_reasons: bool = False) -> list[Decided]:
    """Return what was decided in each span, as far as it is chained. Two queries, three with reasons."""
    found = [Decided() for _span in spans]
    for place, verb, number in counted(_COUNTS, spans):
        found[place].verbs[verb] += number
    for place, verb, number in counted(_UNDONE, spans):
        found[place].verbs[verb] = max(0, found[place].verbs[verb] - number)
    for place, reason, number in counted(_REASONS, spans) if with_reasons else ():
        found[place].reasons[reason] += number
    return found


def medians(spans: Sequence[Span]) -> tuple[list[float | None], float | None]:
    """Return how many seconds half of the held comments had waited at most, in each span and in all of them.

    One query. Sorted here: a window function takes several times as long.
    """
    waits = [array("q") for _span in spans]
    for place, seconds in counted(_WAITS, spans):
        waits[place].append(seconds)
    whole = array("q")
    for one in waits:
        whole.extend(one)
    return [_median(one) for one in waits], _median(whole)


def _median(waits: Sequence[int]) -> float | None:
    return float(median(waits)) if waits else None
