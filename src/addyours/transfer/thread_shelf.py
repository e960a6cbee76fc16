"""Keeps, in a file that goes away, the conversations of an export: what they are called may stand anywhere."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from addyours.transfer.incoming import NOWHERE, LeftOut, Place, SiteThread

DELETED = "It was deleted there."
EMPTY = "Nobody has commented on it."
CLOSED = "It was closed there; it takes no comments here."


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadNote:
    """What one record says of a conversation; what it leaves empty another one may say."""

    id: str
    url: str = ""
    name: str = ""
    """Another name by which the source knows what it is about."""
    title: str = ""
    opened_at: datetime | None = None
    is_closed: bool = False
    is_deleted: bool = False
    place: Place = NOWHERE


class ThreadShelf:
    """The conversations of an export, however many there are."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="addyours-import-")
        self._database = sqlite3.connect(Path(self._folder.name) / "shelf", isolation_level=None)
        self._database.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN;"
            "CREATE TABLE threads (id TEXT PRIMARY KEY, url TEXT, name TEXT, title TEXT,"
            " opened TEXT, closed INT, deleted INT, comments INT, line INT, byte INT, file TEXT);"
            "CREATE TABLE words (name TEXT PRIMARY KEY, word TEXT);"
        )
        self.find = lru_cache(maxsize=10_000)(self._find)
        self.kept = lru_cache(maxsize=10_000)(self._kept)

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()
        self._folder.cleanup()

    def put(self, one: ThreadNote) -> None:
        """Keep a conversation, or what is new of it."""
        opened = one.opened_at.isoformat() if one.opened_at else None
        place = one.place
        self._database.execute(
            "INSERT INTO threads VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
            " url = coalesce(nullif(url, ''), excluded.url),"
            " name = coalesce(nullif(name, ''), excluded.name),"
            " title = coalesce(nullif(title, ''), excluded.title),"
            " opened = coalesce(min(opened, excluded.opened), opened, excluded.opened),"
            " closed = max(closed, excluded.closed), deleted = max(deleted, excluded.deleted)",
            (
                one.id,
                one.url,
                one.name,
                one.title,
                opened,
                one.is_closed,
                one.is_deleted,
                place.line,
                place.byte,
                place.file,
            ),
        )

    def keep(self, name: str, word: str) -> None:
        """Keep a word under a name, for the second reading."""
        self._database.execute("INSERT OR REPLACE INTO words VALUES (?, ?)", (name, word))

    def count(self, thread: str, at: datetime | None = None, *, number: int = 1) -> bool:
        """Count comments of a conversation, which begins with its first; tell whether it is known."""
        opened = at.isoformat() if at else None
        made = self._database.execute(
            "UPDATE threads SET comments = comments + ?3,"
            " opened = coalesce(min(opened, ?1), opened, ?1) WHERE id = ?2",
            (opened, thread, number),
        )
        return made.rowcount > 0

    def records(self) -> Iterator[SiteThread | LeftOut]:
        """Yield every conversation in order; those that are empty or were deleted as left out."""
        for row in self._database.execute("SELECT * FROM threads ORDER BY rowid"):
            one, comments = _note(row)
            reason = DELETED if one.is_deleted else "" if comments else EMPTY
            if reason:
                title = one.title or one.url
                yield LeftOut(kind="thread", id=one.id, title=title, reason=reason, place=one.place)
            else:
                yield _thread(one)

    def _kept(self, name: str) -> str:
        row = self._database.execute("SELECT word FROM words WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def _find(self, name: str) -> ThreadNote | None:
        row = self._database.execute("SELECT * FROM threads WHERE id = ?", (name,)).fetchone()
        return _note(row)[0] if row else None


def _note(row: Sequence[object]) -> tuple[ThreadNote, int]:
    name, url, other, title, opened, closed, deleted, comments, line, byte, file = row
    note = ThreadNote(
        id=str(name),
        url=str(url),
        name=str(other),
        title=str(title),
        opened_at=datetime.fromisoformat(str(opened)) if opened else None,
        is_closed=bool(closed),
        is_deleted=bool(deleted),
        place=Place(int(str(line)), int(str(byte)), str(file)),
    )
    return note, int(str(comments))


def _thread(one: ThreadNote) -> SiteThread:
    return SiteThread(
        id=one.id,
        url=one.url,
        name=one.name,
        title=one.title,
        opened_at=one.opened_at,
        is_closed=one.is_closed,
        adapted=(CLOSED,) if one.is_closed else (),
        place=one.place,
    )
