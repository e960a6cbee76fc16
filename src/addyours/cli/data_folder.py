"""The data folder: made on first run, checked on each, with refusals that say what to do."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import sqlite3
from importlib.metadata import version
from pathlib import Path

import addyours
from addyours.conf import Conf

STAMP = "prepared.json"


class FolderRefused(Exception):
    """The data folder can't be used; the message says why and what to do."""


def check_folder(conf: Conf) -> None:
    """Make the data folder if need be and make sure that it can be written. Raises FolderRefused."""
    try:
        conf.data.mkdir(parents=True, exist_ok=True)
        probe = conf.data / f".write-test-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise FolderRefused(
            f"The data folder {conf.data} can't be written ({error.strerror}). "
            "Change its rights, or choose another with --data."
        ) from error
    if not is_site(conf) and (foreign := _foreign_files(conf)):
        raise FolderRefused(
            f"The folder {conf.data} is not empty and holds no site (it has {foreign}). "
            "Choose an empty folder with --data."
        )


def check_database_file(conf: Conf) -> None:
    """Make sure that the SQLite file is one and is whole at its start. Raises FolderRefused."""
    if not conf.is_sqlite or not conf.sqlite_file.exists():
        return
    try:
        connection = sqlite3.connect(f"file:{conf.sqlite_file}?mode=ro", uri=True)
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        finally:
            connection.close()
    except sqlite3.DatabaseError as error:
        raise FolderRefused(
            f"The database {conf.sqlite_file} can't be read ({error}). Restore a backup of it, or "
            "move it away and start anew."
        ) from error


def is_site(conf: Conf) -> bool:
    """Tell whether a site was made in this folder."""
    return conf.secret_key_file.exists()


def is_prepared(conf: Conf) -> bool:
    """Tell whether this version of the program has prepared the folder, without loading Django."""
    try:
        stamp = json.loads((conf.data / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    has_database = not conf.is_sqlite or conf.sqlite_file.exists()
    return bool(stamp == {"fingerprint": fingerprint(conf)} and has_database)


def is_stamped(conf: Conf) -> bool:
    """Tell whether any version has prepared the folder to the end."""
    return (conf.data / STAMP).exists()


def mark_prepared(conf: Conf) -> None:
    """Write down that this version has prepared the folder."""
    text = json.dumps({"fingerprint": fingerprint(conf)})
    (conf.data / STAMP).write_text(text, encoding="utf-8")


def mark_restored(conf: Conf) -> None:
    """Write down that the folder holds a site that is not new, and that no version has prepared it."""
    (conf.data / STAMP).write_text("{}", encoding="utf-8")


def fingerprint(conf: Conf) -> str:
    """Return what preparing depends on: versions, migrations, static files, words, the site's address."""
    package = Path(addyours.__file__).parent
    parts = [version(name) for name in ("addyours", "django", "wagtail")]
    parts += [conf.site_url, conf.database_url, conf.language]
    for pattern in ("*/migrations/*.py", "*/static/**/*", "*/locale/**/*.po"):
        for path in sorted(package.glob(pattern)):
            status = path.stat()
            parts.append(f"{path.relative_to(package)} {status.st_size} {status.st_mtime_ns}")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def make_secret_key(path: Path) -> None:
    """Write a new secret key that only its owner can read; an existing one is never replaced."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(64) + "\n")


def _foreign_files(conf: Conf) -> str:
    names = sorted(path.name for path in conf.data.iterdir())
    own = {"addyours.toml", "lost+found"}
    return ", ".join([name for name in names if name not in own][:3])
