"""Every change to what judgement remembers."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from addyours.accounts.models import User
from addyours.moderation.errors import BanRefused
from addyours.moderation.models import Attempt, Ban, Decision, Policy, WriterRecord
from addyours.moderation.queries import RATE_WINDOW, active_bans
from addyours.outbox.record import record


def save_policy(policy: Policy, *, by: User | None) -> None:
    """Save the site's rules for new comments, and who changed them."""
    with transaction.atomic():
        policy.pk = 1
        policy.save()
        log_decision(subject="policy", verb="policy", by=by)
        record("policy.changed", keys=["site"])


def ban(
    key: str,
    *,
    by: User | None,
    reason: str = "",
    lasts: timedelta | None = None,
    now: datetime | None = None,
) -> Ban:
    """Ban a writer (`guest:12`, `user:5`) or an address (`address:…`), for good or for `lasts`.

    Raises BanRefused for an empty key and for what is banned already.
    """
    now = now or timezone.now()
    if not key:
        raise BanRefused("nobody", _("There is nobody to ban: the writer is not known."))
    with transaction.atomic():
        if active_bans(now).filter(key=key).exists():
            raise BanRefused("banned", _("This writer is banned already."))
        made = Ban.objects.create(
            key=key,
            reason=reason,
            created_by=by,
            created_at=now,
            ends_at=now + lasts if lasts else None,
        )
        log_decision(subject=key, verb="ban", by=by, reason=reason, writer_key=key)
        record("writer.banned", keys=[key], ban=made.pk)
    return made


def lift_ban(key: str, *, by: User | None, reason: str = "", now: datetime | None = None) -> None:
    """Lift every ban in force on a writer or address. Raises BanRefused when there is none."""
    now = now or timezone.now()
    with transaction.atomic():
        if not active_bans(now).filter(key=key).update(lifted_at=now):
            raise BanRefused("not_banned", _("This writer is not banned."))
        log_decision(subject=key, verb="lift_ban", by=by, reason=reason, writer_key=key)
        record("writer.unbanned", keys=[key])


def note_attempt(*, writer_key: str, address_key: str, at: datetime) -> None:
    """Count one try to post, inside the caller's transaction; what is tried is told by the caller."""
    Attempt.objects.create(writer_key=writer_key, address_key=address_key, at=at)


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
    columns = {"published": "accepted", "rejected": "rejected", "spam": "spam"}
    changes = {}
    for state, step in ((states[0], -1), (states[1], 1)):
        if column := columns.get(state):
            changes[column] = F(column) + step
    if not writer_key or not changes or states[0] == states[1]:
        return
    known = WriterRecord.objects.filter(key=writer_key)
    if not known.update(**changes) and states[1] in columns:
        # Two first comments of one writer at once: the second finds the row the first has made.
        WriterRecord.objects.get_or_create(key=writer_key)
        column = columns[states[1]]
        known.update(**{column: F(column) + 1})
