"""Keeps, in a file that goes away, the small tables of Ghost that its posts refer to."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from addyours.transfer.incoming import Place
from addyours.transfer.json_scan import Record


class GhostShelf:
    """Rows by table and key, in order."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="addyours-import-")
        self._database = sqlite3.connect(Path(self._folder.name) / "shelf", isolation_level=None)
        self._database.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-8000; BEGIN;"
            "CREATE TABLE kept (name TEXT, key TEXT, place INT, value TEXT, line INT, byte INT,"
            " file TEXT); CREATE INDEX kept_by_key ON kept (name, key, place);"
        )

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()
        self._folder.cleanup()

    def put(self, name: str, key: str, row: Record, *, order: int = 0) -> None:
        """Keep a row of a table under a key."""
        at = row.place
        values = (name, key, order, json.dumps(row.value), at.line, at.byte, at.file)
        self._database.execute("INSERT INTO kept VALUES (?,?,?,?,?,?,?)", values)

    def of(self, name: str, key: str) -> list[dict[str, Any]]:
        """Return the rows of a table under a key, in order."""
        rows = self._database.execute(
            "SELECT value FROM kept WHERE name = ? AND key = ? ORDER BY place, rowid LIMIT 1000",
            (name, key),
        )
        return [json.loads(value) for (value,) in rows]

    def all(self, name: str) -> Iterator[Record]:
        """Yield the rows of a table as they came."""
        rows = self._database.execute(
            "SELECT value, line, byte, file FROM kept WHERE name = ? ORDER BY rowid", (name,)
        )
        for value, line, byte, file in rows:
            yield Record(json.loads(value), Place(line, byte, file))

    def keys(self, name: str) -> Iterator[str]:
        """Yield the keys of a table."""
        rows = self._database.execute("SELECT DISTINCT key FROM kept WHERE name = ?", (name,))
        yield from (key for (key,) in rows)
