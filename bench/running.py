"""Starts programs on free ports, waits until they answer, measures their memory and stops them by their id."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

PROGRAMS = Path(sys.executable).parent
START_LIMIT = 120
STOP_LIMIT = 20


class Missing(Exception):
    """Something a measurement needs is not there; it is left out, and the report says so."""


@dataclass(frozen=True)
class Running:
    """A program that runs in a process group of its own."""

    port: int
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def processor_seconds(self) -> float:
        """Return the processor time the process and all its children have taken."""
        return processor_seconds(self.process.pid)

    def memory(self) -> Memory:
        """Return the memory of the process and all its children."""
        return memory_of(self.process.pid)


@dataclass(frozen=True)
class Memory:
    """Megabytes: PSS counts what processes share once, RSS in each of them."""

    pss: float
    rss: float
    processes: int


@contextmanager
def running(
    words: Sequence[str | Path],
    *,
    port: int,
    log: Path,
    path: str = "/",
    environment: Mapping[str, str] | None = None,
) -> Iterator[Running]:
    """Run a program while the block runs; the block begins when `path` is answered."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ADDYOURS_")}
    with log.open("ab") as output:
        process = subprocess.Popen(
            list(map(str, words)),
            env=kept | dict(environment or {}),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        wait_until_answers(process, port, path, log)
        yield Running(port, process)
    finally:
        stop(process)


def wait_until_answers(
    process: subprocess.Popen[bytes], port: int, path: str, log: Path, *, every: float = 0.02
) -> None:
    """Wait until a program answers with anything below 500. Raises Missing when it ends or is too slow."""
    deadline = time.monotonic() + START_LIMIT
    while process.poll() is None and time.monotonic() < deadline:
        if answers(port, path):
            return
        time.sleep(every)
    said = log.read_text(encoding="utf-8", errors="replace")[-1500:]
    raise Missing(f"{process.args!r:.200} does not answer:\n{said}")


def answers(port: int, path: str) -> bool:
    """Tell whether a server answers a request for a path."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        with suppress(OSError, http.client.HTTPException):
            connection.request("GET", path)
            return connection.getresponse().status < 500
    return False


def stop(process: subprocess.Popen[bytes]) -> None:
    """Stop a program as a service manager would; its group is ended when it does not obey."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(STOP_LIMIT)
        except subprocess.TimeoutExpired:
            # A session of its own, so this reaches its children and nothing else.
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def memory_of(pid: int) -> Memory:
    """Return the memory of a process and everything beneath it, as Linux counts it."""
    pss = rss = 0.0
    found = [pid, *_beneath(pid)]
    for one in found:
        with suppress(OSError):
            text = Path(f"/proc/{one}/smaps_rollup").read_text(encoding="ascii")
            sizes = {line.split()[0]: int(line.split()[1]) for line in text.splitlines()[1:]}
            pss += sizes["Pss:"] / 1024
            rss += sizes["Rss:"] / 1024
    return Memory(pss, rss, len(found))


def processor_seconds(pid: int) -> float:
    """Return the processor time of a process and everything beneath it, ended children included."""
    ticks = 0
    for one in (pid, *_beneath(pid)):
        with suppress(OSError):
            # What follows the name in parentheses, which may hold anything.
            fields = (
                Path(f"/proc/{one}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            )
            ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def _beneath(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in map(int, task.read_text(encoding="ascii").split()):
                found += [child, *_beneath(child)]
    return found
