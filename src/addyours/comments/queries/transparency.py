"""Counts what a site tells everybody of its moderation: months, reasons, appeals, reports, and no person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.utils.timesince import timesince
from django.utils.translation import gettext

from addyours.comments.queries.figures import written_in
from addyours.moderation.audit.figures import decisions_in, medians
from addyours.moderation.audit.spans import Span, counted, last_months
from addyours.moderation.rejection import codes_by_name, rejection_reasons
from addyours.moderation.reports.models import Outcome, ReportKind

MONTHS = 12
OTHER = ""
"""Stands for reasons that are in no list: those words may name somebody."""
_REPORTS = (
    "SELECT n, kind, outcome, count(*) FROM span CROSS JOIN moderation_report AS one"
    " WHERE one.at >= span.since AND one.at < span.until GROUP BY n, kind, outcome"
)


@dataclass(frozen=True, kw_only=True)
class Month:
    """What happened to comments in one month."""

    first: date
    comments: int
    held: int
    approved: int
    rejected: int
    spam: int
    deleted: int
    wait: str
    """The median time to a decision in words, empty where nobody decided."""
    reasons: list[int]
    """Of the rejected comments, in the order of the report's `reasons`."""
    appeals: int
    granted: int
    upheld: int
    reports: list[int]
    """In the order of the report's `kinds`."""
    agreed: int
    not_agreed: int


@dataclass(frozen=True, kw_only=True)
class Transparency:
    """The last twelve months, the newest first; those before anything happened are left out."""

    months: list[Month]
    reasons: list[str]
    """Names of the reasons that were given; OTHER is the last one, where there were others."""
    kinds: list[str]
    has_appeals: bool
    has_reports: bool


def transparency(*, now: datetime) -> Transparency:
    """Return the figures of the last months, this one included. Seven queries."""
    spans = last_months(MONTHS, now=now)
    decided = decisions_in(spans, with_reasons=True)
    waits, _whole = medians(spans)
    offered = rejection_reasons()
    codes = codes_by_name(offered)
    named = [_coded(one.reasons, codes) for one in decided]
    used = {code for one in named for code in one}
    titles = {one.code: one.title for one in offered if one.code in used}
    titles |= {OTHER: OTHER} if OTHER in used else {}
    kinds = list(ReportKind)
    months = []
    for span, comments, made, wait, why, told in zip(
        spans, written_in(spans), decided, waits, named, _reports(spans), strict=True
    ):
        counts = ([why[code] for code in titles], [told[kind] for kind in kinds], told)
        months.append(_month((span, comments), made.verbs, wait, counts))
    return Transparency(
        months=_begun(months)[::-1],
        reasons=list(titles.values()),
        kinds=[str(kind.label) for kind in kinds],
        has_appeals=any(month.appeals or month.granted or month.upheld for month in months),
        has_reports=any(sum(month.reports) for month in months),
    )


def _begun(months: list[Month]) -> list[Month]:
    happened = (month.comments or month.held or month.rejected for month in months)
    first = next((place for place, one in enumerate(happened) if one), len(months) - 1)
    return months[first:]


def _month(
    of: tuple[Span, int],
    verbs: Counter[str],
    wait: float | None,
    counts: tuple[list[int], list[int], Counter[str]],
) -> Month:
    reasons, reports, outcomes = counts
    return Month(
        first=of[0].first,
        comments=of[1],
        held=verbs["hold"],
        approved=verbs["approve"],
        rejected=sum(reasons),
        spam=verbs["spam"],
        deleted=verbs["delete"],
        wait="" if wait is None else lasting(wait),
        reasons=reasons,
        appeals=verbs["appeal"],
        granted=verbs["grant_appeal"],
        upheld=verbs["uphold_appeal"],
        reports=reports,
        agreed=outcomes[Outcome.UPHELD],
        not_agreed=outcomes[Outcome.DISMISSED],
    )


def _coded(reasons: Counter[str], codes: Mapping[str, str]) -> Counter[str]:
    """Return how often each reason of the list was given, by its code; all else is OTHER."""
    found: Counter[str] = Counter()
    for reason, number in reasons.items():
        # A moderator's own words stand behind the name.
        given = (codes[name] for name in codes if reason == name or reason.startswith(f"{name}: "))
        found[next(given, OTHER)] += number
    return found


def _reports(spans: Sequence[Span]) -> list[Counter[str]]:
    """Return for each span how many reports were made, by kind and by outcome. One query."""
    found: list[Counter[str]] = [Counter() for _span in spans]
    for place, kind, outcome, number in counted(_REPORTS, spans):
        found[place][kind] += number
        if outcome:
            found[place][outcome] += number
    return found


def lasting(seconds: float) -> str:
    """Return a length of time in words, by its two largest units."""
    if seconds < 60:
        return gettext("less than a minute")
    start = datetime(2001, 1, 1, tzinfo=UTC)
    return timesince(start, start + timedelta(seconds=seconds))
