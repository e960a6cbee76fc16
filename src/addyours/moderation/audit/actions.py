"""Puts decisions into the chain, a moment after they were made."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence

from django.db import connection, transaction
from django.utils import timezone

from addyours.moderation.actions import log_decision
from addyours.moderation.audit.digests import (
    Row,
    by_digest,
    row_digest,
    signature,
    writer_digest,
)
from addyours.moderation.audit.errors import LogBroken
from addyours.moderation.audit.models import Decision, LogHead
from addyours.moderation.audit.queries import head_problem
from addyours.outbox.record import record

AT_ONCE = 100
"""Rows that one transaction chains: who posts waits for it some milliseconds."""
SALT = 16
"""Bytes."""


def chain_decisions(*, most: int = AT_ONCE) -> int:
    """Put decisions that are in no chain yet behind its end, in the order of their ids; return how many.

    Only who chains takes the lock on the chain's head. On PostgreSQL a row may become visible later
    than one with a higher id: then it stands behind that one. Raises LogBroken where the end of the
    chain is not what was signed last: putting rows behind it would hide that.
    """
    if not Decision.objects.filter(link=None).exists():
        return 0
    with transaction.atomic():
        LogHead.objects.get_or_create(pk=1, defaults={"signature": signature(0, b"")})
        head = LogHead.objects.select_for_update().get(pk=1)
        if (problem := head_problem(head)) is not None:
            raise LogBroken(problem)
        # Locked, so that nobody is erased from a row between its reading and its writing.
        found = Decision.objects.select_for_update().filter(link=None).order_by("pk")[:most]
        rows = list(found)
        digest = bytes(head.digest)
        chained: list[Row] = []
        for decision, waited in zip(rows, _waits(rows), strict=True):
            row = _row(decision, waited, (head.number + len(chained) + 1, digest))
            digest = bytes(row.digest or b"")
            chained.append(row)
        _fill(chained)
        head.number += len(chained)
        head.digest, head.signature = digest, signature(head.number, digest)
        head.at = timezone.now()
        head.save()
        record("log.chained", keys=[], until=head.number)
    return len(chained)


def sign_head(*, because: str = "") -> LogHead:
    """Sign the last row there is as the end of the chain, whatever was signed before.

    For rows that came from another site, and for an owner who knows why the end is another one, such
    as a new secret key. `because` says so in the log itself.
    """
    with transaction.atomic():
        if because:
            log_decision(subject="log", verb="sign_log", by=None, reason=because)
        last = Decision.objects.filter(link__isnull=False).order_by("-link").first()
        number, digest = (last.link or 0, bytes(last.digest or b"")) if last else (0, b"")
        head = LogHead(pk=1, number=number, digest=digest, signature=signature(number, digest))
        head.save()
        record("log.signed", keys=[], until=number)
    return head


def _row(decision: Decision, waited: int | None, place: tuple[int, bytes]) -> Row:
    """Return a decision as it stands in the chain, at its place: its number and the digest before."""
    names_somebody = decision.by_id is not None or decision.by_name != ""
    row = Row(
        link=place[0],
        id=decision.pk,
        at=decision.at,
        verb=decision.verb,
        from_state=decision.from_state,
        to_state=decision.to_state,
        subject=decision.subject,
        reason=decision.reason,
        writer_key=decision.writer_key,
        by_id=decision.by_id,
        by_name=decision.by_name,
        by_number=decision.by_id,
        waited=waited,
        before=place[1],
        digest=None,
        writer_salt=secrets.token_bytes(SALT),
        writer_digest=None,
        by_salt=secrets.token_bytes(SALT) if names_somebody else None,
        by_digest=None,
    )
    row = row._replace(by_digest=by_digest(row))
    row = row._replace(writer_digest=writer_digest(row))
    if row.writer_digest is None:
        row = row._replace(writer_salt=None)
    return row._replace(digest=row_digest(row))


def _waits(rows: Sequence[Decision]) -> list[int | None]:
    """Return for each decision how long its comment had waited, if a person decided about a held one. One query."""
    subjects = {row.subject for row in rows if _ends_a_wait(row)}
    earlier: dict[str, list[Decision]] = {}
    about = Decision.objects.filter(subject__in=subjects).exclude(to_state="")
    for one in about.order_by("pk").only("subject", "verb", "at") if subjects else ():
        earlier.setdefault(one.subject, []).append(one)
    return [_wait(row, earlier.get(row.subject, ())) for row in rows]


def _ends_a_wait(row: Decision) -> bool:
    return row.from_state == "pending" and row.by_name != ""


def _wait(row: Decision, about: Iterable[Decision]) -> int | None:
    if not _ends_a_wait(row):
        return None
    before = [one for one in about if one.pk < row.pk]
    if not before or before[-1].verb != "hold":
        return None
    return max(0, int((row.at - before[-1].at).total_seconds()))


def _fill(rows: Iterable[Row]) -> None:
    # Written out: the model refuses every change, and one by one they would take ten times as long.
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE moderation_decision SET link = %s, before = %s, digest = %s, writer_salt = %s,"
            " writer_digest = %s, by_salt = %s, by_digest = %s, by_number = %s, waited = %s"
            " WHERE id = %s",
            [
                (
                    row.link,
                    row.before,
                    row.digest,
                    row.writer_salt,
                    row.writer_digest,
                    row.by_salt,
                    row.by_digest,
                    row.by_number,
                    row.waited,
                    row.id,
                )
                for row in rows
            ],
        )
