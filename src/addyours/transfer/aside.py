"""Keeps names in a file that goes away: an export may hold more of them than memory does."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Collection, Iterable
from pathlib import Path

_PAGE = 10_000


class Names:
    """A set of texts, however many."""

    def __init__(self) -> None:
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._database: sqlite3.Connection | None = None

    def add(self, names: Iterable[str]) -> None:
        """Keep these, too."""
        self._opened().executemany(
            "INSERT OR IGNORE INTO name VALUES (?)", ((one,) for one in names)
        )

    def among(self, names: Collection[str]) -> set[str]:
        """Return those of these that are kept."""
        if self._database is None or not names:
            return set()
        found: set[str] = set()
        asked = list(names)
        for start in range(0, len(asked), _PAGE):
            page = asked[start : start + _PAGE]
            marks = ",".join("?" * len(page))
            rows = self._database.execute(f"SELECT name FROM name WHERE name IN ({marks})", page)  # noqa: S608
            found.update(name for (name,) in rows)
        return found

    def first(self) -> str:
        """Return the first of all in the order of characters, or nothing."""
        if self._database is None:
            return ""
        return str(self._database.execute("SELECT coalesce(min(name), '') FROM name").fetchone()[0])

    def close(self) -> None:
        """Let go of the file."""
        if self._database is not None and self._folder is not None:
            self._database.close()
            self._folder.cleanup()
            self._database = None

    def _opened(self) -> sqlite3.Connection:
        if self._database is None:
            self._folder = tempfile.TemporaryDirectory(prefix="addyours-import-")
            path = Path(self._folder.name) / "names"
            self._database = sqlite3.connect(path, isolation_level=None)
            self._database.executescript(
                "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-8000; BEGIN;"
                "CREATE TABLE name (name TEXT PRIMARY KEY) WITHOUT ROWID;"
            )
        return self._database
