"""All comments as a table or as lines of JSON, for whoever wants to count, search or keep them elsewhere."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import IO, Any

from addyours.comments.models import Comment
from addyours.text.cells import guarded

COLUMNS = {
    "id": "id",
    "thread": "thread_id",
    "thread_url": "thread__path",
    "thread_title": "thread__title",
    "parent": "parent_id",
    "state": "state",
    "name": "name",
    "text": "body",
    "passage": "passage__exact",
    "created_at": "created_at",
    "edited_at": "edited_at",
    "published_at": "published_at",
    "picked_at": "picked_at",
    "up": "up_count",
    "down": "down_count",
}
"""What a column is called, and where it comes from. Nothing that says who a writer is but the name."""
BATCH = 2_000


def write_comments(file: IO[str], *, kind: str, site: str, advance: Callable[[int], None]) -> int:
    """Write all comments, oldest first, as `csv` or `jsonl`; return how many. Memory does not grow.

    In CSV a text that a spreadsheet would take for a formula has "'" before it, and so has one
    that begins with that sign: to take away one of a cell that begins with it gives the text as typed.
    """
    if kind == "csv":
        table = csv.writer(file)
        table.writerow(COLUMNS)
    written = 0
    for row in _rows(site):
        if kind == "csv":
            table.writerow(
                [guarded(value) if isinstance(value, str) else value for value in row.values()]
            )
        else:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
        written += 1
        advance(1)
    return written


def count() -> int:
    """Return how many comments there are."""
    return Comment.objects.count()


def _rows(site: str) -> Iterator[dict[str, Any]]:
    found = Comment.objects.order_by("pk").values_list(*COLUMNS.values())
    for values in found.iterator(chunk_size=BATCH):
        row = dict(zip(COLUMNS, map(_plain, values), strict=True))
        row["thread_url"] = site + row["thread_url"]
        yield row


def _plain(value: Any) -> Any:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
