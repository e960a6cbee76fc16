"""Reads times as other systems write them, and refuses those that can't be right."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_TOO_LATE = timedelta(days=2)
# As Go prints times: "2021-10-28 20:50:15.123456789 +0800 CST m=+0.01".
_GO = re.compile(
    r"(\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d)?)(\.\d+)?\s*([+-]\d\d):?(\d\d)?(?:\s+[A-Z+-]\S*)*"
)
# As JavaScript does: "Wed Nov 03 2021 10:00:00 GMT+0800 (China Standard Time)".
_SCRIPT = re.compile(
    r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d\d) (\d{4}) (\d\d:\d\d:\d\d)(?: GMT([+-]\d{4})?.*)?"
)


def read_time(given: object) -> datetime | None:
    """Return a time in UTC, or None for what is none or lies before 1990 or in the future.

    Takes seconds and milliseconds since 1970, ISO 8601 and what Go, JavaScript and mail write. What
    names no zone is in UTC.
    """
    try:
        found = _number(given) if isinstance(given, int | float) else _words(str(given or ""))
        if found is None:
            return None
        found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, OSError):
        return None
    return found if _EARLIEST <= found <= datetime.now(UTC) + _TOO_LATE else None


def _number(given: float) -> datetime:
    return EPOCH + timedelta(seconds=given / 1000 if abs(given) > 1e11 else given)


def _words(text: str) -> datetime | None:
    text = text.strip()[:100]
    if not text:
        return None
    if re.fullmatch(r"\d{9,13}(?:\.\d+)?", text):
        return _number(float(text))
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    if found := _GO.fullmatch(text):
        zone = f"{found[3]}:{found[4] or '00'}"
        return datetime.fromisoformat(f"{found[1]}{(found[2] or '')[:7]}{zone}")
    if found := _SCRIPT.fullmatch(text):
        at = f"{found[2]} {found[1]} {found[3]} {found[4]} {found[5] or '+0000'}"
        return parsedate_to_datetime(at)
    return parsedate_to_datetime(text)
