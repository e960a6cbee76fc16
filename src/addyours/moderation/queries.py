"""What judgement knows: the policy, records, sanctions, and how much was tried of late."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
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


class Tries:
    """How often senders have tried to post of late: what was noted, and what this transaction will note."""

    def __init__(self, noted: Mapping[str, int]) -> None:
        self._by_key = Counter(noted)

    def add(self, submission: Submission) -> None:
        """Count one more."""
        self._by_key.update([submission.writer_key, submission.address_key])

    def known_with(self, known: Knowledge, submission: Submission) -> Knowledge:
        """Add the tries of a submission's sender to what is known; nobody has none in common with others."""
        by_writer = self._by_key[submission.writer_key] if submission.writer_key else 0
        by_address = self._by_key[submission.address_key] if submission.address_key else 0
        if not (by_writer or by_address):
            return known
        return replace(known, recent_by_writer=by_writer, recent_by_address=by_address)


def recent_tries(submissions: Sequence[Submission]) -> Tries:
    """Return how often the senders of these submissions have tried to post of late.

    To be asked inside the transaction that notes these tries. One query, none where there are no limits.
    """
    writers = {one.writer_key for one in submissions if one.writer_key}
    addresses = {one.address_key for one in submissions if one.address_key}
    if not current().rate_limits or not (writers or addresses):
        return Tries({})
    since = connection.ops.adapt_datetimefield_value(
        max(one.at for one in submissions) - RATE_WINDOW
    )
    # Written out: it is asked for each comment, and composing it takes Django six times as long.
    parts, values = [], []
    for column, keys in (("writer_key", writers), ("address_key", addresses)):
        if keys:
            marks = ", ".join(["%s"] * len(keys))
            parts.append(
                f"SELECT {column}, count(*) FROM moderation_attempt"  # noqa: S608
                f" WHERE {column} IN ({marks}) AND at > %s GROUP BY {column}"
            )
            values += [*keys, since]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        return Tries(dict(cursor.fetchall()))


def writer_records(keys: list[str]) -> dict[str, WriterRecord]:
    """Return the records of these writers by key; writers without one are left out. One query."""
    return {record.key: record for record in WriterRecord.objects.filter(key__in=keys)}


def decisions_about(subject: str) -> QuerySet[Decision]:
    """Return the audit log of one subject (`comment:12`, `guest:5`), newest first."""
    return Decision.objects.filter(subject=subject).select_related("by")
