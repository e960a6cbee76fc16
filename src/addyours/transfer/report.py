"""What became of each thing an import found: counted in memory, told line by line to a file."""

from __future__ import annotations

import json
import tempfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from types import TracebackType
from typing import Any, Self

from addyours.transfer.incoming import NOWHERE, Place

CAME = "came"
UPDATED = "updated"
UNCHANGED = "unchanged"
KEPT = "kept"
"""Not touched, because somebody changed or deleted it here since."""
LEFT_OUT = "left out"
LINES_OF_A_PART = 1_000
OUTCOMES = (CAME, UPDATED, UNCHANGED, KEPT, LEFT_OUT)


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a report as it is kept."""

    number: int
    counts: dict[str, dict[str, int]]
    packed: bytes


def unpacked(packed: bytes | memoryview) -> list[dict[str, Any]]:
    """Return the lines of a part."""
    return [json.loads(line) for line in zlib.decompress(packed).splitlines()]


class Report:
    """The lines of one import. They stand in a file of their own: there may be millions."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, str]] = Counter()
        self.adapted = 0
        self._lines = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the lines."""
        self._lines.close()

    def note(
        self,
        kind: str,
        source_id: str,
        outcome: str,
        *,
        said: dict[str, Any] | None = None,
        place: Place = NOWHERE,
    ) -> None:
        """Say what became of one thing. `said` may hold `title`, `adapted`, `reason`, `here`."""
        self.counts[kind, outcome] += 1
        line: dict[str, Any] = {"kind": kind, "id": source_id, "outcome": outcome}
        line |= {name: value for name, value in (said or {}).items() if value}
        self.adapted += bool(line.get("adapted"))
        if place.byte or place.line:
            line |= {"line": place.line, "byte": place.byte}
        if place.file:
            line["file"] = place.file
        self._lines.write(json.dumps(line, ensure_ascii=False) + "\n")

    @property
    def total(self) -> int:
        """How many things were accounted for."""
        return sum(self.counts.values())

    def table(self) -> dict[str, dict[str, int]]:
        """Return the counts by kind and outcome."""
        found: dict[str, dict[str, int]] = {}
        for (kind, outcome), number in sorted(self.counts.items()):
            found.setdefault(kind, {})[outcome] = number
        return found

    def parts(self) -> Iterator[Part]:
        """Yield the lines packed by the thousand; write no more meanwhile."""
        self._lines.flush()
        self._lines.seek(0)
        number = 0
        while lines := list(islice(self._lines, LINES_OF_A_PART)):
            number += 1
            counts: dict[str, dict[str, int]] = {}
            for line in map(json.loads, lines):
                for name in (line["outcome"], *(["adapted"] if line.get("adapted") else [])):
                    of_kind = counts.setdefault(line["kind"], {})
                    of_kind[name] = of_kind.get(name, 0) + 1
            yield Part(number, counts, zlib.compress("".join(lines).encode()))
        self._lines.seek(0, 2)

    def lines(self) -> Iterator[dict[str, Any]]:
        """Yield every line in order; write no more meanwhile."""
        self._lines.flush()
        self._lines.seek(0)
        for line in self._lines:
            yield json.loads(line)
        self._lines.seek(0, 2)
