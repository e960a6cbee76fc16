"""Where a follower reads the outbox: SQLite by its file, PostgreSQL by its address. Free of Django."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import psycopg

from addyours.outbox.changes import ChangeRow

CHANNEL = "addyours_outbox"
BATCH = 1_000
Pause = Callable[[float], bool]
"""Waits so many seconds; returns whether to stop."""


class Source(Protocol):
    """Hands out the changes behind a position, in order and without gaps."""

    def head(self) -> int:
        """Return a position behind which nothing older will appear; waits for that if need be."""

    def read(self, after: int) -> list[ChangeRow]:
        """Return the next changes behind a position, BATCH at most; empty when there are none."""

    def between(self, after: int, until: int, limit: int) -> list[ChangeRow]:
        """Return the changes behind `after` up to `until`, which somebody has seen whole."""

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

    def __init__(self, path: Path, pause: Pause) -> None:
        self._connection = sqlite3.connect(
            f"file:{path}?mode=ro", uri=True, timeout=5, isolation_level=None
        )
        self._pause = pause
        self._version = self._number("PRAGMA data_version")

    def head(self) -> int:
        return self._number("SELECT max(position) FROM outbox_change")

    def read(self, after: int) -> list[ChangeRow]:
        return self.between(after, 2**63 - 1, BATCH)

    def between(self, after: int, until: int, limit: int) -> list[ChangeRow]:
        rows = self._connection.execute(
            "SELECT position, topic, keys, ids FROM outbox_change"
            " WHERE position > ? AND position <= ? ORDER BY position LIMIT ?",
            (after, until, limit),
        )
        return [_row(*row) for row in rows]

    def oldest(self) -> int:
        return self._number("SELECT min(position) FROM outbox_change")

    def wait(self, seconds: float) -> bool:
        left = seconds
        while left > 0 and not self._pause(self.LOOK_EVERY):
            left -= self.LOOK_EVERY
            if (version := self._number("PRAGMA data_version")) != self._version:
                self._version = version
                return True
        return False

    def close(self) -> None:
        self._connection.close()

    def _number(self, sql: str) -> int:
        return int(self._connection.execute(sql).fetchone()[0] or 0)


class PostgresqlSource:
    """Reads a PostgreSQL outbox; NOTIFY tells of commits.

    Positions are given out before commit, so a row may appear behind one that has a higher
    position. A gap is therefore not passed until every transaction that may hold a position in it
    has ended: then its row has appeared, or never will. Which those are, says a bar: a transaction
    number drawn by this connection after it saw the gap. Whoever holds a position in the gap has a
    smaller number, because the table's trigger draws one before the position. (The snapshot's own
    upper end would not do: it is the highest number that has *ended*, and one still open may stand
    above it.)
    """

    GAP_LOOK = 0.02
    """Seconds between looks while a gap is waited for: another's roll-back sends no notice."""

    def __init__(self, url: str, pause: Pause) -> None:
        self._connection = psycopg.connect(
            url,
            autocommit=True,
            connect_timeout=5,
            keepalives_idle=5,
            keepalives_interval=2,
            keepalives_count=3,
            tcp_user_timeout=10_000,
        )
        self._connection.execute(f"LISTEN {CHANNEL}")
        self._pause = pause
        self._bar: tuple[int, int] | None = None
        """What is waited for: the transaction number, and the position up to which it counts."""

    def head(self) -> int:
        head = self._number("SELECT max(position) FROM outbox_change")
        bar = self._new_bar()
        oldest = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
        while self._number(oldest) < bar and not self._pause(self.GAP_LOOK):
            pass
        return head

    def read(self, after: int) -> list[ChangeRow]:
        rows = self._connection.execute(
            "SELECT position, topic, keys, ids, pg_snapshot_xmin(s)::text::bigint"
            " FROM outbox_change, (SELECT pg_current_snapshot() AS s) AS snapshot"
            " WHERE position > %s ORDER BY position LIMIT %s",
            (after, BATCH),
        ).fetchall()
        found: list[ChangeRow] = []
        for position, topic, keys, ids, oldest_open in rows:
            if position != after + 1 and not self._may_pass(position, oldest_open):
                self._bar = self._bar or (self._new_bar(), rows[-1][0])
                return found
            found.append(_row(position, topic, keys, ids))
            after = position
        self._bar = None
        return found

    def between(self, after: int, until: int, limit: int) -> list[ChangeRow]:
        rows = self._connection.execute(
            "SELECT position, topic, keys, ids FROM outbox_change"
            " WHERE position > %s AND position <= %s ORDER BY position LIMIT %s",
            (after, until, limit),
        )
        return [_row(*row) for row in rows]

    def oldest(self) -> int:
        return self._number("SELECT min(position) FROM outbox_change")

    def wait(self, seconds: float) -> bool:
        if self._bar is not None:
            seconds = min(seconds, self.GAP_LOOK)
        for _notice in self._connection.notifies(timeout=seconds, stop_after=1):
            return True
        return self._bar is not None

    def close(self) -> None:
        self._connection.close()

    def _may_pass(self, position: int, oldest_open: int) -> bool:
        """Tell whether a gap that ends at a position is empty for good."""
        if self._bar is None:
            return False
        bar, until = self._bar
        if position > until:
            # This gap was not there when the bar was set.
            self._bar = None
            return False
        return oldest_open >= bar

    def _new_bar(self) -> int:
        return self._number("SELECT pg_current_xact_id()::text::bigint")

    def _number(self, sql: str) -> int:
        row = self._connection.execute(sql.encode()).fetchone()
        return int(row[0] or 0) if row else 0


def _row(position: int, topic: str, keys: object, ids: object) -> ChangeRow:
    keys = json.loads(keys) if isinstance(keys, str) else keys
    ids = json.loads(ids) if isinstance(ids, str) else ids
    return ChangeRow(position, topic, tuple(keys), ids)  # type: ignore[arg-type]
