"""Reads tables of comments that somebody has judged: CSV with CONTENT and CLASS, 1 for spam."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from django.utils.translation import gettext as _

from addyours.accounts.errors import Refused
from addyours.moderation.scorer.training import Row

MOST_BYTES = 200 * 1024**2
LONGEST_TEXT = 1_000_000
SPAM_WORDS = frozenset({"1", "spam", "true", "yes"})
GOOD_WORDS = frozenset({"0", "good", "ham", "false", "no"})


class TableRefused(Refused):
    """A table that can't be used, and why."""


def read_table(path: Path) -> list[Row]:
    """Return the rows of a CSV file, empty texts left out.

    UTF-8 or UTF-16 with their marks, else UTF-8, else Windows-1252; columns CONTENT and CLASS in any
    case and place; separated by commas, semicolons or tabs. Raises TableRefused with one sentence.
    """
    text = _decoded(_bytes(path), path)
    csv.field_size_limit(LONGEST_TEXT)
    try:
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
        return _rows(lines, path)
    except csv.Error as error:
        raise TableRefused("csv", _("%s is no CSV: %s.") % (path, error)) from error


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            limit = MOST_BYTES // 1024**2
            raise TableRefused("too_big", _("%s has more than %d MB.") % (path, limit))
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or error
        raise TableRefused("unreadable", _("%s can't be read: %s.") % (path, reason)) from error


def _decoded(data: bytes, path: Path) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise TableRefused("binary", _("%s is no text.") % path)


def _separator(text: str) -> str:
    head = text.partition("\n")[0]
    return max(",;\t", key=head.count)


def _rows(lines: csv.Reader, path: Path) -> list[Row]:  # type: ignore[name-defined]
    names = [name.strip().upper() for name in next(lines, [])]
    missing = [name for name in ("CONTENT", "CLASS") if name not in names]
    if missing:
        raise TableRefused(
            "columns", _("%s has no column %s.") % (path, _(" and no column ").join(missing))
        )
    content, label = names.index("CONTENT"), names.index("CLASS")
    rows = []
    for cells in lines:
        if not cells:
            continue
        if len(cells) <= max(content, label):
            raise TableRefused("short", _("%s: line %d is too short.") % (path, lines.line_num))
        said = cells[label].strip().lower()
        if said not in SPAM_WORDS | GOOD_WORDS:
            reason = _("%s: line %d has the class %r; it must be 1 for spam or 0.")
            raise TableRefused("class", reason % (path, lines.line_num, cells[label][:40]))
        if cells[content].strip():
            rows.append(Row(cells[content], said in SPAM_WORDS))
    if len({row.is_spam for row in rows}) < 2:
        raise TableRefused("one_kind", _("%s needs spam and good comments, both.") % path)
    return rows
