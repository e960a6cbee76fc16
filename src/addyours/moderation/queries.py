"""What judgement knows: the policy, records, sanctions, and how much was tried of late."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from django.db import connection
from django.db.models import QuerySet

from addyours.conf import current
from addyours.moderation.models import Decision, Hold, Policy, WriterRecord
from addyours.moderation.sanctions.queries import Restraint, restraints_on
from addyours.moderation.scorer.assessing import Assessment, assess
from addyours.moderation.submission import Submission
from addyours.moderation.trust import Level, level_at, points_of
from addyours.moderation.words import queries as words
from addyours.moderation.words.matching import NOTHING, Findings
from addyours.outbox.memory import Memory

RATE_WINDOW = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class Knowledge:
    """Everything the screens may look at besides the submission itself."""

    policy: Policy
    accepted: int
    """Comments of this writer that were accepted before."""
    recent_by_writer: int
    recent_by_address: int
    points: int = 0
    """What this writer's comments have gathered: see `trust`."""
    restraints: tuple[Restraint, ...] = ()
    """The sanctions this sender is under."""
    assessment: Assessment | None = None
    """What the scorer makes of it; None for staff."""
    words: Findings = NOTHING
    """What the word rules find in it."""

    @property
    def level(self) -> Level:
        """How far the writer is trusted."""
        return level_at(self.points, self.policy)


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
        recent_by_writer=0,
        recent_by_address=0,
        points=points_of(record),
        restraints=restraints_on(submission.sender_keys, at=submission.at),
        assessment=assessment,
        words=words.findings(submission),
    )


def with_attempts(known: Knowledge, submission: Submission) -> Knowledge:
    """Add how often the sender has tried of late, inside the transaction that notes this try. One query."""
    if not current().rate_limits:
        return known
    by_writer, by_address = _recent_attempts(submission)
    return replace(known, recent_by_writer=by_writer, recent_by_address=by_address)


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
