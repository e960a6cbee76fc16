"""Tells a process of each change as soon as it is committed, without a broker and free of Django."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing

import psycopg

from addyours.conf import Conf
from addyours.outbox.changes import ChangeRow
from addyours.outbox.sources import Pause, PostgresqlSource, Source, SqliteSource

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

    It starts at the head, which it tells by handing over an empty list. While the database is away
    it keeps trying and then goes on where it was, so nothing is skipped; `is_blind` says that it is
    away. The listener is called in the follower's own thread.
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
        retry, is_told = RETRY_FIRST, False
        while not self._stopping.is_set():
            try:
                self._follow()
            except (sqlite3.Error, psycopg.Error, OSError) as error:
                if not self.is_blind:
                    retry, is_told = RETRY_FIRST, False
                if not is_told:
                    logger.warning("The outbox can't be read (%s); trying until it can.", error)
                self.is_blind, is_told = True, True
                self._stopping.wait(retry)
                retry = min(retry * 2, RETRY_MOST)

    def _follow(self) -> None:
        source = open_source(self._conf, self._stopping.wait)
        try:
            if not self._started.is_set():
                self.position = source.head()
                self._listener([])
                self._started.set()
            while not self._stopping.is_set():
                while rows := source.read(self.position):
                    self.position = rows[-1].position
                    self._listener(rows)
                # Not before what was missed has been handed over.
                self.is_blind = False
                source.wait(SAFETY_POLL)
        finally:
            source.close()


def open_source(conf: Conf, pause: Pause) -> Source:
    """Return the outbox of a site."""
    if conf.is_sqlite:
        return SqliteSource(conf.sqlite_file, pause)
    return PostgresqlSource(conf.database_url, pause)


def read_behind(conf: Conf, after: int, until: int) -> list[ChangeRow] | None:
    """Return the changes behind a position, up to one that a follower of this process has passed.

    None when some are kept no more, when there are more than MOST_BEHIND, or when the database is
    away.
    """
    try:
        with closing(open_source(conf, threading.Event().wait)) as source:
            if source.oldest() > after + 1:
                return None
            found = source.between(after, until, MOST_BEHIND + 1)
    except (sqlite3.Error, psycopg.Error, OSError):
        return None
    return found if len(found) <= MOST_BEHIND else None
