"""Reads a SQLite site as it is at one moment, while it goes on running."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from addyours.transfer.errors import MoveRefused

BATCH = 500


class Snapshot:
    """One read transaction on a database opened for reading only: writers go on, and are not seen."""

    def __init__(self, path: Path) -> None:
        """Take the snapshot. Raises MoveRefused when there is no database to read."""
        self._path = path
        try:
            self._connection = _open(path)
            # Begun by the first read, not by BEGIN.
            self._connection.execute("BEGIN")
            self.tables = {
                str(name)
                for (name,) in self._connection.execute(
                    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite@_%' ESCAPE '@'"
                )
            }
        except sqlite3.Error as error:
            raise MoveRefused("source", f"The database {path} can't be read: {error}.") from error
        if not {"django_migrations", "outbox_change"} <= self.tables:
            raise MoveRefused("source", f"The database {path} holds no site.")
        self.position = self._head(self._connection)

    def close(self) -> None:
        """Let go of the snapshot."""
        self._connection.close()

    def migrations(self) -> set[tuple[str, str]]:
        """Return what has been applied to the database."""
        return set(self._connection.execute("SELECT app, name FROM django_migrations"))

    def count(self, table: str) -> int:
        """Return the number of rows of a table."""
        (number,) = self._connection.execute(f"SELECT count(*) FROM {_name(table)}").fetchone()  # noqa: S608
        return int(number)

    def rows(self, table: str, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a table. Bytes that are no UTF-8 arrive as lone surrogates."""
        names = ", ".join(map(_name, columns))
        cursor = self._connection.execute(f"SELECT {names} FROM {_name(table)}")  # noqa: S608
        while batch := cursor.fetchmany(BATCH):
            yield from batch

    def last_numbers(self) -> dict[str, int]:
        """Return the highest number given to a row of each table, rows that are gone included."""
        return dict(self._connection.execute("SELECT name, seq FROM sqlite_sequence"))

    def changes_since(self) -> int:
        """Return how many changes the site has seen since the snapshot was taken."""
        with closing(_open(self._path)) as now:
            return self._head(now) - self.position

    @staticmethod
    def _head(connection: sqlite3.Connection) -> int:
        (head,) = connection.execute("SELECT max(position) FROM outbox_change").fetchone()
        return head or 0


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=20, isolation_level=None
    )
    connection.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
    return connection


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
