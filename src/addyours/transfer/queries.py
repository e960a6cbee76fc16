"""What the newsroom reads of imports."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from addyours.transfer.models import ImportItem, ImportRun, ReportPart
from addyours.transfer.report import unpacked

PAGE = 50
MOST_PARTS = 40
"""Parts of a thousand lines that one page looks through for words at most."""
ADAPTED = "adapted"
Line = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which lines of a report are asked for; what is empty leaves all."""

    kind: str = ""
    outcome: str = ""
    """One of `report.OUTCOMES`, or ADAPTED."""
    words: str = ""
    """In the source's number or the title."""

    def takes(self, line: Line) -> bool:
        """Tell whether a line is asked for."""
        if self.kind and line["kind"] != self.kind:
            return False
        if self.outcome == ADAPTED:
            if not line.get("adapted"):
                return False
        elif self.outcome and line["outcome"] != self.outcome:
            return False
        words = self.words.casefold()
        return words in str(line["id"]).casefold() or words in str(line.get("title", "")).casefold()

    def number_in(self, counts: dict[str, dict[str, int]]) -> int:
        """Return how many lines of a part are asked for, not looking at words."""
        chosen = [outcomes for kind, outcomes in counts.items() if self.kind in ("", kind)]
        if self.outcome:
            return sum(outcomes.get(self.outcome, 0) for outcomes in chosen)
        return sum(
            number
            for outcomes in chosen
            for outcome, number in outcomes.items()
            if outcome != ADAPTED
        )


@dataclass(frozen=True, kw_only=True)
class ReportSheet:
    """One page of a report."""

    lines: list[Line]
    after: str = ""
    """Where the next page begins; empty on the last one."""
    is_cut_short: bool = False
    """There was too much to look through at once."""


def report_sheet(run: ImportRun, wanted: Wanted, *, after: str = "") -> ReportSheet:
    """Return a page of a run's report, from behind `after` on. Two queries, however long it is."""
    part, _dot, place = after.partition(".")
    is_place = len(after) < 20 and part.isdecimal() and place.isdecimal()
    start = (int(part), int(place)) if is_place else (0, 0)
    index = run.parts.filter(number__gte=start[0]).order_by("number")
    chosen: list[int] = []
    held = 0
    is_cut_short = False
    for number, counts in index.values_list("number", "counts"):
        if not (found := wanted.number_in(counts)):
            continue
        if len(chosen) == MOST_PARTS or (held > PAGE and not wanted.words):
            is_cut_short = bool(wanted.words)
            break
        chosen.append(number)
        # Of the first part some lines may lie before the place where this page begins.
        held += found if number != start[0] else 0
    lines: list[Line] = []
    at = last = start
    for number, packed in (
        run.parts.filter(number__in=chosen).order_by("number").values_list("number", "lines")
    ):
        for position, line in enumerate(unpacked(packed), 1):
            at = (number, position)
            if at <= start or not wanted.takes(line):
                continue
            if len(lines) == PAGE:
                return ReportSheet(lines=lines, after=f"{last[0]}.{last[1]}")
            lines.append(line)
            last = at
    if is_cut_short:
        return ReportSheet(lines=lines, after=f"{at[0]}.{at[1]}", is_cut_short=True)
    return ReportSheet(lines=lines)


def report_lines(run: ImportRun) -> Iterator[Line]:
    """Yield every line of a run's report, in order."""
    parts = ReportPart.objects.filter(run=run).order_by("number")
    for packed in parts.values_list("lines", flat=True).iterator(chunk_size=5):
        yield from unpacked(packed)


def report_json(run: ImportRun) -> Iterator[str]:
    """Yield a run's report as one JSON object, as the shell prints it."""
    head = {
        "state": run.state,
        "dry_run": run.is_dry,
        "total": run.done,
        "counts": run.counts,
        "adapted": run.adapted,
        "source": run.source,
        "site": run.site,
        "files": run.files,
    }
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "items": ['
    for number, line in enumerate(report_lines(run)):
        yield (",\n" if number else "\n") + json.dumps(line, ensure_ascii=False)
    yield "\n]}\n"


def brought(run: ImportRun, lines: list[Line]) -> dict[tuple[str, str], int]:
    """Return the numbers here of what some lines speak of, by kind and source's id. One query."""
    items = ImportItem.objects.filter(
        source=run.source,
        site=run.site,
        kind__in={line["kind"] for line in lines},
        source_id__in={str(line["id"])[:255] for line in lines},
    )
    rows = items.values_list("kind", "source_id", "object_id")
    return {(kind, source_id): object_id for kind, source_id, object_id in rows}
