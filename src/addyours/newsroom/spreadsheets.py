"""Answers with tables for spreadsheets, row by row, and with no cell that one would take for a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator

from django.http import StreamingHttpResponse

from addyours.text.cells import guarded


class _Echo:
    """Takes what a csv.writer writes and gives it back."""

    def write(self, line: str) -> str:
        return line


def csv_answer(rows: Iterable[Iterable[object]], *, name: str) -> StreamingHttpResponse:
    """Answer with rows as a CSV file, however many there are; the first one is its head."""
    return file_answer(_lines(rows), name=name, kind="text/csv; charset=utf-8")


def file_answer(lines: Iterator[str], *, name: str, kind: str) -> StreamingHttpResponse:
    """Answer with lines as a file that is kept by nobody on the way."""
    response = StreamingHttpResponse(lines, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _lines(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    for row in rows:
        yield writer.writerow([_harmless(cell) for cell in row])


def _harmless(cell: object) -> str:
    """Return a cell as text: reasons and names are other people's words."""
    if isinstance(cell, int | float):
        return str(cell)
    return "" if cell is None else guarded(str(cell))
