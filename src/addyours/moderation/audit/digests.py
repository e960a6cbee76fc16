"""What a row of the audit log is digested from: the same on every machine, and named by a version."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.conf import settings

from addyours.moderation.audit.models import PERSONS

VERSION = 1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_dump = json.JSONEncoder(separators=(",", ":")).encode


class Row(NamedTuple):
    """The columns of a decision that the chain knows, in the order they are read in."""

    link: int
    id: int
    at: datetime
    verb: str
    from_state: str
    to_state: str
    subject: str
    reason: str
    writer_key: str
    by_id: int | None
    by_name: str
    by_number: int | None
    waited: int | None
    before: bytes | None
    digest: bytes | None
    writer_salt: bytes | None
    writer_digest: bytes | None
    by_salt: bytes | None
    by_digest: bytes | None


def is_person(subject: str) -> bool:
    """Tell whether a subject names somebody, or is the mark of somebody who was erased."""
    return subject.partition(":")[0] in PERSONS


def has_personal_reason(row: Row) -> bool:
    """Tell whether its reason may name somebody: not what the site says of a comment by itself."""
    return row.by_digest is not None or is_person(row.subject)


def writer_digest(row: Row) -> bytes | None:
    """Return the digest of what names the writer, by its salt; None when nothing does."""
    subject = row.subject if is_person(row.subject) else ""
    reason = row.reason if has_personal_reason(row) else ""
    if not (subject or row.writer_key or reason):
        return None
    return _salted(row.writer_salt, [subject, row.writer_key, reason])


def by_digest(row: Row) -> bytes | None:
    """Return the digest of who decided, by its salt; None for the site itself."""
    if row.by_number is None and not row.by_name:
        return None
    return _salted(row.by_salt, [row.by_number, row.by_name])


def row_digest(row: Row) -> bytes:
    """Return the digest of a row: SHA-256 of its facts, of the row before and of both digests above, as JSON."""
    facts = [
        VERSION,
        row.link,
        row.id,
        # Microseconds since 1970.
        (row.at - _EPOCH) // _MICROSECOND,
        row.verb,
        row.from_state,
        row.to_state,
        "" if is_person(row.subject) else row.subject,
        "" if has_personal_reason(row) else row.reason,
        row.waited,
        _hex(row.writer_digest),
        _hex(row.by_digest),
        _hex(row.before),
    ]
    return hashlib.sha256(_dump(facts).encode()).digest()


def signature(number: int, digest: bytes) -> str:
    """Return what only this site says of the head of its chain."""
    said = f"addyours.audit:{VERSION}:{number}:{digest.hex()}"
    return hmac.digest(settings.SECRET_KEY.encode(), said.encode(), "sha256").hex()


def _salted(salt: bytes | None, parts: list[object]) -> bytes:
    return hashlib.sha256(bytes(salt or b"") + _dump(parts).encode()).digest()


def _hex(value: bytes | None) -> str:
    return "" if value is None else value.hex()
