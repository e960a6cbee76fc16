"""Imposing sanctions, lifting them, and a writer's word that a warning was read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from addyours.accounts.models import User
from addyours.moderation.actions import log_decision
from addyours.moderation.errors import SanctionRefused
from addyours.moderation.models import Sanction, SanctionKind
from addyours.moderation.sanctions.queries import in_force
from addyours.outbox.record import record


@dataclass(frozen=True, kw_only=True)
class Terms:
    """Why a sanction is imposed, and for how long; None is for good."""

    reason: str = ""
    lasts: timedelta | None = None
    label: str = ""
    """How a network was named by who shut it out."""


NO_TERMS = Terms()


def impose(
    kind: str, key: str, *, by: User | None, terms: Terms = NO_TERMS, now: datetime | None = None
) -> Sanction:
    """Put a writer, an address, a network or a mail domain under a sanction.

    Raises SanctionRefused for an empty key, for what is under the same sanction already, for a
    silence without an end, and for a warning that says nothing or that nobody can confirm.
    """
    now = now or timezone.now()
    kind = SanctionKind(kind)
    _check(kind, key, terms)
    with transaction.atomic():
        if in_force(now).filter(key=key, kind=kind).exists():
            raise SanctionRefused("again", _already(kind))
        made = Sanction.objects.create(
            kind=kind,
            key=key,
            label=terms.label,
            reason=terms.reason,
            created_by=by,
            created_at=now,
            ends_at=now + terms.lasts if terms.lasts else None,
        )
        log_decision(subject=key, verb=kind, by=by, reason=terms.reason, writer_key=key)
        record("writer.sanctioned", keys=[key], sanction=made.pk)
    return made


def lift(sanction: Sanction, *, by: User | None, now: datetime | None = None) -> None:
    """End a sanction before its time. Raises SanctionRefused when it is not in force any more."""
    now = now or timezone.now()
    with transaction.atomic():
        ended = in_force(now).filter(pk=sanction.pk).update(lifted_at=now, lifted_by=by)
        if not ended:
            raise SanctionRefused("over", _("This is not in force any more."))
        log_decision(
            subject=sanction.key, verb=f"lift_{sanction.kind}", by=by, writer_key=sanction.key
        )
        record("writer.unsanctioned", keys=[sanction.key], sanction=sanction.pk)


def heed_warning(number: int, *, writer_key: str, now: datetime) -> bool:
    """Note that a writer has read the warning of this number; False when it is not in force, or not theirs."""
    with transaction.atomic():
        own = in_force(now).filter(pk=number, key=writer_key, kind=SanctionKind.WARN)
        if not writer_key or not own.update(heeded_at=now):
            return False
        log_decision(subject=writer_key, verb="heed", by=None, writer_key=writer_key)
        record("warning.heeded", keys=[writer_key], sanction=number)
    return True


def _check(kind: SanctionKind, key: str, terms: Terms) -> None:
    if not key:
        raise SanctionRefused(
            "nobody", _("There is nobody to do this to: the writer is not known.")
        )
    if kind == SanctionKind.MUTE and terms.lasts is None:
        raise SanctionRefused("endless", _("A silence has an end. For good, choose a ban."))
    if kind == SanctionKind.WARN:
        if not key.startswith(("user:", "guest:")):
            raise SanctionRefused("nobody", _("Only a writer can be warned."))
        if not terms.reason:
            raise SanctionRefused("reason", _("A warning says what it is for."))


def _already(kind: SanctionKind) -> str:
    words = {
        SanctionKind.REVIEW: _("Everything of this writer is looked at first already."),
        SanctionKind.WARN: _("This writer has a warning that is not confirmed yet."),
        SanctionKind.MUTE: _("This writer is silenced already."),
        SanctionKind.BAN: _("This writer is banned already."),
    }
    return words[kind]
