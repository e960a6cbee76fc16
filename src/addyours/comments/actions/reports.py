"""What readers report, and what follows from it at once and when a moderator has decided."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from addyours.accounts.actions import remember_guest
from addyours.accounts.addresses import domain_keys
from addyours.accounts.models import User
from addyours.accounts.writers import Writer
from addyours.comments.actions.placing import locked_comment, tell
from addyours.comments.errors import TransitionRefused
from addyours.comments.models import Comment, CommentState
from addyours.conf import current
from addyours.moderation.actions import log_decision
from addyours.moderation.errors import ReportRefused
from addyours.moderation.models import Decision, Outcome, Report, ReportKind
from addyours.moderation.queries import policy_in_force, writer_records
from addyours.moderation.reports.actions import Complaint, Settlement, settle_reports, take_report
from addyours.moderation.reports.queries import (
    open_kinds,
    open_weight,
    own_report,
    reports_since,
)
from addyours.moderation.sanctions.queries import is_banned
from addyours.moderation.trust import report_weight
from addyours.outbox.record import record

WINDOW = timedelta(hours=1)
PER_READER, PER_ADDRESS = 10, 30
"""Reports within WINDOW; more are refused until it has passed."""
LETTERS_A_DAY = 5
"""To one address that somebody typed."""
KEEP = "keep"
"""The verb of a decision that leaves a reported comment where it is."""
NEEDS_WORDS = (ReportKind.ILLEGAL, ReportKind.OTHER)
OUTCOMES = {
    CommentState.PUBLISHED: Outcome.DISMISSED,
    CommentState.REJECTED: Outcome.UPHELD,
    CommentState.SPAM: Outcome.UPHELD,
    CommentState.DELETED: Outcome.UPHELD,
}
"""What a decision says to those who reported the comment; one that is held waits still."""


def report_comment(
    comment: Comment, *, writer: Writer | None, complaint: Complaint, now: datetime
) -> Report:
    """Take a reader's report about a comment, and hold the comment where reports weigh enough.

    A reader who is not known yet becomes a guest. The same reader's second report changes nothing:
    the first is returned. Raises ReportRefused with the reason.
    """
    _check(complaint)
    key = writer.key if writer else ""
    with transaction.atomic():
        fresh = locked_comment(comment)
        if (earlier := own_report(fresh.key, key)) is not None:
            return earlier
        if not fresh.is_published:
            raise ReportRefused("gone", _("This comment is not there any more."))
        if key and key == fresh.writer_key:
            raise ReportRefused("own", _("This is your own comment."))
        _check_limits(key, complaint, now)
        if not key:
            guest = remember_guest(guest_id=None, name="", email="", now=now)
            key = f"guest:{guest.pk}"
        made = take_report(
            fresh.key,
            complaint,
            reporter_key=key,
            weight=_weight(key, writer, complaint, now),
            url=address_of(fresh),
            at=now,
        )
        if _is_heavy(fresh):
            _hold(fresh)
        else:
            record("comment.reported", keys=[], comment=fresh.pk, thread=fresh.thread_id)
    return made


def keep_comment(comment: Comment, *, by: User) -> Decision:
    """Leave a published comment where it is, against those who reported it; itself a decision.

    Raises TransitionRefused when it is not published, or nobody has reported it.
    """
    with transaction.atomic():
        fresh = locked_comment(comment)
        if not fresh.is_published:
            raise TransitionRefused("state", _("The comment is not published."))
        decision = log_decision(
            subject=fresh.key,
            verb=KEEP,
            by=by,
            states=(fresh.state, fresh.state),
            writer_key=fresh.writer_key,
        )
        if not answer_reports(fresh, decision):
            raise TransitionRefused("nothing", _("Nobody has reported this comment."))
        record("comment.kept", keys=[], comment=fresh.pk, thread=fresh.thread_id)
    return decision


def answer_reports(comment: Comment, decision: Decision) -> int:
    """Settle the reports about a comment by what was decided about it; return how many.

    Joins the transaction of the decision.
    """
    outcome = OUTCOMES.get(CommentState(comment.state))
    if outcome is None:
        return 0
    settlement = Settlement(outcome=outcome, decision=decision.pk, by=decision.by)
    return settle_reports(comment.key, settlement, url=address_of(comment))


def drop_reports(comment: Comment) -> int:
    """Settle the reports about a comment that its writer took back; it speaks for or against nobody.

    Joins the caller's transaction.
    """
    settlement = Settlement(outcome=Outcome.GONE)
    return settle_reports(comment.key, settlement, url=address_of(comment))


def address_of(comment: Comment) -> str:
    """Return exactly where a comment stands."""
    return current().site_url + reverse("comments:comment", args=[comment.pk])


def _check(complaint: Complaint) -> None:
    if complaint.kind not in ReportKind.values:
        raise ReportRefused("kind", _("Please say what is wrong with it."))
    if complaint.kind in NEEDS_WORDS and not complaint.text:
        raise ReportRefused("text", _("Please say why."))
    if complaint.kind != ReportKind.ILLEGAL:
        return
    if not complaint.in_good_faith:
        raise ReportRefused("in_good_faith", _("Please confirm that what you say is true."))
    if not (complaint.is_about_children or (complaint.name and complaint.email)):
        raise ReportRefused("email", _("Please give your name and e-mail address."))


def _check_limits(key: str, complaint: Complaint, now: datetime) -> None:
    if not current().rate_limits:
        return
    since = now - WINDOW
    is_often = bool(key) and reports_since(since, reporter_key=key) >= PER_READER
    if complaint.address_key and not is_often:
        is_often = reports_since(since, address_key=complaint.address_key) >= PER_ADDRESS
    if not is_often and complaint.email:
        today = now - timedelta(days=1)
        is_often = reports_since(today, email=complaint.email) >= LETTERS_A_DAY
    if is_often:
        raise ReportRefused(
            "often", _("That was a lot of reports at once. Please try again later.")
        )


def _weight(key: str, writer: Writer | None, complaint: Complaint, now: datetime) -> int:
    """Return what a report weighs: of staff as much as holds, of somebody banned nothing."""
    policy = policy_in_force()
    if writer and writer.is_staff:
        return 100 * max(policy.reports_to_hold, 1)
    keys = (key, complaint.address_key, *complaint.ranges)
    if is_banned((*keys, *domain_keys(writer.email if writer else "")), at=now):
        return 0
    return report_weight(writer_records([key]).get(key), policy)


def _is_heavy(comment: Comment) -> bool:
    """Tell whether the reports about a comment weigh enough to hold it; staff's comments never are."""
    needed = 100 * policy_in_force().reports_to_hold
    if not needed or open_weight(comment.key) < needed:
        return False
    return comment.user is None or not comment.user.is_staff


def _hold(comment: Comment) -> None:
    counted = open_kinds(comment.key)
    total = sum(counted.values())
    kinds = ", ".join(str(ReportKind(kind).label) for kind, _count in counted.most_common())
    words = ngettext(
        "Reported by %(n)d reader: %(why)s.", "Reported by %(n)d readers: %(why)s.", total
    )
    before, comment.state = comment.state, CommentState.PENDING
    comment.held_because = words % {"n": total, "why": kinds}
    comment.save(update_fields=["state", "held_because"])
    log_decision(
        subject=comment.key,
        verb="hold",
        by=None,
        reason=comment.held_because,
        states=(before, comment.state),
        writer_key=comment.writer_key,
    )
    tell("comment.pending", comment, states=(before, comment.state))
