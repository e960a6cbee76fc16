"""Lets a process remember rows that seldom change, for as long as the outbox tells it of every change."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

from addyours.outbox.changes import ChangeRow

Kept = TypeVar("Kept")
_memories: list[Memory[Any]] = []


class Memory(Generic[Kept]):
    """What `read` returned last, kept until one of these topics is told of.

    Kept only in a process that follows the outbox and hears of it now: anywhere else, such as in
    commands and tests, `read` is asked each time. A change holds in the process that made it from
    its commit on, in the others from the moment their follower sees the row. Whoever gets what is
    kept shares it with all threads, and leaves it as it is.
    """

    def __init__(self, read: Callable[[], Kept], *, topics: Iterable[str]) -> None:
        self.topics = frozenset(topics)
        self._read = read
        self._kept: tuple[Kept] | None = None
        self._version = 0
        self._lock = threading.Lock()
        _memories.append(self)

    def __call__(self) -> Kept:
        if not is_hearing():
            return self._read()
        kept = self._kept
        if kept is not None:
            return kept[0]
        version = self._version
        found = self._read()
        with self._lock:
            # What was told of meanwhile may be missing in it.
            if version == self._version:
                self._kept = (found,)
        return found

    def forget(self) -> None:
        """Read anew when asked next."""
        with self._lock:
            self._version += 1
            self._kept = None


def _deaf() -> bool:
    return False


_hears: Callable[[], bool] = _deaf


def rely_on(hears: Callable[[], bool]) -> None:
    """Let this process remember whenever `hears` says that it hears of every change."""
    global _hears  # noqa: PLW0603
    _hears = hears


def is_hearing() -> bool:
    """Tell whether this process hears of every change now, so that it may remember."""
    return _hears()


def is_minded(topic: str) -> bool:
    """Tell whether anything is remembered that such a change makes old."""
    return any(topic in memory.topics for memory in _memories)


def hear(topics: Iterable[str]) -> None:
    """Forget what changes with these topics have made old."""
    told = set(topics)
    for memory in _memories:
        if not memory.topics.isdisjoint(told):
            memory.forget()


def hear_changes(changes: Iterable[ChangeRow]) -> None:
    """Forget what these changes have made old."""
    hear(change.topic for change in changes)
