"""Reads an archive with distrust: what is in it, line by line, and its files."""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from addyours.transfer.archive import FORMAT, HEADER
from addyours.transfer.archive_models import EXPORTED
from addyours.transfer.backup_file import PIECE, check_room, is_safe
from addyours.transfer.errors import ArchiveRefused, BackupRefused

MOST_HEADER = 1024**2
MOST_LINE = 64 * 1024**2
"""Bytes of a row: many times what a story may have."""


class Archive:
    """An archive that is read."""

    def __init__(self, file: zipfile.ZipFile, rows: dict[str, int]) -> None:
        self._file, self.rows = file, rows

    def lines(self, label: str) -> Iterator[tuple[int, str]]:
        """Yield the rows of a model with their numbers; as many as the header says, or refuse."""
        number = 0
        with _reading(label), self._file.open(f"data/{label}.jsonl") as source:
            while line := source.readline(MOST_LINE + 1):
                number += 1
                if len(line) > MOST_LINE or not line.endswith(b"\n"):
                    raise ArchiveRefused("damaged", f"{label}, line {number} has no end.")
                yield number, line.decode("utf-8")
        if number != self.rows[label]:
            raise ArchiveRefused(
                "damaged", f"{label} has {number} rows; the header says {self.rows[label]}."
            )

    def media(self) -> list[zipfile.ZipInfo]:
        """Return the files for the folder of media."""
        return [info for info in self._file.infolist() if info.filename.startswith("media/")]

    def unpack(self, info: zipfile.ZipInfo, folder: Path) -> None:
        """Write one of the files beneath the data folder."""
        target = folder / info.filename
        target.parent.mkdir(parents=True, exist_ok=True)
        with _reading(info.filename), self._file.open(info) as source, target.open("wb") as file:
            while piece := source.read(PIECE):
                file.write(piece)


@contextmanager
def opened(path: Path, *, folder: Path) -> Iterator[Archive]:
    """Open an archive whose content has room in a folder. Raises ArchiveRefused."""
    try:
        with _reading(path.name), zipfile.ZipFile(path) as file:
            rows = _header(file)
            _check_names(file)
            _check_room(folder, sum(info.file_size for info in file.infolist()))
            yield Archive(file, rows)
    except OSError as error:
        raise ArchiveRefused("unreadable", f"{path} can't be read: {error.strerror}.") from error


def _header(file: zipfile.ZipFile) -> dict[str, int]:
    try:
        info = file.getinfo(HEADER)
        if info.file_size > MOST_HEADER:
            raise ArchiveRefused("hostile", "The archive's header is too long.")
        values = json.loads(file.read(info))
        made = values["format"]
        rows = {str(label): int(number) for label, number in values["rows"].items()}
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise ArchiveRefused("no_archive", "The file is no archive of a site.") from error
    if made != FORMAT:
        raise ArchiveRefused(
            "format", f"The archive has the format {made}; this program reads {FORMAT}."
        )
    return rows


def _check_names(file: zipfile.ZipFile) -> None:
    names = [info.filename for info in file.infolist()]
    data = sorted(name for name in names if not name.startswith("media/"))
    if data != sorted([HEADER, *(f"data/{label}.jsonl" for label in EXPORTED)]):
        raise ArchiveRefused(
            "no_archive", "The archive holds other tables than this program knows."
        )
    for name in names:
        if name.startswith("media/") and not is_safe(name):
            raise ArchiveRefused("hostile", f"The archive has a file that may not be: {name!r}.")
    if len(set(names)) != len(names):
        raise ArchiveRefused("damaged", "The archive holds two files of one name.")


def _check_room(folder: Path, size: int) -> None:
    """What the archive says of its sizes is what is unpacked of it: never more."""
    try:
        check_room(folder, size)
    except BackupRefused as refused:
        reason = f"Unpacked, the archive has {size // 1024**2 + 1} MB; {folder} has no room for it."
        raise ArchiveRefused("no_room", reason) from refused


@contextmanager
def _reading(name: str) -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise ArchiveRefused("damaged", f"{name} is no whole archive: {error}.") from error
    except UnicodeDecodeError as error:
        raise ArchiveRefused("damaged", f"{name} is no UTF-8.") from error
