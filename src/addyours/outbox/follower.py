"""Tells a process of each change as soon as it is committed, without a broker and free of Django."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable

import psycopg

from addyours.conf import Conf
from addyours.outbox.changes import ChangeRow
from addyours.outbox.sources import PostgresqlSource, Source, SqliteSource

logger = logging.getLogger(__name__)
SAFETY_POLL = 1.0
"""Seconds after which the table is looked at though nothing was heard."""
RETRY_FIRST, RETRY_MOST = 0.1, 2.0
"""Seconds between tries to reach a database that is away."""

MOST_BEHIND = 5_000
"""Changes somebody may be behind; whoever missed more does better to begin anew."""

Listener = Callable[[list[ChangeRow]], None]


class Follower:
    """A thread that hands every change behind its start to a listener, in order, each once.

    It starts at the head. While the database is away it keeps trying and then goes on where it was,
    so nothing is skipped; `is_blind` says that it is away.
    """

    def __init__(self, conf: Conf, listener: Listener) -> None:
        self.position = 0
        self.is_blind = True
        self._conf = conf
        self._listener = listener
        self._stopping = threading.Event()
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._run, name="outbox-follower", daemon=True)

    def start(self, *, timeout: float = 10.0) -> bool:
        """Start following; return whether the head was found within `timeout` seconds."""
        self._thread.start()
        return self._started.wait(timeout)

    def stop(self) -> None:
        """Stop following, and wait for the thread."""
        self._stopping.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        retry = RETRY_FIRST
        while not self._stopping.is_set():
            try:
                self._follow()
                retry = RETRY_FIRST
            except (sqlite3.Error, psycopg.Error, OSError) as error:
                self.is_blind = True
                logger.warning("The outbox can't be read (%s); trying again.", error)
                self._stopping.wait(retry)
                retry = min(retry * 2, RETRY_MOST)

    def _follow(self) -> None:
        source = self._open()
        try:
            if not self._started.is_set():
                self.position = source.head()
                self._listener([])
                self._started.set()
            self.is_blind = False
            while not self._stopping.is_set():
                while rows := source.read(self.position):
                    self.position = rows[-1].position
                    self._listener(rows)
                source.wait(SAFETY_POLL)
        finally:
            source.close()

    def _open(self) -> Source:
        return open_source(self._conf, self._stopping.wait)


def open_source(conf: Conf, pause: Callable[[float], bool]) -> Source:
    """Return the outbox of a site; `pause` waits so many seconds and returns whether to stop."""
    if conf.is_sqlite:
        return SqliteSource(conf.sqlite_file, pause)
    return PostgresqlSource(conf.database_url)


def read_behind(conf: Conf, after: int) -> list[ChangeRow] | None:
    """Return the changes behind a position, MOST_BEHIND at most; None when some are kept no more."""
    source = open_source(conf, threading.Event().wait)
    try:
        if source.oldest() > after + 1:
            return None
        found: list[ChangeRow] = []
        while rows := source.read(found[-1].position if found else after):
            found += rows
            if len(found) > MOST_BEHIND:
                return None
        return found
    except (sqlite3.Error, psycopg.Error, OSError):
        return None
    finally:
        source.close()
