"""Counts what the audit log says of days and months."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

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
_MEDIANS = (
    "SELECT n, avg(waited) FROM (SELECT n, waited,"  # noqa: S608 - nothing in it is from outside
    " row_number() OVER (PARTITION BY n ORDER BY waited) AS place,"
    f" count(*) OVER (PARTITION BY n) AS total{_DECIDED} AND waited IS NOT NULL) AS waits"
    " WHERE 2 * place BETWEEN total AND total + 2 GROUP BY n"
)


@dataclass(kw_only=True)
class Decided:
    """What was decided in a day or month; decisions that were undone in it are left out."""

    verbs: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    """Of rejected comments, as they stand in the log."""
    median_wait: float | None = None
    """Seconds that half of the held comments had waited at most; None where nobody decided."""


def decisions_in(spans: Sequence[Span], *, with_reasons: bool = False) -> list[Decided]:
    """Return what was decided in each span, as far as it is chained. Three queries, four with reasons."""
    found = [Decided() for _span in spans]
    for place, verb, number in counted(_COUNTS, spans):
        found[place].verbs[verb] += number
    for place, verb, number in counted(_UNDONE, spans):
        found[place].verbs[verb] = max(0, found[place].verbs[verb] - number)
    for one, wait in zip(found, medians(spans), strict=True):
        one.median_wait = wait
    for place, reason, number in counted(_REASONS, spans) if with_reasons else ():
        found[place].reasons[reason] += number
    return found


def medians(spans: Sequence[Span]) -> list[float | None]:
    """Return for each span how many seconds half of the held comments had waited at most. One query."""
    found = {place: float(seconds) for place, seconds in counted(_MEDIANS, spans)}
    return [found.get(place) for place in range(len(spans))]
