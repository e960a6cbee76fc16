"""Where a follower reads the outbox: SQLite by its file, PostgreSQL by its address. Free of Django."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import psycopg

from addyours.outbox.changes import ChangeRow

CHANNEL = "addyours_outbox"
BATCH = 1_000
HEAD_PATIENCE = 5.0
"""Seconds to wait at the start for transactions that may hold an earlier position."""


class Source(Protocol):
    """Hands out the changes behind a position, in order and without gaps."""

    def head(self) -> int:
        """Return the position of the newest change."""

    def read(self, after: int) -> list[ChangeRow]:
        """Return the next changes behind a position, BATCH at most; empty when there are none."""

    def oldest(self) -> int:
        """Return the position of the oldest change still kept; 0 when there is none."""

    def wait(self, seconds: float) -> bool:
        """Wait until something may have changed, `seconds` at most; return whether it may."""

    def close(self) -> None:
        """Let go of the database."""


class SqliteSource:
    """Reads a SQLite outbox; `PRAGMA data_version` tells of any other connection's commit.

    Positions are given out in the order of commits, because SQLite has one writer at a time.
    """

    LOOK_EVERY = 0.05
    """Seconds between looks at data_version; one look costs some ten microseconds."""

    def __init__(self, path: Path, pause: Callable[[float], bool]) -> None:
        self._connection = sqlite3.connect(
            f"file:{path}?mode=ro", uri=True, timeout=5, isolation_level=None
        )
        self._pause = pause
        self._version = self._data_version()

    def head(self) -> int:
        return (
            self._connection.execute("SELECT max(position) FROM outbox_change").fetchone()[0] or 0
        )

    def read(self, after: int) -> list[ChangeRow]:
        rows = self._connection.execute(
            "SELECT position, topic, keys, ids FROM outbox_change"
            " WHERE position > ? ORDER BY position LIMIT ?",
            (after, BATCH),
        )
        return [_row(*row) for row in rows]

    def oldest(self) -> int:
        return (
            self._connection.execute("SELECT min(position) FROM outbox_change").fetchone()[0] or 0
        )

    def wait(self, seconds: float) -> bool:
        left = seconds
        while left > 0 and not self._pause(self.LOOK_EVERY):
            left -= self.LOOK_EVERY
            if (version := self._data_version()) != self._version:
                self._version = version
                return True
        return False

    def close(self) -> None:
        self._connection.close()

    def _data_version(self) -> int:
        return int(self._connection.execute("PRAGMA data_version").fetchone()[0])


class PostgresqlSource:
    """Reads a PostgreSQL outbox; NOTIFY tells of commits.

    Positions are given out before commit, so a row may appear behind one that has a higher
    position. A gap is therefore not passed until every transaction that was open when it was first
    seen has ended (`pg_snapshot_xmin`): then its rows have appeared, or never will.
    """

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url, autocommit=True)
        self._connection.execute(f"LISTEN {CHANNEL}")
        self._gap: tuple[int, int] | None = None
        """The position behind which something is missing, and the transaction id it waits for."""

    def head(self) -> int:
        head, _oldest_open, next_new = self._look()
        give_up = time.monotonic() + HEAD_PATIENCE
        # Whoever holds a position below the head and has not committed would be skipped.
        while self._look()[1] < next_new and time.monotonic() < give_up:
            self.wait(0.02)
        return head

    def read(self, after: int) -> list[ChangeRow]:
        rows = self._connection.execute(
            "SELECT position, topic, keys, ids,"
            " pg_snapshot_xmin(s)::text::bigint, pg_snapshot_xmax(s)::text::bigint"
            " FROM outbox_change, (SELECT pg_current_snapshot() AS s) AS snapshot"
            " WHERE position > %s ORDER BY position LIMIT %s",
            (after, BATCH),
        ).fetchall()
        found: list[ChangeRow] = []
        for position, topic, keys, ids, oldest_open, next_new in rows:
            if position != after + 1 and not self._may_pass(after, oldest_open, next_new):
                break
            found.append(_row(position, topic, keys, ids))
            after = position
        return found

    def oldest(self) -> int:
        row = self._connection.execute(
            "SELECT coalesce(min(position), 0) FROM outbox_change"
        ).fetchone()
        return int(row[0]) if row else 0

    def wait(self, seconds: float) -> bool:
        if self._gap is not None:
            # What is waited for is another's commit or roll-back, which need not be a change.
            seconds = min(seconds, 0.02)
        for _notice in self._connection.notifies(timeout=seconds, stop_after=1):
            return True
        return self._gap is not None

    def close(self) -> None:
        self._connection.close()

    def _look(self) -> tuple[int, int, int]:
        """Return the head, the oldest open transaction id, and the next one to be given out."""
        row = self._connection.execute(
            "SELECT coalesce(max(position), 0),"
            " pg_snapshot_xmin(pg_current_snapshot())::text::bigint,"
            " pg_snapshot_xmax(pg_current_snapshot())::text::bigint FROM outbox_change"
        ).fetchone()
        return (int(row[0]), int(row[1]), int(row[2])) if row else (0, 0, 0)

    def _may_pass(self, after: int, oldest_open: int, next_new: int) -> bool:
        if self._gap is None or self._gap[0] != after:
            self._gap = (after, next_new)
        if oldest_open < self._gap[1]:
            return False
        self._gap = None
        return True


def _row(position: int, topic: str, keys: object, ids: object) -> ChangeRow:
    keys = json.loads(keys) if isinstance(keys, str) else keys
    ids = json.loads(ids) if isinstance(ids, str) else ids
    return ChangeRow(position, topic, tuple(keys), ids)  # type: ignore[arg-type]
