"""Word rules as a table: what is exported comes back the same, and a plain list of words is a table too."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import StringIO

from django.utils.translation import gettext as _

from addyours.moderation.errors import RuleRefused
from addyours.moderation.words.models import LONGEST_PATTERN, RuleAction, RuleKind, WordRule
from addyours.text.cells import bare, guarded
from addyours.text.fold import clean, clean_line

COLUMNS = ("pattern", "kind", "action", "on", "note")
LARGEST = 1_000_000
"""Bytes of a file."""
_LONGEST_NOTE = 200
_LONGEST_HEAD = 1_000
_OFF = frozenset({"0", "no", "off", "false"})


@dataclass(frozen=True, kw_only=True)
class RuleText:
    """One rule of a table, and the line it begins on."""

    line: int
    pattern: str
    kind: str = RuleKind.WORD
    action: str = RuleAction.HOLD
    is_on: bool = True
    note: str = ""

    @property
    def rest(self) -> tuple[str, str, bool]:
        """What a rule of the same kind and pattern may differ in: action, note, whether in force."""
        return self.action, self.note, self.is_on


class _Echo:
    """Takes what a csv.writer writes and gives it back."""

    def write(self, line: str) -> str:
        return line


def written(rules: Iterable[WordRule]) -> Iterator[str]:
    """Yield the lines of the table."""
    writer = csv.writer(_Echo())
    yield writer.writerow(COLUMNS)
    for rule in rules:
        cells = (rule.pattern, rule.kind, rule.action, "yes" if rule.is_on else "no", rule.note)
        yield writer.writerow(map(guarded, cells))


def read(data: bytes) -> list[RuleText]:
    """Read a table, or words and phrases one a line. Raises RuleRefused, naming the line."""
    if len(data) > LARGEST:
        raise RuleRefused("too_large", _("The file is larger than a megabyte."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RuleRefused("not_text", _("This is no text in UTF-8.")) from error
    head = next(iter(text.splitlines()), "")
    names = [cell.strip().lower() for cell in next(csv.reader([head[:_LONGEST_HEAD]]), [])]
    found = list(_rows(text, names) if "pattern" in names else _lines(text))
    if not found:
        raise RuleRefused("empty", _("There is no rule in it."))
    return found


def _lines(text: str) -> Iterator[RuleText]:
    for number, line in enumerate(text.splitlines(), 1):
        if pattern := clean_line(line):
            yield RuleText(line=number, pattern=pattern)


def _rows(text: str, names: list[str]) -> Iterator[RuleText]:
    reader = csv.DictReader(StringIO(text, newline=""), fieldnames=names, strict=True)
    try:
        next(reader)
        for row in reader:
            cells = {
                name: bare(clean(cell).strip())
                for name, cell in row.items()
                if name in COLUMNS and isinstance(cell, str)
            }
            if any(cells.values()):
                yield _rule(cells, reader.line_num)
    except csv.Error as error:
        line = reader.reader.line_num
        raise RuleRefused("not_csv", _("Line %d can't be read as CSV.") % line) from error


def _rule(cells: dict[str, str], line: int) -> RuleText:
    kind = cells.get("kind", "").lower() or RuleKind.WORD.value
    action = cells.get("action", "").lower() or RuleAction.HOLD.value
    for value, known in ((kind, RuleKind.values), (action, RuleAction.values)):
        if value not in known:
            wrong = {"line": line, "value": value[:40], "known": ", ".join(known)}
            words = _("Line %(line)d: “%(value)s” is none of %(known)s.") % wrong
            raise RuleRefused("unknown", words)
    return RuleText(
        line=line,
        pattern=cells.get("pattern", "")[: LONGEST_PATTERN + 1],
        kind=kind,
        action=action,
        is_on=cells.get("on", "").lower() not in _OFF,
        note=clean_line(cells.get("note", ""))[:_LONGEST_NOTE],
    )
