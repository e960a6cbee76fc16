"""Makes a site again out of a backup, in an empty folder; a site is there only when all of it is."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from addyours.conf import FILE_NAME, SettingsRefused, read
from addyours.transfer.backup_database import check_postgresql, check_sqlite, load_postgresql
from addyours.transfer.backup_file import (
    FOLDERS,
    KEY,
    POSTGRESQL,
    SQLITE,
    Entry,
    Manifest,
    Packed,
    Watch,
    check_room,
    opened,
)
from addyours.transfer.errors import BackupRefused

MARKER = "restoring"
"""A file that says: what is in this folder, a restore put here that did not come to its end."""
NAMES = {SQLITE: "db.sqlite3"}
OWN = {"lost+found"}


def restore_backup(
    path: Path, folder: Path, *, watch: Watch, finish: Callable[[], None]
) -> Manifest:
    """Fill an empty folder with the site in a backup.

    The secret key, by which a folder is known as a site, comes last; `finish` is called before it.
    Raises BackupRefused with one line, and then leaves the folder empty.
    """
    with opened(path) as packed:
        manifest = packed.manifest
        _claim(folder, manifest)
        try:
            _unpack(packed, folder, watch)
            _place_database(folder, manifest, watch)
            finish()
            (folder / f"{KEY}.{MARKER}").rename(folder / KEY)
            (folder / MARKER).unlink()
        except BaseException as error:
            _clear(folder)
            if isinstance(error, OSError):
                raise BackupRefused(
                    "unwritable", f"{folder} can't be filled: {error.strerror or error}."
                ) from error
            raise
    return manifest


def _claim(folder: Path, manifest: Manifest) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if (folder / MARKER).exists() and not (folder / KEY).exists():
            _clear(folder)
        found = sorted({path.name for path in folder.iterdir()} - OWN)
        if found:
            raise BackupRefused(
                "not_empty",
                f"The folder {folder} is not empty (it has {', '.join(found[:3])})."
                " Choose an empty or a new one with --data.",
            )
        check_room(folder, manifest.size)
        (folder / MARKER).touch()
    except OSError as error:
        raise BackupRefused(
            "unwritable", f"The folder {folder} can't be written: {error.strerror}."
        ) from error


def _unpack(packed: Packed, folder: Path, watch: Watch) -> None:
    manifest = packed.manifest
    watch.step("Files", f"{len(manifest.entries)}, compared with their checksums")
    watch.expect(manifest.size)
    for entry in manifest.entries:
        target = folder / _name(entry)
        target.parent.mkdir(parents=True, exist_ok=True)
        mode = 0o644 if entry.name.startswith("media/") else 0o600
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode)
        with os.fdopen(descriptor, "wb") as file:
            for piece in packed.pieces(entry):
                file.write(piece)
                watch.advance(len(piece))
            file.flush()
            os.fsync(file.fileno())


def _name(entry: Entry) -> str:
    if entry.name == KEY:
        return f"{KEY}.{MARKER}"
    return NAMES.get(entry.name, entry.name)


def _place_database(folder: Path, manifest: Manifest, watch: Watch) -> None:
    watch.step("Database", "checked and put in its place")
    if manifest.database == SQLITE:
        check_sqlite(folder / NAMES[SQLITE])
        return
    snapshot = folder / POSTGRESQL
    check_postgresql(snapshot)
    try:
        conf = read(data=folder)
    except SettingsRefused as refusal:
        raise BackupRefused("settings", str(refusal)) from refusal
    if conf.is_sqlite:
        raise BackupRefused(
            "target",
            "The backup is of a PostgreSQL site. Name an empty database in ADDYOURS_DATABASE_URL.",
        )
    load_postgresql(conf, snapshot)
    snapshot.unlink()


def _clear(folder: Path) -> None:
    """Remove what a restore puts into a folder; only called where there was nothing before."""
    for name in FOLDERS:
        shutil.rmtree(folder / name, ignore_errors=True)
    for name in (*NAMES.values(), POSTGRESQL, FILE_NAME, f"{KEY}.{MARKER}", "prepared.json"):
        (folder / name).unlink(missing_ok=True)
    (folder / MARKER).unlink(missing_ok=True)
