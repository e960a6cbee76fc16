"""The file a backup is: a ZIP whose last entry lists all others with size and SHA-256, read with distrust."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Protocol

from addyours.transfer.errors import BackupRefused

FORMAT = 1
MANIFEST = "manifest.json"
SQLITE, POSTGRESQL = "database.sqlite3", "database.pgdump"
KEY, SETTINGS = "secret.key", "addyours.toml"
FOLDERS = ("media", "templates")
"""Folders of the data folder that are kept; what else is in there is made anew by a start."""
MOST_MANIFEST = 512 * 1024**2
PIECE = 256 * 1024
_HEX = re.compile(r"[0-9a-f]{64}")


class Watch(Protocol):
    """Is told how the work gets on."""

    def step(self, name: str, text: str) -> None:
        """Hear that a step begins."""

    def expect(self, rows: int) -> None:
        """Hear how many bytes the next step takes."""

    def advance(self, rows: int) -> None:
        """Hear that so many bytes more are done."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file in a backup."""

    name: str
    size: int
    sha256: str


@dataclass(slots=True)
class Manifest:
    """What a backup says of itself."""

    made_at: str
    program: str
    site: str
    entries: list[Entry] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    """Files that went away while the backup was made, and what is no file."""
    format: int = FORMAT

    @property
    def size(self) -> int:
        return sum(entry.size for entry in self.entries)

    @property
    def database(self) -> str:
        """The name of the entry that holds the database."""
        return next(entry.name for entry in self.entries if entry.name in (SQLITE, POSTGRESQL))

    def entry(self, name: str) -> Entry:
        """Return the entry of this name, which is there."""
        return next(entry for entry in self.entries if entry.name == name)


class Pack:
    """A backup being written. It gets its name when it is whole, so that half a one is never found."""

    def __init__(self, file: IO[bytes], watch: Watch) -> None:
        self._zip = zipfile.ZipFile(file, "w", allowZip64=True)
        self._watch = watch

    def add(self, name: str, source: IO[bytes], *, packed: bool) -> Entry:
        """Write one entry from an open file; pictures are packed already."""
        info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        info.external_attr = 0o600 << 16
        made, size = hashlib.sha256(), 0
        with self._zip.open(info, "w", force_zip64=True) as target:
            while piece := source.read(PIECE):
                target.write(piece)
                made.update(piece)
                size += len(piece)
                self._watch.advance(len(piece))
        return Entry(name, size, made.hexdigest())

    def finish(self, manifest: Manifest) -> None:
        """Write the list of what there is, and close."""
        self._zip.writestr(
            zipfile.ZipInfo(MANIFEST, date_time=(1980, 1, 1, 0, 0, 0)),
            json.dumps(asdict(manifest), ensure_ascii=False, indent=1),
        )
        self._zip.close()


class Packed:
    """A backup being read. Nothing in it is believed before it was compared with the list."""

    def __init__(self, archive: zipfile.ZipFile, manifest: Manifest) -> None:
        self._archive, self.manifest = archive, manifest

    def pieces(self, entry: Entry) -> Iterator[bytes]:
        """Yield the bytes of an entry, never more than it may have. Raises BackupRefused if others."""
        made, left = hashlib.sha256(), entry.size
        with _reading(entry.name), self._archive.open(entry.name) as source:
            while piece := source.read(min(PIECE, left + 1)):
                left -= len(piece)
                if left < 0:
                    break
                made.update(piece)
                yield piece
        if left or made.hexdigest() != entry.sha256:
            raise BackupRefused("damaged", f"The backup is damaged: {entry.name} is another.")


@contextmanager
def opened(path: Path) -> Iterator[Packed]:
    """Open a backup and compare what it holds with its list. Raises BackupRefused."""
    try:
        with _reading(path.name), zipfile.ZipFile(path) as archive:
            packed = Packed(archive, _manifest(archive))
            _compare(archive, packed.manifest)
            yield packed
    except OSError as error:
        raise BackupRefused(
            "unreadable", f"{path} can't be read: {error.strerror or error}."
        ) from error


@contextmanager
def _reading(name: str) -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise BackupRefused("damaged", f"{name} is no whole backup: {error}.") from error


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    try:
        info = archive.getinfo(MANIFEST)
        if info.file_size > MOST_MANIFEST:
            raise BackupRefused("damaged", "The backup's list of files is too long.")
        with archive.open(info) as source:
            values = json.loads(source.read(MOST_MANIFEST))
        if values["format"] != FORMAT:
            raise BackupRefused(
                "format",
                f"The backup has the format {values['format']}; this program reads {FORMAT}.",
            )
        entries = [_checked(entry) for entry in values.pop("entries")]
        manifest = Manifest(**values, entries=entries)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise BackupRefused("damaged", "The file is no backup: its list can't be read.") from error
    names = [entry.name for entry in entries]
    if len({SQLITE, POSTGRESQL}.intersection(names)) != 1 or KEY not in names:
        raise BackupRefused("damaged", "The backup lacks the database or the secret key.")
    return manifest


def _checked(entry: dict[str, object]) -> Entry:
    name, size, sha256 = entry["name"], entry["size"], entry["sha256"]
    if not isinstance(name, str) or not is_safe(name):
        raise BackupRefused("hostile", f"The backup names a file that may not be in it: {name!r}.")
    if not isinstance(size, int) or size < 0 or not _HEX.fullmatch(str(sha256)):
        raise ValueError(name)
    return Entry(name, size, str(sha256))


def is_safe(name: str) -> bool:
    """Tell whether a backup may hold a file of this name: of those we write, and nowhere outside."""
    if name in (SQLITE, POSTGRESQL, KEY, SETTINGS):
        return True
    first, *rest = name.split("/")
    return (
        first in FOLDERS
        and bool(rest)
        and not any(part in ("", ".", "..") for part in rest)
        and "\\" not in name
        and name.isprintable()
        and max(len(os.fsencode(part)) for part in rest) <= 255
    )


def check_room(folder: Path, size: int) -> None:
    """Make sure that so many bytes have room in a folder. Raises BackupRefused."""
    free = shutil.disk_usage(folder).free
    if size > free:
        raise BackupRefused(
            "no_room",
            f"The backup needs {size // 1024**2 + 1} MB; {folder} has {free // 1024**2} MB.",
        )


def _compare(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    found = sorted((info.filename, info.file_size) for info in archive.infolist())
    listed = [(entry.name, entry.size) for entry in manifest.entries]
    listed.append((MANIFEST, archive.getinfo(MANIFEST).file_size))
    if found != sorted(listed):
        raise BackupRefused("damaged", "The backup holds other files than its list says.")
