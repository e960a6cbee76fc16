"""Keeps, in a file that goes away, what posts name by number and may stand behind them: attachments."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from addyours.transfer.incoming import Place, SiteMedia


class Shelf:
    """The attachments of an export, however many there are."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="addyours-import-")
        self._database = sqlite3.connect(Path(self._folder.name) / "shelf", isolation_level=None)
        self._database.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN;"
            "CREATE TABLE media (id TEXT PRIMARY KEY, parent TEXT, url TEXT, title TEXT, alt TEXT,"
            " caption TEXT, line INT, byte INT, file TEXT); CREATE INDEX below ON media (parent);"
        )

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()
        self._folder.cleanup()

    def put(self, one: SiteMedia, *, parent: str) -> bool:
        """Keep an attachment; tell whether its number was new."""
        place = one.place
        values = (one.id, parent, one.url, one.title, one.alt, one.caption)
        marks = ",".join("?" * 9)
        made = self._database.execute(
            f"INSERT OR IGNORE INTO media VALUES ({marks})",  # noqa: S608
            (*values, place.line, place.byte, place.file),
        )
        return made.rowcount > 0

    def all(self) -> Iterator[SiteMedia]:
        """Yield every attachment in order."""
        for row in self._database.execute("SELECT * FROM media ORDER BY rowid"):
            yield _media(row)

    def get(self, name: str) -> SiteMedia | None:
        """Return an attachment by its number."""
        row = self._database.execute("SELECT * FROM media WHERE id = ?", (name,)).fetchone()
        return _media(row) if row else None

    def attached(self, post: str) -> list[str]:
        """Return the numbers of what belongs to a post."""
        rows = self._database.execute(
            "SELECT id FROM media WHERE parent = ? ORDER BY rowid LIMIT 200", (post,)
        )
        return [name for (name,) in rows]

    def pictures(self, names: Sequence[str], *, post: str) -> list[tuple[str, str, str]]:
        """Return address, alt text and caption of these, or of all that belong to the post."""
        found = [self.get(name) for name in names]
        if not names and post:
            rows = self._database.execute(
                "SELECT * FROM media WHERE parent = ? ORDER BY rowid LIMIT 200", (post,)
            )
            found = [_media(row) for row in rows]
        return [(one.url, one.alt, one.caption) for one in found if one is not None]


def _media(row: tuple[str, str, str, str, str, str, int, int, str]) -> SiteMedia:
    name, _parent, url, title, alt, caption, line, byte, file = row
    return SiteMedia(
        id=name, url=url, title=title, alt=alt, caption=caption, place=Place(line, byte, file)
    )
