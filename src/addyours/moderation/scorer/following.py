"""Keeps the scorer of a web process up to date, in a thread of its own: no request waits for it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable

from django.db import Error, close_old_connections, connection

from addyours.moderation.scorer.remembered import TOPICS, refresh
from addyours.outbox.changes import ChangeRow

logger = logging.getLogger(__name__)
AGAIN = 5.0
"""Seconds until a failed reading is tried again."""
GATHER = 1.0
"""Seconds between two readings: a wave may grow with each of a hundred comments a second."""


class Following:
    """Reads what was learned at the start, and whenever the outbox tells of it."""

    def __init__(self) -> None:
        self._due = threading.Event()
        self._due.set()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="scorer", daemon=True)

    def start(self) -> None:
        """Begin to read."""
        self._thread.start()

    def stop(self) -> None:
        """Read no more, and wait for the thread."""
        self._stopped.set()
        self._due.set()
        self._thread.join(timeout=AGAIN)

    def hear(self, changes: Iterable[ChangeRow]) -> None:
        """Take note of changes; costs nothing when the scorer is in none of them."""
        if any(change.topic in TOPICS for change in changes):
            self._due.set()

    def _run(self) -> None:
        while True:
            self._due.wait()
            self._due.clear()
            if self._stopped.is_set():
                break
            try:
                refresh()
            except Error as error:
                logger.warning("What the scorer learned can't be read (%s); trying again.", error)
                self._due.wait(AGAIN)
                self._due.set()
            close_old_connections()
            self._stopped.wait(GATHER)
        connection.close()
