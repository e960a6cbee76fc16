"""Reads Isso's SQLite database without trusting it: whoever made the file may have meant harm."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from addyours.transfer.comment_system import MOST_TEXT
from addyours.transfer.damage import Damage
from addyours.transfer.errors import ImportRefused
from addyours.transfer.hashing import short_hash
from addyours.transfer.incoming import Place

MAGIC = b"SQLite format 3\0"
WAIT = 5.0
"""Seconds to wait for Isso to end a write."""
MOST_FIELD = 64 * 1024**2
"""Bytes of a row that SQLite may hold in memory."""
_NEEDED = {
    "threads": {"id", "uri", "title"},
    "comments": {"tid", "id", "parent", "created", "mode", "text", "author", "email"},
}
_ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION}
_FUNCTIONS = {"substr", "length", "coalesce", "max", "typeof"}
Row = tuple[object, ...]


@contextmanager
def opened(path: Path) -> Iterator[IssoDatabase]:
    """Open a database for reading alone. Raises ImportRefused for what is none of Isso's or is in use."""
    address = f"file:{quote(str(path.resolve()))}?mode=ro"
    try:
        with closing(sqlite3.connect(address, uri=True, timeout=WAIT)) as connection:
            _distrust(connection)
            yield IssoDatabase(connection, path)
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            words = "is locked: Isso is writing to it. Stop Isso, or give a copy"
        else:
            words = f"can't be read ({error}). Give a copy made while Isso was stopped"
        raise ImportRefused("unreadable", f"{path.name} {words}.") from error
    except (sqlite3.DatabaseError, UnicodeError) as error:
        # Names of tables and columns are no UTF-8 where their pages are damaged.
        raise ImportRefused("damaged", f"{path.name} is damaged: {error}.") from error


class IssoDatabase:
    """The rows of one database. A read transaction holds what is seen still."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.path = path
        self._connection = connection
        connection.execute("BEGIN")
        self._check()
        connection.set_authorizer(_only_reading)

    @property
    def key(self) -> str:
        """What tells this site of Isso from any other, in whatever file it is: a hash of its own key."""
        try:
            rows = self._connection.execute(
                "SELECT substr(value, 1, 200) FROM preferences WHERE key = 'session-key'"
            ).fetchall()
        except sqlite3.DatabaseError:
            rows = []
        return f"isso-{short_hash(str(rows[0][0]))[:12]}" if rows else "isso"

    def threads(self) -> Iterator[Row | Damage]:
        """Yield number, address and title of every conversation."""
        yield from self._rows("threads", f"id, {_text('uri', 4000)}, {_text('title', 1000)}")

    def comments(self) -> Iterator[Row | Damage]:
        """Yield every comment in order: number, conversation, parent, time, mode, its text as far as
        that is of people, its length, name, address, votes for and against."""
        votes = "likes, dislikes" if {"likes", "dislikes"} <= self._columns["comments"] else "0, 0"
        yield from self._rows(
            "comments",
            f"id, tid, parent, created, mode, {_text('text', MOST_TEXT)}, length(text),"
            f" {_text('author', 1000)}, {_text('email', 1000)}, {votes}",
        )

    def _rows(self, table: str, columns: str) -> Iterator[Row | Damage]:
        # Names and numbers of our own; nothing of the file is put into the statements.
        sql = f"SELECT {columns} FROM {table} WHERE id > ? ORDER BY id"  # noqa: S608
        following = f"SELECT id FROM {table} WHERE id > ? ORDER BY id LIMIT 1"  # noqa: S608
        last: int | None = -(2**63)
        place = Place(file=self.path.name)
        # The cursor looks one row ahead and loses both where that one can't be read.
        one_by_one = False
        while last is not None:
            try:
                number = 0
                for row in self._connection.execute(
                    sql + " LIMIT ?", (last, 1 if one_by_one else -1)
                ):
                    if not isinstance(row[0], int) or row[0] <= last:
                        # Pages that lead back to each other would be read for ever.
                        yield Damage(place, f"its {table} are out of order behind number {last}")
                        return
                    number, last = number + 1, row[0]
                    yield row
                if not one_by_one or not number:
                    return
            except sqlite3.DataError:
                if one_by_one:
                    found = self._connection.execute(following, (last,)).fetchone()
                    if found is None or not isinstance(found[0], int) or found[0] <= last:
                        return
                    last = found[0]
                    yield Damage(place, f"number {last} of its {table} is too big to be read")
                one_by_one = not one_by_one
            except sqlite3.DatabaseError as error:
                if "locked" in str(error):
                    raise
                if one_by_one:
                    behind = f"of its {table} nothing can be read behind number {last}"
                    yield Damage(place, f"{error}; {behind}")
                    return
                one_by_one = True

    def _check(self) -> None:
        """Refuse what only looks like Isso's tables: views and the like run code of the file's own."""
        self._columns: dict[str, set[str]] = {}
        for table, needed in _NEEDED.items():
            kinds = self._connection.execute(
                "SELECT type, substr(sql, 1, 2000) FROM sqlite_master WHERE name = ?", (table,)
            ).fetchall()
            columns = self._connection.execute(
                "SELECT name, hidden FROM pragma_table_xinfo(?)", (table,)
            ).fetchall()
            self._columns[table] = {str(name) for name, hidden in columns if not hidden}
            kind, sql = kinds[0] if kinds else ("", "")
            if kind and (kind != "table" or "virtual" in str(sql).lower()[:40]):
                raise ImportRefused(
                    "hostile", f"{self.path.name} has a {kind} in place of a table."
                )
            if any(hidden for _name, hidden in columns):
                raise ImportRefused("hostile", f"{self.path.name} computes its columns.")
            if not kind or not needed <= self._columns[table]:
                raise ImportRefused(
                    "no_export", f"{self.path.name} is an SQLite database, but none of Isso's."
                )


def _text(column: str, most: int) -> str:
    """Return what reads a column as text, whatever SQLite was told to keep in it."""
    return f"substr(CAST({column} AS TEXT), 1, {most})"


def _distrust(connection: sqlite3.Connection) -> None:
    connection.text_factory = lambda data: data.decode("utf-8", "replace")
    for setting in ("trusted_schema = OFF", "cell_size_check = ON", "mmap_size = 0"):
        connection.execute(f"PRAGMA {setting}")
    connection.execute("PRAGMA query_only = ON")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_FIELD)
    connection.isolation_level = None


def _only_reading(action: int, first: str | None, second: str | None, *_more: object) -> int:
    if action not in _ALLOWED:
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_FUNCTION and (second or "").lower() not in _FUNCTIONS:
        return sqlite3.SQLITE_DENY
    is_known = first in ("threads", "comments", "preferences", None, "")
    return sqlite3.SQLITE_OK if action != sqlite3.SQLITE_READ or is_known else sqlite3.SQLITE_DENY


def is_database(path: Path) -> bool:
    """Tell whether a file is an SQLite database. Raises ImportRefused for what can't be read."""
    try:
        with path.open("rb") as file:
            return file.read(len(MAGIC)) == MAGIC
    except OSError as error:
        raise ImportRefused("unreadable", f"{path} can't be read: {error.strerror}.") from error
