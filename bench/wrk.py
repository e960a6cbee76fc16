"""Runs wrk, which asks for one page, or posts comments, as fast as it can."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

from bench.figures import Round
from bench.posting import Request

LUA = Path(__file__).parent / "lua"
CONNECTIONS = 32
WARM_UP = 1
PATIENCE = 3
"""Seconds that answers are waited for after the last request was sent."""
MOST_A_SECOND = 3_000
"""Comments that are made ready for each second: more than any contender takes."""


def get(url: str, *, seconds: int, headers: dict[str, str] | None = None) -> Round:
    """Ask for a page over 32 connections that stay open, from one thread, for so many seconds.

    Raises RuntimeError when any answer failed.
    """
    words = [word for name, value in (headers or {}).items() for word in ("-H", f"{name}: {value}")]
    _run(url, WARM_UP, words)
    found = _run(url, seconds, words)
    if found["failed"]:
        raise RuntimeError(f"{found['failed']:.0f} requests to {url} failed")
    return {
        "requests_a_second": found["requests"] / found["microseconds"] * 1e6,
        "p50_ms": found["p50"] / 1000,
        "p99_ms": found["p99"] / 1000,
        "bytes_an_answer": found["bytes"] / found["requests"],
    }


def post(
    port: int,
    request: Request,
    *,
    seconds: int,
    success: int,
    numbers: Iterable[int],
    connections: int,
) -> Round:
    """Post the comments with these numbers for so many seconds over connections that stay open.

    Every comment that was begun is waited for, so that each one that was accepted is counted.
    """
    with tempfile.NamedTemporaryFile(suffix=".requests") as file:
        for number in numbers:
            whole = _as_sent(port, *request(number))
            file.write(b"%d\n%s" % (len(whole), whole))
        file.flush()
        found = _wrk(
            ["-c", str(connections), "-d", f"{seconds + PATIENCE}s", "--timeout", "60s"],
            "post.lua",
            f"http://127.0.0.1:{port}/",
            [file.name, str(seconds), str(success)],
        )
    if found["left"] <= 0:
        raise RuntimeError(f"more than {MOST_A_SECOND} comments a second: too few were made ready")
    return {
        "comments_a_second": found["accepted"] / found["seconds"],
        "p50_ms": found["p50"] / 1000,
        "p99_ms": found["p99"] / 1000,
        "max_ms": found["max"] / 1000,
        "accepted": found["accepted"],
        "refused": found["refused"] + found["broken"],
    }


def _as_sent(port: int, path: str, headers: dict[str, str], body: bytes) -> bytes:
    lines = [f"POST {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


def _run(url: str, seconds: int, words: list[str]) -> Round:
    return _wrk(["-c", str(CONNECTIONS), "-d", f"{seconds}s", *words], "report.lua", url, [])


def _wrk(options: list[str], script: str, url: str, arguments: list[str]) -> Round:
    done = subprocess.run(
        ["wrk", "-t1", *options, "-s", str(LUA / script), url, "--", *arguments],
        capture_output=True,
        text=True,
        check=True,
    )
    line = next(line for line in done.stdout.splitlines() if line.startswith("FIGURES "))
    figures: Round = json.loads(line.removeprefix("FIGURES "))
    return figures
