"""Runs wrk, which asks for one page as fast as it can."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from bench.figures import Round

REPORT = Path(__file__).parent / "lua/report.lua"
CONNECTIONS = 32
WARM_UP = 1


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


def _run(url: str, seconds: int, words: list[str]) -> Round:
    done = subprocess.run(
        ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(REPORT), *words, url],
        capture_output=True,
        text=True,
        check=True,
    )
    line = next(line for line in done.stdout.splitlines() if line.startswith("FIGURES "))
    figures: Round = json.loads(line.removeprefix("FIGURES "))
    return figures
