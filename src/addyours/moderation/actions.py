"""Every change to what judgement remembers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import connection, transaction
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat

from addyours.accounts.models import User
from addyours.conf import current
from addyours.moderation.models import (
    Attempt,
    Decision,
    Policy,
    RejectionReason,
    Report,
    Sanction,
    WriterRecord,
)
from addyours.moderation.queries import RATE_WINDOW
from addyours.moderation.rejection import named_before
from addyours.moderation.submission import Submission
from addyours.outbox.record import record
from addyours.outbox.rows import insert_new


def save_rejection_reasons(reasons: Sequence[RejectionReason], *, by: User | None) -> None:
    """Make these the reasons comments are rejected for, in this order; all others are gone.

    What was told to writers stays as it was, and so does the audit log: what a reason was called
    before is kept with it, so that it is counted as the same.
    """
    with transaction.atomic():
        known = {one.code: one for one in RejectionReason.objects.select_for_update()}
        RejectionReason.objects.exclude(code__in=[one.code for one in reasons]).delete()
        for place, one in enumerate(reasons, 1):
            values = {"title": one.title, "words": one.words, "place": place}
            if (kept := known.get(one.code)) is not None:
                before, kept.title = kept.title, one.title
                values["former"] = named_before(kept, before=before)
            RejectionReason.objects.update_or_create(code=one.code, defaults=values)
        log_decision(subject="reasons", verb="reasons", by=by)
        record("reasons.changed", keys=[])


def save_policy(policy: Policy, *, by: User | None) -> None:
    """Save the site's rules for new comments, and who changed them."""
    with transaction.atomic():
        policy.pk = 1
        policy.save()
        log_decision(subject="policy", verb="policy", by=by)
        record("policy.changed", keys=["site"])


def note_attempts(tried: Sequence[Submission]) -> None:
    """Count tries to post, inside the caller's transaction; what is tried is told by the caller."""
    if current().rate_limits:
        insert_new(
            [
                Attempt(writer_key=one.writer_key, address_key=one.address_key, at=one.at)
                for one in tried
            ]
        )


def forget_attempts(*, now: datetime) -> int:
    """Remove the attempts that no rate limit looks back to; return how many. Shown nowhere: no outbox row."""
    return Attempt.objects.filter(at__lt=now - RATE_WINDOW).delete()[0]


def log_decision(
    *,
    subject: str,
    verb: str,
    by: User | None,
    reason: str = "",
    states: tuple[str, str] = ("", ""),
    writer_key: str = "",
) -> Decision:
    """Append a row to the audit log, inside the transaction of what was decided.

    `states` are the state before and after. `by` is None for what the site did by itself.
    """
    return Decision.objects.create(
        subject=subject,
        verb=verb,
        from_state=states[0],
        to_state=states[1],
        reason=reason[:500],
        by=by,
        by_name=by.name if by else "",
        writer_key=writer_key,
    )


def count_outcome(writer_key: str, *, states: tuple[str, str]) -> None:
    """Move one comment of a writer from one outcome to another in their record.

    Joins the caller's transaction. States other than published, rejected and spam count nowhere.
    """
    before, after = (_COLUMNS.get(state) for state in states)
    if not writer_key or before == after:
        return
    if before:
        steps = {before: F(before) - 1} | ({after: F(after) + 1} if after else {})
        if WriterRecord.objects.filter(key=writer_key).update(**steps):
            return
    if after:
        _count_up({(writer_key, after): 1})


def count_new(written: Iterable[tuple[str, str]]) -> None:
    """Count new comments in the records of their writers, each by its writer and state. One query.

    Joins the caller's transaction.
    """
    _count_up(
        Counter(
            (writer_key, _COLUMNS[state])
            for writer_key, state in written
            if writer_key and state in _COLUMNS
        )
    )


def count_reports(reporter_key: str, column: str, *, step: int) -> None:
    """Count that a moderator agreed with a reader's report (`upheld`) or did not (`dismissed`); or take it back.

    Joins the caller's transaction.
    """
    if step > 0:
        _count_up({(reporter_key, column): 1})
    else:
        known = WriterRecord.objects.filter(key=reporter_key, **{f"{column}__gt": 0})
        known.update(**{column: F(column) - 1})


def move_outcomes(outcomes: Mapping[tuple[str, str], int], *, to: str) -> None:
    """Count comments for another writer: `outcomes` are their numbers by former writer and state.

    Joins the caller's transaction.
    """
    for (writer_key, state), number in sorted(outcomes.items()):
        for _step in range(number):
            count_outcome(writer_key, states=(state, ""))
            count_outcome(to, states=("", state))


def forget_writer(keys: Sequence[str], *, mark: str, emails: Sequence[str] = ()) -> None:
    """Take a person out of what judgement remembers; `mark` stands in the audit log in their place.

    What was decided stays, and so do sanctions on network addresses. `emails` are the addresses by
    which reports of theirs are known, whoever they were then.
    """
    with transaction.atomic():
        for key in keys:
            Decision.objects.anonymise(key, mark=mark)
        WriterRecord.objects.filter(key__in=keys).delete()
        Sanction.objects.filter(key__in=keys).update(key=mark, reason="")
        nobody = {"address_key": "", "text": "", "name": "", "email": ""}
        Report.objects.filter(email__in=emails).update(**nobody)
        # Not the same for several: one reader has one report about a comment.
        marked = Concat(Value(f"{mark}:"), Cast("pk", CharField()))
        Report.objects.filter(reporter_key__in=keys).update(reporter_key=marked, **nobody)
        Attempt.objects.filter(writer_key__in=keys).delete()
        record("writer.forgotten", keys=[])


_COLUMNS = {"published": "accepted", "rejected": "rejected", "spam": "spam"}
"""Where comments of a state are counted."""
_COUNTED = ("accepted", "rejected", "spam", "upheld", "dismissed")


def _count_up(steps: Mapping[tuple[str, str], int]) -> None:
    """Add to columns of writers' records, made now where there are none, in one statement.

    `steps` are numbers by writer and column, one of _COUNTED. Django's own way takes six statements
    for a writer's first comment, which is what most guests write.
    """
    rows: dict[str, list[int]] = {}
    for (writer_key, column), step in sorted(steps.items()):
        rows.setdefault(writer_key, [0] * len(_COUNTED))[_COUNTED.index(column)] += step
    if not rows:
        return
    marks = ", ".join(["(%s, %s, %s, %s, %s, %s)"] * len(rows))
    values: list[str | int] = []
    for key, counts in rows.items():
        values += [key, *counts]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO moderation_writerrecord AS known"  # noqa: S608
            f" (key, accepted, rejected, spam, upheld, dismissed) VALUES {marks}"
            " ON CONFLICT (key) DO UPDATE SET accepted = known.accepted + excluded.accepted,"
            " rejected = known.rejected + excluded.rejected, spam = known.spam + excluded.spam,"
            " upheld = known.upheld + excluded.upheld,"
            " dismissed = known.dismissed + excluded.dismissed",
            values,
        )
