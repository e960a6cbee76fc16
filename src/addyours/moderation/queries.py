"""What judgement knows: the policy, records, bans, and how much was tried of late."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Q, QuerySet

from addyours.conf import current
from addyours.moderation.models import Ban, Decision, Hold, Policy, WriterRecord
from addyours.moderation.scorer.assessing import Assessment, assess
from addyours.moderation.submission import Submission
from addyours.outbox.memory import Memory, is_hearing

RATE_WINDOW = timedelta(minutes=10)
MOST_BANS = 5_000
"""So many bans are remembered; where there are more, the database is asked."""


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


policy_in_force = Memory(policy, topics=["policy.changed"])
"""The policy as this process remembers it; not to be changed."""


def knowledge(submission: Submission) -> Knowledge:
    """Gather what the screens need to know of a submission but its sender's tries. Three queries at most."""
    rules = policy_in_force()
    record = None
    if submission.writer_key:
        record = WriterRecord.objects.filter(key=submission.writer_key).first()
    accepted = record.accepted if record else 0
    assessment = None
    if not submission.is_staff:
        assessment = assess(submission, accepted=accepted, percent=rules.held_in_error)
    return Knowledge(
        policy=rules,
        accepted=accepted,
        ban_reason=_ban_reason(submission),
        recent_by_writer=0,
        recent_by_address=0,
        assessment=assessment,
    )


def with_attempts(known: Knowledge, submission: Submission) -> Knowledge:
    """Add how often the sender has tried of late, inside the transaction that notes this try. One query."""
    if not current().rate_limits:
        return known
    by_writer, by_address = _recent_attempts(submission)
    return replace(known, recent_by_writer=by_writer, recent_by_address=by_address)


def active_bans(now: datetime) -> QuerySet[Ban]:
    """Return the bans in force at `now`."""
    return Ban.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now), lifted_at=None)


def _unlifted_bans() -> dict[str, list[tuple[datetime | None, str]]] | None:
    """Return the bans that nobody has lifted by their keys, with their ends and reasons; None when too many."""
    rows = Ban.objects.filter(lifted_at=None).order_by("pk")
    found: dict[str, list[tuple[datetime | None, str]]] = {}
    values = rows.values_list("key", "ends_at", "reason")[: MOST_BANS + 1]
    for number, (key, ends_at, reason) in enumerate(values, 1):
        if number > MOST_BANS:
            return None
        found.setdefault(key, []).append((ends_at, reason))
    return found


_bans = Memory(_unlifted_bans, topics=["writer.banned", "writer.unbanned"])


def _ban_reason(submission: Submission) -> str | None:
    keys = [key for key in (submission.writer_key, submission.address_key) if key]
    known = _bans() if is_hearing() else None
    if known is None:
        ban = active_bans(submission.at).filter(key__in=keys)
        return ban.values_list("reason", flat=True).first()
    for ends_at, reason in (one for key in keys for one in known.get(key, [])):
        if ends_at is None or ends_at > submission.at:
            return reason
    return None


def writer_records(keys: list[str]) -> dict[str, WriterRecord]:
    """Return the records of these writers by key; writers without one are left out. One query."""
    return {record.key: record for record in WriterRecord.objects.filter(key__in=keys)}


def decisions_about(subject: str) -> QuerySet[Decision]:
    """Return the audit log of one subject (`comment:12`, `guest:5`), newest first."""
    return Decision.objects.filter(subject=subject).select_related("by")


def _recent_attempts(submission: Submission) -> tuple[int, int]:
    # Written out: it is asked for each comment, and composing it takes Django six times as long as
    # the rest. NULL is nobody's key, and nobody has none in common with others.
    writer, address = submission.writer_key or None, submission.address_key or None
    since = connection.ops.adapt_datetimefield_value(submission.at - RATE_WINDOW)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(CASE WHEN writer_key = %s THEN 1 END),"
            " count(CASE WHEN address_key = %s THEN 1 END)"
            " FROM moderation_attempt WHERE (writer_key = %s OR address_key = %s) AND at > %s",
            [writer, address, writer, address, since],
        )
        by_writer, by_address = cursor.fetchone()
    return by_writer, by_address
