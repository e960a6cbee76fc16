"""The database as it is at one moment, into one file and out of it again, while the site goes on."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

from addyours.conf import Conf
from addyours.transfer.backup_file import Watch
from addyours.transfer.errors import BackupRefused

PAGES = 2_000
"""Pages of SQLite that are copied between two words of progress."""


def copy_sqlite(source: Path, target: Path, watch: Watch) -> None:
    """Copy a SQLite database in use. Writers go on; what they write meanwhile is not seen."""
    told = 0

    def tell(_status: int, remaining: int, total: int) -> None:
        nonlocal told
        watch.advance((total - remaining - told) * size)
        told = total - remaining

    try:
        with (
            closing(_read_only(source)) as reader,
            closing(sqlite3.connect(target, isolation_level=None)) as writer,
        ):
            # A transaction held open is what keeps the copy from beginning anew at every write.
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM sqlite_master").fetchone()
            size = int(reader.execute("PRAGMA page_size").fetchone()[0])
            writer.execute("PRAGMA synchronous=OFF")
            reader.backup(writer, pages=PAGES, progress=tell)
    except sqlite3.Error as error:
        raise BackupRefused("source", f"The database can't be copied: {error}.") from error


def check_sqlite(path: Path) -> None:
    """Make sure that a copied database is whole. Raises BackupRefused."""
    try:
        with closing(
            sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
        ) as database:
            (answer,) = database.execute("PRAGMA quick_check(1)").fetchone()
            found = database.execute(
                "SELECT count(*) FROM sqlite_master WHERE name = 'django_migrations'"
            ).fetchone()
    except sqlite3.Error as error:
        raise BackupRefused(
            "damaged", f"The database in the backup is damaged: {error}."
        ) from error
    if answer != "ok":
        raise BackupRefused("damaged", f"The database in the backup is damaged: {answer}.")
    if found != (1,):
        raise BackupRefused("damaged", "The database in the backup holds no site.")


def dump_postgresql(conf: Conf, target: Path) -> None:
    """Write a snapshot by PostgreSQL's own program."""
    words = ["--format=custom", "--no-owner", "--no-privileges", "--compress=0"]
    _run("pg_dump", conf, [*words, f"--file={target}"])


def check_postgresql(path: Path) -> None:
    """Make sure that PostgreSQL's own program can read a snapshot."""
    _run("pg_restore", None, ["--list", str(path)])


def load_postgresql(conf: Conf, source: Path) -> None:
    """Fill the site's empty PostgreSQL database from a snapshot, wholly or not at all."""
    words = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    _run("pg_restore", conf, [*words, str(source)])


def _run(program: str, conf: Conf | None, words: Sequence[str]) -> None:
    path = shutil.which(program)
    if path is None:
        raise BackupRefused(
            "program", f"The program {program} is not here. Install PostgreSQL's client programs."
        )
    environment = dict(os.environ)
    named = []
    if conf:
        # In the list of processes everybody could read the password.
        parts = urlsplit(conf.database_url)
        environment["PGPASSWORD"] = unquote(parts.password or "")
        place = parts.netloc.rpartition("@")[2]
        user = f"{parts.username}@" if parts.username else ""
        named = [f"--dbname={urlunsplit(parts._replace(netloc=user + place))}"]
    done = subprocess.run(
        [path, *named, *words],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        said = done.stderr.strip().splitlines() or [f"status {done.returncode}"]
        raise BackupRefused("database", f"{program} failed: {said[0].rstrip('.')}.")


def _read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=20, isolation_level=None
    )
