"""How a value of SQLite becomes one of PostgreSQL, and by what bytes the two are compared."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from ipaddress import ip_address
from typing import Any
from uuid import UUID

REPLACEMENT = "\ufffd"
"""Stands for each sign that PostgreSQL's texts can't hold, as it does for bytes that are no text."""
# NUL; lone surrogates, as which bytes that are no UTF-8 are read.
_UNFIT_SIGNS = re.compile("[\0\ud800-\udfff]")
_UNFIT_ESCAPES = re.compile(r"\\u(0000|[dD][89a-fA-F])")
_DIGEST = 16
"""Bytes of a row's hash."""


class Unfit(Exception):
    """A value PostgreSQL's column can't hold; the message says why."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column as PostgreSQL has it."""

    name: str
    type: str
    """As information_schema calls it."""
    most: int | None = None
    """Characters; None for no limit."""


class Reader:
    """Makes rows fit for PostgreSQL, and notes which values had to be altered for that."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.altered: list[str] = []
        """Names of the columns altered in the row read last."""
        self._columns = [(column, self._converter(column)) for column in columns]

    def read(self, row: Sequence[Any]) -> list[Any]:
        """Return a row of SQLite as PostgreSQL takes it. Raises Unfit with column and reason."""
        self.altered = []
        found = []
        for value, (column, convert) in zip(row, self._columns, strict=True):
            try:
                found.append(None if value is None else convert(value))
            except (Unfit, ValueError, TypeError, ArithmeticError, InvalidOperation) as error:
                reason = error if isinstance(error, Unfit) else f"{value!r:.60} is no {column.type}"
                raise Unfit(f"{column.name}: {reason}") from error
        return found

    def _converter(self, column: Column) -> Callable[[Any], Any]:
        if column.type in ("text", "character varying"):
            return lambda value: self._text(value, column)
        if column.type == "jsonb":
            return lambda value: self._json(value, column)
        try:
            return _CONVERTERS[column.type]
        except KeyError:
            raise Unfit(f"{column.name}: columns of type {column.type} are not known") from None

    def _text(self, value: Any, column: Column) -> str:
        if not isinstance(value, str):
            raise Unfit(f"{value!r:.60} is no text")
        if _UNFIT_SIGNS.search(value):
            self.altered.append(column.name)
            value = _UNFIT_SIGNS.sub(REPLACEMENT, value)
        if column.most is not None and len(value) > column.most:
            raise Unfit(f"{len(value)} characters, and {column.most} are allowed")
        return value

    def _json(self, value: Any, column: Column) -> str:
        text = str(value)
        if not (_UNFIT_ESCAPES.search(text) or _UNFIT_SIGNS.search(text)):
            return text
        before = json.loads(text)
        after = _without_unfit_signs(before)
        if after != before:
            self.altered.append(column.name)
        return json.dumps(after, ensure_ascii=False)


class Checksum:
    """A checksum over the rows of a table that does not depend on their order."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.rows = 0
        self._sum = 0
        self._is_json = [column.type == "jsonb" for column in columns]

    def add(self, row: Iterable[Any]) -> None:
        """Count a row in: as Reader gave it, or as PostgreSQL did, JSON as text."""
        digest = hashlib.blake2b(digest_size=_DIGEST)
        for value, is_json in zip(row, self._is_json, strict=True):
            data = _canonical_json(value) if is_json and value is not None else canonical(value)
            digest.update(len(data).to_bytes(8, "big"))
            digest.update(data)
        self._sum = (self._sum + int.from_bytes(digest.digest(), "big")) % (1 << 8 * _DIGEST)
        self.rows += 1

    def __str__(self) -> str:
        return f"{self._sum:0{2 * _DIGEST}x}"


def canonical(value: Any) -> bytes:
    """Return the bytes that stand for a value, the same whichever database it came from."""
    match value:
        case None:
            return b""
        case str():
            return b"s" + value.encode()
        case bool():
            return b"b1" if value else b"b0"
        case int():
            return b"i%d" % value
        case datetime():
            return b"d" + value.astimezone(UTC).isoformat().encode()
        case bytes() | memoryview() | bytearray():
            return b"x" + bytes(value)
        case Decimal():
            return b"n" + str(value.normalize() + 0).encode()
        case float():
            return b"f" + repr(value).encode()
        case date() | time():
            return b"d" + value.isoformat().encode()
        case _:
            return b"o" + str(value).encode()


def _canonical_json(text: str) -> bytes:
    """Return JSON with sorted keys and plain numbers: PostgreSQL keeps neither order nor spelling."""
    value = json.loads(text, parse_float=_number, parse_int=_number)
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def _number(text: str) -> list[str]:
    # A list, so that the number 1 and the text "1" differ.
    return ["number", str(Decimal(text).normalize() + 0)]


def _without_unfit_signs(value: Any) -> Any:
    if isinstance(value, str):
        return _UNFIT_SIGNS.sub(REPLACEMENT, value)
    if isinstance(value, list):
        return [_without_unfit_signs(item) for item in value]
    if isinstance(value, dict):
        return {_without_unfit_signs(key): _without_unfit_signs(one) for key, one in value.items()}
    return value


def _whole_number(bits: int) -> Callable[[Any], int]:
    limit = 1 << bits - 1

    def convert(value: Any) -> int:
        if not isinstance(value, int):
            raise Unfit(f"{value!r:.60} is no whole number")
        if not -limit <= value < limit:
            raise Unfit(f"{value} is too great a number")
        return value

    return convert


def _boolean(value: Any) -> bool:
    if value not in (0, 1):
        raise Unfit(f"{value!r:.60} is neither true nor false")
    return bool(value)


def _moment(value: str) -> datetime:
    found = datetime.fromisoformat(value)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


_CONVERTERS: dict[str, Callable[[Any], Any]] = {
    "boolean": _boolean,
    "smallint": _whole_number(16),
    "integer": _whole_number(32),
    "bigint": _whole_number(64),
    "double precision": float,
    "numeric": lambda value: Decimal(str(value)),
    "timestamp with time zone": _moment,
    "date": date.fromisoformat,
    "time without time zone": time.fromisoformat,
    "uuid": lambda value: UUID(str(value)),
    "bytea": bytes,
    "inet": ip_address,
}
