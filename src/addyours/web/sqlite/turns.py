"""Turns at writing to a database file: first among the threads of a process, then among processes.

SQLite has one writer at a time. Who finds it busy sleeps for longer and longer and tries again, so
that of many some are overtaken for a second and more while the file is free.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from pathlib import Path

SHORTEST_SLEEP, LONGEST_SLEEP = 0.0003, 0.01
"""Seconds between two looks at whether another process is done: a twentieth of what was waited
already, within these. A comment is written in one or two thousandths of a second."""
_turns: dict[str, Turn] = {}


class Turn:
    """The turn at one file. Processes ask for it by a lock on a file beside it, which ends with its process."""

    def __init__(self, beside: str) -> None:
        self._path = Path(f"{beside}-turn")
        self._among_threads = threading.Lock()
        self._file: int | None = None

    def acquire(self, *, timeout: float) -> bool:
        """Wait for the turn, for so many seconds at most; return whether it has come."""
        until = time.monotonic() + timeout
        if not self._among_threads.acquire(timeout=timeout):
            return False
        has_come = False
        try:
            has_come = self._comes_to_this_process(until)
        finally:
            if not has_come:
                self._among_threads.release()
        return has_come

    def release(self) -> None:
        """Give the turn to whoever waits for it."""
        if self._file is not None:
            fcntl.flock(self._file, fcntl.LOCK_UN)
        self._among_threads.release()

    def is_taken(self) -> bool:
        """Tell whether a thread of this process has the turn."""
        return self._among_threads.locked()

    def let_go(self) -> None:
        """Close the file, leaving the turn to the process from which this one has parted."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _comes_to_this_process(self, until: float) -> bool:
        began = time.monotonic()
        while True:
            try:
                if self._file is None:
                    self._file = os.open(self._path, os.O_RDONLY | os.O_CREAT, 0o600)
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                now = time.monotonic()
                if now > until:
                    return False
                time.sleep(min(max((now - began) / 20, SHORTEST_SLEEP), LONGEST_SLEEP))
            except OSError:
                # A full disk, a folder that can't be written, a network's file system without such
                # locks: between processes SQLite's own way has to do.
                return True
            else:
                return True


def turn_at(name: str) -> Turn:
    """Return the turn at a database file, the same one for the whole process."""
    return _turns.get(name) or _turns.setdefault(name, Turn(name))


def _begin_anew() -> None:
    for turn in _turns.values():
        turn.let_go()
    _turns.clear()


# A lock on a file is shared with the processes that part from the one that opened it.
os.register_at_fork(after_in_child=_begin_anew)
