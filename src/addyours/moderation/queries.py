"""What judgement knows: the policy, records, bans, and how much was tried of late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q, QuerySet

from addyours.conf import current
from addyours.moderation.models import Attempt, Ban, Decision, Hold, Policy, WriterRecord
from addyours.moderation.scorer.assessing import Assessment, assess
from addyours.moderation.submission import Submission

RATE_WINDOW = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class Knowledge:
    """Everything the screens may look at besides the submission itself."""

    policy: Policy
    accepted: int
    """Comments of this writer that were accepted before."""
    ban_reason: str | None
    """None when not banned."""
    recent_by_writer: int
    recent_by_address: int
    assessment: Assessment | None = None
    """What the scorer makes of it; None for staff."""


def policy() -> Policy:
    """Return the site's policy; the settings file's `comments_hold` goes before the newsroom's. One query."""
    row = Policy.objects.first() or Policy()
    if current().comments_hold:
        row.hold = Hold(current().comments_hold)
    return row


def knowledge(submission: Submission) -> Knowledge:
    """Gather what the screens need to know of a submission. Four queries at most."""
    rules = policy()
    by_writer, by_address = (0, 0)
    if current().rate_limits:
        by_writer, by_address = _recent_attempts(submission)
    record = None
    if submission.writer_key:
        record = WriterRecord.objects.filter(key=submission.writer_key).first()
    ban = active_bans(submission.at).filter(
        key__in=[key for key in (submission.writer_key, submission.address_key) if key]
    )
    accepted = record.accepted if record else 0
    assessment = None
    if not submission.is_staff:
        assessment = assess(submission, accepted=accepted, percent=rules.held_in_error)
    return Knowledge(
        policy=rules,
        accepted=accepted,
        ban_reason=ban.values_list("reason", flat=True).first(),
        recent_by_writer=by_writer,
        recent_by_address=by_address,
        assessment=assessment,
    )


def active_bans(now: datetime) -> QuerySet[Ban]:
    """Return the bans in force at `now`."""
    return Ban.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now), lifted_at=None)


def writer_records(keys: list[str]) -> dict[str, WriterRecord]:
    """Return the records of these writers by key; writers without one are left out. One query."""
    return {record.key: record for record in WriterRecord.objects.filter(key__in=keys)}


def decisions_about(subject: str) -> QuerySet[Decision]:
    """Return the audit log of one subject (`comment:12`, `guest:5`), newest first."""
    return Decision.objects.filter(subject=subject).select_related("by")


def _recent_attempts(submission: Submission) -> tuple[int, int]:
    same_writer = Q(writer_key=submission.writer_key) & ~Q(writer_key="")
    same_address = Q(address_key=submission.address_key) & ~Q(address_key="")
    found = Attempt.objects.filter(
        same_writer | same_address, at__gt=submission.at - RATE_WINDOW
    ).aggregate(
        writer=Count(F("id"), filter=same_writer), address=Count(F("id"), filter=same_address)
    )
    return found["writer"], found["address"]
