"""Taking in reports and settling them, inside the transactions of those who report and decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from addyours.accounts.mail import Kind, letter, plain_address
from addyours.accounts.models import User
from addyours.moderation.actions import count_reports
from addyours.moderation.models import Outcome, Report, ReportKind

KEPT = timedelta(days=183)
"""For so long a settled notice keeps who made it: as long as a decision can be complained about."""
RIGHT_AND_WRONG = {Outcome.UPHELD: "upheld", Outcome.DISMISSED: "dismissed"}


@dataclass(frozen=True, kw_only=True)
class Complaint:
    """What a reader has against a comment, as typed, and the traces of who it is."""

    kind: str
    text: str = ""
    name: str = ""
    email: str = ""
    is_about_children: bool = False
    in_good_faith: bool = False
    address_key: str = ""
    ranges: tuple[str, ...] = ()
    guest_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Settlement:
    """What reports came to: by which row of the audit log, decided by whom."""

    outcome: str
    decision: int | None = None
    by: User | None = None


def take_report(
    subject: str, complaint: Complaint, *, reporter_key: str, weight: int, url: str, at: datetime
) -> Report:
    """Keep a report, and confirm by mail that it came where its reader gave an address.

    Joins the caller's transaction. `url` is exactly where the comment stands. Nothing that was typed
    is in the letter: it may go to anybody.
    """
    is_notice = complaint.kind == ReportKind.ILLEGAL
    report = Report.objects.create(
        subject=subject,
        reporter_key=reporter_key,
        address_key=complaint.address_key,
        kind=complaint.kind,
        text=complaint.text,
        name=complaint.name if is_notice else "",
        email=plain_address(complaint.email) if is_notice else "",
        is_about_children=is_notice and complaint.is_about_children,
        in_good_faith=is_notice and complaint.in_good_faith,
        weight=weight,
        at=at,
    )
    if report.email:
        context = {"report": report, "url": url}
        letter(
            Kind.REPORT, to=report.email, template="moderation/report_received", context=context
        ).send()
    return report


def settle_reports(subject: str, settlement: Settlement, *, url: str) -> int:
    """Settle the open reports about something, and tell those who gave an address; return how many.

    Joins the transaction of the decision. Who was agreed with weighs more from now on, who was not
    less. One query where nothing is reported.
    """
    waiting = list(Report.objects.filter(subject=subject, outcome=Outcome.OPEN).order_by("pk"))
    for report in waiting:
        report.outcome, report.settled_at = settlement.outcome, timezone.now()
        report.settled_by, report.decision = settlement.by, settlement.decision
        _tell(report, url)
        report.save(update_fields=["outcome", "settled_at", "settled_by", "decision", "told"])
        if column := RIGHT_AND_WRONG.get(Outcome(settlement.outcome)):
            count_reports(report.reporter_key, column, step=1)
    return len(waiting)


def reopen_reports(decision: int) -> int:
    """Let the reports wait again that a decision has settled, since it is taken back; return how many.

    Joins the caller's transaction.
    """
    settled = list(Report.objects.filter(decision=decision).exclude(outcome=Outcome.OPEN))
    for report in settled:
        if column := RIGHT_AND_WRONG.get(Outcome(report.outcome)):
            count_reports(report.reporter_key, column, step=-1)
        report.outcome, report.settled_at = Outcome.OPEN, None
        report.settled_by = report.decision = None
        report.save(update_fields=["outcome", "settled_at", "settled_by", "decision"])
    return len(settled)


def forget_notices(*, now: datetime) -> int:
    """Take name, address and words out of notices that were settled long ago; return how many.

    Shown nowhere: no outbox row.
    """
    old = Report.objects.filter(settled_at__lt=now - KEPT).exclude(name="", email="", text="")
    return old.update(name="", email="", text="", address_key="")


def _tell(report: Report, url: str) -> None:
    """Write to a reader what became of their notice; the same once only."""
    if not report.email or report.told == report.outcome:
        return
    context = {"report": report, "url": url}
    letter(
        Kind.REPORT, to=report.email, template="moderation/report_decided", context=context
    ).send()
    report.told = report.outcome
