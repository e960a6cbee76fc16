"""A PostgreSQL server of the bench's own, as safe as a new one is: with fsync, unlike the tests' one."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from bench.running import Missing, free_port

START_LIMIT = 60


@contextmanager
def server() -> Iterator[str]:
    """Run a server with settings as initdb writes them while the block runs; give its address."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="addyours-bench-postgresql-"))
    user = _user()
    if user:
        shutil.chown(folder, user)
    extra = {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if user else {}
    port = free_port()
    with (folder / "server.log").open("wb") as log:
        run = {"cwd": folder, "stdout": log, "stderr": log, **extra}
        subprocess.run(
            [programs / "initdb", "-D", folder / "data", "-U", "addyours", "-A", "trust"]
            + ["-E", "UTF8", "--locale=C"],
            check=True,
            **run,  # type: ignore[call-overload]
        )
        process = subprocess.Popen(
            [programs / "postgres", "-D", folder / "data", "-k", folder, "-p", str(port)]
            + ["-c", "listen_addresses=127.0.0.1"],
            start_new_session=True,
            **run,  # type: ignore[call-overload]
        )
    url = f"postgresql://addyours@127.0.0.1:{port}/postgres"
    try:
        _wait(process, url)
        yield url
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(process: subprocess.Popen[bytes], url: str) -> None:
    deadline = time.monotonic() + START_LIMIT
    while process.poll() is None and time.monotonic() < deadline:
        with suppress(psycopg.OperationalError):
            psycopg.connect(url, connect_timeout=5).close()
            return
        time.sleep(0.05)
    raise Missing("PostgreSQL does not start.")


def _programs() -> Path:
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(versions, key=lambda path: int(path.parts[-3]), default=None)
    if newest is None:
        raise Missing("PostgreSQL is not installed.")
    return newest.parent


def _user() -> str | None:
    """PostgreSQL refuses to run as root: there it runs as its own user."""
    return "postgres" if os.geteuid() == 0 else None
