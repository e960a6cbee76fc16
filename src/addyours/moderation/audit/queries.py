"""Reads the chain of the audit log, and finds the first row in it that is not as it was."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.utils import timezone

from addyours.moderation.audit.digests import (
    Row,
    by_digest,
    has_personal_reason,
    is_person,
    row_digest,
    signature,
    writer_digest,
)
from addyours.moderation.audit.models import ERASED, Decision, LogHead

_PAGE = 5_000
LATE = timedelta(minutes=10)
"""A decision that is in no chain after so long is worth telling of."""


class Problem(StrEnum):
    """What may be wrong with the chain."""

    CHANGED = "changed"
    """A row is not as it was when it was chained."""
    MISSING = "missing"
    """Rows before this one were taken out."""
    CUT_OFF = "cut off"
    """Rows behind the last one were taken out, or added."""
    NOT_SIGNED = "not signed"
    """What is said of the chain's end is not signed by this site's secret key."""
    NOT_CHAINED = "not chained"
    """Decisions have waited too long to be chained."""


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What a look at the whole chain found."""

    rows: int
    """Of the chain, up to the first that is wrong."""
    erased: int
    """Rows in which a mark stands for somebody who was erased."""
    waiting: int
    """Decisions that are not chained yet."""
    head: str
    """The digest of the last row, in hexadecimal digits: keep it elsewhere to compare."""
    problem: Problem | None = None
    decision: int | None = None
    """The id of the first row that is wrong, where there is one."""


def head() -> LogHead:
    """Return the signed end of the chain; before the first row an unsaved one. One query."""
    return LogHead.objects.filter(pk=1).first() or LogHead(pk=1, signature=signature(0, b""))


def head_problem(head: LogHead) -> Problem | None:
    """Return what is wrong with the end of the chain: the signature, or the last row. One query."""
    if not _is_signed(head):
        return Problem.NOT_SIGNED
    last = Decision.objects.filter(link__isnull=False).order_by("-link")
    number, digest = last.values_list("link", "digest").first() or (0, b"")
    return (
        None
        if (number, bytes(digest or b"")) == (head.number, bytes(head.digest))
        else Problem.CUT_OFF
    )


def check_chain() -> Checked:
    """Read the whole chain in pages and digest it anew. Stops at the first row that is wrong."""
    end = head()
    waiting = Decision.objects.filter(link=None).count()

    def checked(problem: Problem | None, decision: int | None) -> Checked:
        return Checked(
            rows=rows,
            erased=erased,
            waiting=waiting,
            head=end.hex,
            problem=problem,
            decision=decision,
        )

    rows = erased = 0
    before = b""
    for row in _rows(until=end.number):
        if not _is_right(row, rows + 1, before):
            is_there = row.link == rows + 1
            return checked(Problem.CHANGED if is_there else Problem.MISSING, row.id)
        rows += 1
        before = bytes(row.digest or b"")
        erased += _is_erased(row)
    is_whole = (rows, before) == (end.number, bytes(end.digest))
    return checked(*(_problem_of_end(end) if is_whole else (Problem.CUT_OFF, None)))


def _problem_of_end(end: LogHead) -> tuple[Problem | None, int | None]:
    """Return what is wrong with the signature, behind the end, or with what is not chained yet."""
    if not _is_signed(end):
        return Problem.NOT_SIGNED, None
    # In this order: the worker goes on meanwhile, and writes rows and head at once.
    last = Decision.objects.filter(link__isnull=False).order_by("-link").first()
    if last is not None and (last.link or 0) > head().number:
        return Problem.CUT_OFF, last.pk
    late = Decision.objects.filter(link=None, at__lt=timezone.now() - LATE).order_by("pk").first()
    return (Problem.NOT_CHAINED, late.pk) if late is not None else (None, None)


def _rows(*, until: int) -> Iterator[Row]:
    """Yield the chain up to a place, a page at a time: nobody waits, however long it is."""
    after = 0
    while after < until:
        page = Decision.objects.filter(link__gt=after, link__lte=until).order_by("link")
        found = [Row._make(values) for values in page.values_list(*Row._fields)[:_PAGE]]
        if not found:
            return
        yield from found
        after = found[-1].link


def _is_right(row: Row, place: int, before: bytes) -> bool:
    return (
        row.link == place
        and row.before == before
        and row_digest(row) == row.digest
        and _is_writer_right(row)
        and _is_decider_right(row)
    )


def _is_writer_right(row: Row) -> bool:
    if row.writer_digest is None or row.writer_salt is not None:
        return writer_digest(row) == row.writer_digest
    # Erased: nothing but marks may stand there.
    named = [key for key in (row.writer_key, row.subject) if is_person(key)]
    is_marked = all(key.startswith((ERASED, "address:")) for key in named)
    return is_marked and bool(named) and not (has_personal_reason(row) and row.reason)


def _is_decider_right(row: Row) -> bool:
    if row.by_digest is not None and row.by_salt is None:
        return row.by_name.startswith(ERASED) and row.by_number is None and row.by_id is None
    return by_digest(row) == row.by_digest and row.by_id in (None, row.by_number)


def _is_signed(end: LogHead) -> bool:
    return hmac.compare_digest(end.signature, signature(end.number, bytes(end.digest)))


def _is_erased(row: Row) -> bool:
    writer = row.writer_digest is not None and row.writer_salt is None
    return writer or (row.by_digest is not None and row.by_salt is None)
