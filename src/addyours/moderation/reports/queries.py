"""What was reported: for whoever decides, and for limits on those who report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Sum

from addyours.moderation.models import Outcome, Report, ReportKind

MOST_SHOWN = 50
"""So many reports of one comment are read; more say nothing new."""
MOST_READ = 2_000


@dataclass(frozen=True, kw_only=True)
class Reports:
    """The reports about one comment, open ones first, the heaviest of them first."""

    rows: list[Report]

    @property
    def waiting(self) -> list[Report]:
        return [row for row in self.rows if row.outcome == Outcome.OPEN]

    @property
    def settled(self) -> list[Report]:
        return [row for row in self.rows if row.outcome != Outcome.OPEN]

    @property
    def weight(self) -> str:
        """What the open ones weigh together, as a number of reports."""
        return f"{sum(row.weight for row in self.waiting) / 100:g}"

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """Why, in words, with how many readers say so; the commonest first."""
        counted = Counter(row.kind for row in self.waiting)
        return [(str(ReportKind(kind).label), count) for kind, count in counted.most_common()]

    @property
    def with_words(self) -> list[Report]:
        return [row for row in self.waiting if row.text or row.name or row.email]


@dataclass(frozen=True, kw_only=True)
class Reported:
    """One comment with open reports, by its name in the audit log."""

    subject: str
    count: int
    weight: int
    first_at: datetime


def reports_about(subjects: Iterable[str]) -> dict[str, Reports]:
    """Return the reports about comments by their names in the audit log; those with none are left out. One query."""
    rows = Report.objects.filter(subject__in=list(subjects)).order_by("outcome", "-weight", "pk")
    found: dict[str, list[Report]] = {}
    for row in rows[:MOST_READ]:
        about = found.setdefault(row.subject, [])
        if len(about) < MOST_SHOWN:
            about.append(row)
    return {subject: Reports(rows=about) for subject, about in found.items()}


def heaviest_reported(*, most: int) -> list[Reported]:
    """Return what has open reports, what weighs most first, then what waits longest. One query."""
    rows = (
        Report.objects.filter(outcome=Outcome.OPEN)
        .values("subject")
        .annotate(count=Count("pk"), weight=Sum("weight"), first_at=Min("at"))
        .order_by("-weight", "first_at", "subject")
    )
    return [Reported(**row) for row in rows[:most]]


def open_weight(subject: str) -> int:
    """Return what the open reports about something weigh, in hundredths. One query."""
    about = Report.objects.filter(subject=subject, outcome=Outcome.OPEN)
    return about.aggregate(total=Sum("weight"))["total"] or 0


def open_kinds(subject: str) -> Counter[str]:
    """Return why something is reported, with how many say so. One query."""
    about = Report.objects.filter(subject=subject, outcome=Outcome.OPEN)
    return Counter(about.values_list("kind", flat=True)[:MOST_READ])


def own_report(subject: str, reporter_key: str) -> Report | None:
    """Return the report that a reader made about something. One query."""
    if not reporter_key:
        return None
    return Report.objects.filter(subject=subject, reporter_key=reporter_key).first()


def reports_since(when: datetime, **traces: str) -> int:
    """Return how many reports came since `when` with these traces (reporter_key, address_key, email). One query."""
    return Report.objects.filter(at__gt=when, **traces).count()
