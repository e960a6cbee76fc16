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
LOCK = (1630, 2)
"""The advisory lock of whoever holds a position; the table's trigger takes it."""
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
    has ended: then its row has appeared, or never will. The table's trigger has each of them hold
    an advisory lock from before it takes a position until after its commit can be seen; those that
    hold it when the gap is first seen are waited for.

    Transaction numbers would not do. The upper end of a snapshot is the highest number that has
    *ended*, and one still open may stand above it; and its lower end counts every database of the
    server, so that somebody else's long transaction would hold up this site.
    """

    GATHER = 0.05
    """Seconds that pass between a notice and the look at what there is. While hundreds of comments a
    second are posted, looking after each takes a third of a core."""
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
        self._awaited: frozenset[str] = frozenset()
        """Transactions that may still bring a row in a gap."""
        self._gaps_until: int | None = None
        """The position up to which all gaps are waited for; None when there is none."""

    def head(self) -> int:
        head = self._number("SELECT max(position) FROM outbox_change")
        awaited = self._holders()
        while awaited & self._holders() and not self._pause(self.GAP_LOOK):
            pass
        return head

    def read(self, after: int) -> list[ChangeRow]:
        if self._awaited:
            # Before the rows are read: who has let go by now is seen by that statement.
            self._awaited &= self._holders()
        rows = self._connection.execute(
            "SELECT position, topic, keys, ids FROM outbox_change"
            " WHERE position > %s ORDER BY position LIMIT %s",
            (after, BATCH),
        ).fetchall()
        found: list[ChangeRow] = []
        for position, topic, keys, ids in rows:
            if position != after + 1 and not self._may_pass(position, rows[-1][0]):
                return found
            found.append(_row(position, topic, keys, ids))
            after = position
        self._gaps_until = None
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
        is_gap = self._gaps_until is not None
        if is_gap:
            seconds = min(seconds, self.GAP_LOOK)
        for _notice in self._connection.notifies(timeout=seconds, stop_after=1):
            self._pause(self.GATHER)
            return True
        return is_gap

    def close(self) -> None:
        self._connection.close()

    def _may_pass(self, position: int, newest: int) -> bool:
        """Tell whether the gap that ends at a position is empty for good; else wait for it from now."""
        if self._gaps_until is None or position > self._gaps_until:
            self._awaited, self._gaps_until = self._holders(), newest
            return False
        return not self._awaited

    def _holders(self) -> frozenset[str]:
        rows = self._connection.execute(
            "SELECT virtualtransaction FROM pg_locks WHERE locktype = 'advisory'"
            " AND (classid, objid, objsubid) = (%s, %s, 2)"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            LOCK,
        )
        return frozenset(holder for (holder,) in rows)

    def _number(self, sql: str) -> int:
        row = self._connection.execute(sql.encode()).fetchone()
        return int(row[0] or 0) if row else 0


def _row(position: int, topic: str, keys: object, ids: object) -> ChangeRow:
    keys = json.loads(keys) if isinstance(keys, str) else keys
    ids = json.loads(ids) if isinstance(ids, str) else ids
    return ChangeRow(position, topic, tuple(keys), ids)  # type: ignore[arg-type]
