"""Makes a backup of a running site: one file with database, media, settings and key, or none at all."""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO

from addyours.conf import FILE_NAME, Conf
from addyours.transfer.backup_database import (
    check_postgresql,
    check_sqlite,
    copy_sqlite,
    dump_postgresql,
)
from addyours.transfer.backup_file import (
    FOLDERS,
    KEY,
    POSTGRESQL,
    SETTINGS,
    SQLITE,
    Manifest,
    Pack,
    Watch,
    check_room,
    is_safe,
    opened,
)
from addyours.transfer.errors import BackupRefused


def make_backup(conf: Conf, path: Path, *, watch: Watch) -> Manifest:
    """Write a backup of the site as it is at one moment to a new file that only its owner can read.

    Raises BackupRefused with one line; then there is no such file.
    """
    if path.exists():
        raise BackupRefused("exists", f"{path} is there already. Name a new file.")
    if any(path.resolve().is_relative_to(served.resolve()) for served in (conf.media, conf.static)):
        raise BackupRefused("public", f"Everybody could fetch {path}. Name another folder.")
    manifest = Manifest(
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        program=version("addyours"),
        site=conf.site_url,
    )
    try:
        with _claimed(path) as (file, database):
            _write(conf, manifest, (file, database), watch)
            # The name comes last: what has it is whole and on the disk.
            _partial(path).replace(path)
            _settle(path.absolute().parent)
    except OSError as error:
        raise BackupRefused(
            "unwritable", f"{path} can't be written: {error.strerror or error}."
        ) from error
    return manifest


def verify_backup(path: Path, *, watch: Watch) -> Manifest:
    """Read a whole backup and compare everything with its checksums. Raises BackupRefused."""
    beside = path.absolute().parent
    place = beside if os.access(beside, os.W_OK) else None
    with opened(path) as packed, tempfile.TemporaryDirectory(dir=place) as aside:
        manifest = packed.manifest
        check_room(Path(aside), manifest.entry(manifest.database).size)
        watch.step("Reading", f"{len(manifest.entries)} files")
        watch.expect(manifest.size)
        copied = Path(aside) / manifest.database
        for entry in manifest.entries:
            place_of = copied if entry.name == copied.name else Path(os.devnull)
            with place_of.open("wb") as target:
                for piece in packed.pieces(entry):
                    target.write(piece)
                    watch.advance(len(piece))
        (check_sqlite if copied.name == SQLITE else check_postgresql)(copied)
    return manifest


@contextmanager
def _claimed(path: Path) -> Iterator[tuple[IO[bytes], Path]]:
    """Give an empty file beside the one to be made, and the place for a copy of the database.

    Both have names of their own that an attempt which was killed leaves behind and the next uses.
    """
    partial, database = _partial(path), path.with_name(f"{path.name}.partial-db")
    descriptor = os.open(partial, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "r+b") as file:
        if not _is_ours_alone(descriptor, partial):
            raise BackupRefused("busy", f"A backup to {path} is being made already.")
        try:
            file.truncate()
            yield file, database
        finally:
            for left in ("", "-journal", "-wal"):
                database.with_name(database.name + left).unlink(missing_ok=True)
            partial.unlink(missing_ok=True)


def _is_ours_alone(descriptor: int, partial: Path) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # Whoever had the lock may have finished just now: then this is their backup under its name.
        return partial.stat().st_ino == os.fstat(descriptor).st_ino
    except (BlockingIOError, FileNotFoundError):
        return False


def _partial(path: Path) -> Path:
    return path.with_name(f"{path.name}.partial")


def _write(conf: Conf, manifest: Manifest, into: tuple[IO[bytes], Path], watch: Watch) -> None:
    file, copied = into
    pack = Pack(file, watch)
    watch.step("Database", "copied as it is now")
    copied.unlink(missing_ok=True)
    os.close(os.open(copied, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    if conf.is_sqlite:
        watch.expect(conf.sqlite_file.stat().st_size)
        copy_sqlite(conf.sqlite_file, copied, watch)
    else:
        dump_postgresql(conf, copied)
    # After the database: a photo of the moment it shows is there, unless it was removed since.
    kept = list(_files(conf, manifest))
    watch.step("Writing", f"{len(kept) + 1} files")
    watch.expect(copied.stat().st_size + sum(size for _name, _path, size in kept))
    with copied.open("rb") as source:
        name = SQLITE if conf.is_sqlite else POSTGRESQL
        manifest.entries.append(pack.add(name, source, packed=True))
    for name, path, _size in kept:
        try:
            source = path.open("rb")
        except FileNotFoundError:
            manifest.left_out.append(name)
            continue
        with source:
            manifest.entries.append(pack.add(name, source, packed=False))
    pack.finish(manifest)
    file.flush()
    os.fsync(file.fileno())


def _files(conf: Conf, manifest: Manifest) -> Iterator[tuple[str, Path, int]]:
    """Yield name in the backup, path and size of each file that is kept, in an order of their own."""
    yield KEY, conf.secret_key_file, conf.secret_key_file.stat().st_size
    settings = conf.data / FILE_NAME
    if settings.exists():
        yield SETTINGS, settings, settings.stat().st_size
    for folder in FOLDERS:
        for here, folders, names in os.walk(conf.data / folder):
            folders.sort()
            place = Path(here)
            links = [name for name in folders if (place / name).is_symlink()]
            manifest.left_out += [_named(conf, place / name) for name in links]
            for path in (place / name for name in sorted(names)):
                name = _named(conf, path)
                if not path.is_file() or not is_safe(name):
                    manifest.left_out.append(ascii(name)[1:-1])
                    continue
                with suppress(FileNotFoundError):
                    yield name, path, path.stat().st_size


def _named(conf: Conf, path: Path) -> str:
    return path.relative_to(conf.data).as_posix()


def _settle(folder: Path) -> None:
    """Let the new name survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
