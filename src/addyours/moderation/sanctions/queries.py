"""Who is under a sanction: remembered by each process, since it is asked of every comment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from addyours.accounts.addresses import domain_keys
from addyours.moderation.models import Sanction, SanctionKind
from addyours.outbox.memory import Memory, is_hearing

MOST_REMEMBERED = 5_000
"""So many are remembered; where there are more, the database is asked."""


@dataclass(frozen=True, slots=True)
class Restraint:
    """One sanction, as judgement needs to know it."""

    number: int
    kind: str
    ends_at: datetime | None
    reason: str

    @property
    def warning(self) -> str:
        """What its writer reads, of a warning."""
        return gettext("A moderator has warned you: %s") % self.reason


def in_force(now: datetime) -> QuerySet[Sanction]:
    """Return the sanctions in force at `now`."""
    is_running = Q(ends_at=None) | Q(ends_at__gt=now)
    return Sanction.objects.filter(is_running, lifted_at=None, heeded_at=None)


def restraints_on(keys: Iterable[str], *, at: datetime) -> tuple[Restraint, ...]:
    """Return the sanctions in force on any of a sender's keys. One query where they aren't remembered."""
    keys = [key for key in keys if key]
    remembered = _remembered() if is_hearing() else None
    if remembered is None:
        rows = in_force(at).filter(key__in=keys).order_by("pk")
        return tuple(Restraint(*row) for row in rows.values_list(*_COLUMNS))
    found = (one for key in keys for one in remembered.by_key.get(key, ()))
    return tuple(one for one in found if one.ends_at is None or one.ends_at > at)


def networks_restrained() -> frozenset[str] | None:
    """Return of which kind the networks under sanctions are, as `range4:16`: a sender need not be known
    by others. None where that isn't remembered.
    """
    remembered = _remembered() if is_hearing() else None
    return remembered.networks if remembered else None


def is_banned(keys: Iterable[str], *, at: datetime) -> bool:
    """Tell whether a sender is banned by any of these keys."""
    return any(one.kind == SanctionKind.BAN for one in restraints_on(keys, at=at))


def warnings_on(key: str, *, at: datetime) -> tuple[Restraint, ...]:
    """Return the warnings that a writer has not confirmed yet. One query where they aren't remembered."""
    return tuple(one for one in restraints_on((key,), at=at) if one.kind == SanctionKind.WARN)


def warnings_to_mail(*, before: datetime, limit: int) -> list[int]:
    """Return the warnings of accounts from before a time that are in force and were not mailed. One query."""
    due = in_force(timezone.now()).filter(
        kind=SanctionKind.WARN, key__startswith="user:", mailed_at=None, created_at__lte=before
    )
    return list(due.order_by("pk").values_list("pk", flat=True)[:limit])


def is_domain_banned(email: str) -> bool:
    """Tell whether the domain of a mail address, or one above it, is banned now."""
    return is_banned(domain_keys(email), at=timezone.now())


_COLUMNS = ("pk", "kind", "ends_at", "reason")


@dataclass(frozen=True)
class _Unlifted:
    """The sanctions that nobody has lifted."""

    by_key: dict[str, list[Restraint]]
    networks: frozenset[str]
    """The beginnings of keys of networks among them, as `range4:16`."""


def _unlifted() -> _Unlifted | None:
    """Return the sanctions that nobody has lifted; None when there are too many."""
    rows = Sanction.objects.filter(lifted_at=None, heeded_at=None).order_by("pk")
    values = list(rows.values_list("key", *_COLUMNS)[: MOST_REMEMBERED + 1])
    if len(values) > MOST_REMEMBERED:
        return None
    found: dict[str, list[Restraint]] = {}
    for key, *rest in values:
        found.setdefault(key, []).append(Restraint(*rest))
    networks = frozenset(key.rpartition(":")[0] for key in found if key.startswith("range"))
    return _Unlifted(found, networks)


_remembered = Memory(
    _unlifted,
    topics=["writer.sanctioned", "writer.unsanctioned", "writer.forgotten", "warning.heeded"],
)
