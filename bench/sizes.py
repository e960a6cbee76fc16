"""Parts 4 and 5: what more comments and more stories cost where nothing is cached."""

from __future__ import annotations

import http.client
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack, closing

from bench.contenders import data_folder, our_site
from bench.figures import Bar, Part, Round, Series, alternate, percentile, ratio
from bench.filling import environment
from bench.running import Running

UNCACHED = {"Cookie": "ay_staff=1"}
"""Whose pages the page cache leaves alone; to Django this reader is nobody special."""
COMMENTS = (100, 10_000, 100_000)
STORIES = (1_000, 10_000, 100_000)
COLUMNS = {"p50_ms": "p50, ms", "p99_ms": "p99, ms", "queries": "queries", "requests": "requests"}


def threads(*, seconds: int, rounds: int) -> Part:
    """Compare pages of conversations of 100, 10,000 and 100,000 comments."""
    part = Part(4, "A conversation's pages, uncached", COLUMNS, chart="p50_ms")
    folder = data_folder("threads")
    with our_site(folder) as site:
        first = {_size(n): f"/news/comments-{n}/" for n in COMMENTS} | {
            "10,000 under one": "/news/branch/"
        }
        paths = {f"first page, {name}": path for name, path in first.items()}
        for number in COMMENTS:
            paths[f"permalink, {_size(number)}"] = _middle(folder, f"/news/comments-{number}/")
        runs = {name: _run(site, path, seconds / 2) for name, path in paths.items()}
        part.series = alternate(runs, rounds)
    counted = _queries(folder, paths)
    _note_queries(part, counted)
    for what in ("first page", "permalink"):
        pages = [f"{what}, {_size(number)}" for number in COMMENTS]
        _hold_to_bars(part, pages, counted)
    branch = ratio(part.named("first page, 10,000 under one"), part.series[0], "p50_ms")
    part.bars.append(
        Bar("10,000 answers to one comment against 100 comments", branch, 1.5, is_at_most=True)
    )
    part.notes.append(
        "A permalink leads to the page of its thread by a redirect: both requests are counted."
    )
    return part


def front_pages(*, seconds: int, rounds: int) -> Part:
    """Compare front pages of sites of 1,000, 10,000 and 100,000 stories."""
    part = Part(5, "Front page, uncached", COLUMNS, chart="p50_ms")
    counted: dict[str, int] = {}
    with ExitStack() as stack:
        runs: dict[str, Callable[[], Round]] = {}
        for number in STORIES:
            folder = data_folder(f"stories-{number}")
            site = stack.enter_context(our_site(folder))
            runs[f"{_size(number)} stories"] = _run(site, "/", seconds / 2)
            counted |= _queries(folder, {f"{_size(number)} stories": "/"})
        part.series = alternate(runs, rounds)
    _note_queries(part, counted)
    _hold_to_bars(part, list(runs), counted)
    return part


def _hold_to_bars(part: Part, names: list[str], counted: dict[str, int]) -> None:
    least, most = part.named(names[0]), part.named(names[-1])
    found = ratio(most, least, "p50_ms")
    part.bars.append(Bar(f"{most.name} against {least.name}", found, 1.5, is_at_most=True))
    spread = max(counted[name] for name in names) - min(counted[name] for name in names)
    part.bars.append(
        Bar(f"difference in queries, {names[0]} …", spread, 0, is_at_most=True, unit="")
    )


def _note_queries(part: Part, counted: dict[str, int]) -> None:
    for series in part.series:
        _add(series, "queries", float(counted[series.name]))


def _add(series: Series, metric: str, value: float) -> None:
    for one in series.rounds:
        one[metric] = value


def _run(site: Running, path: str, seconds: float) -> Callable[[], Round]:
    """Return what asks for a page again and again over one connection, following redirects."""

    def run() -> Round:
        times: list[float] = []
        with closing(http.client.HTTPConnection("127.0.0.1", site.port)) as connection:
            _get(connection, path)
            ends = time.perf_counter() + seconds
            while time.perf_counter() < ends:
                started = time.perf_counter()
                _get(connection, path)
                times.append(time.perf_counter() - started)
        return {
            "p50_ms": percentile(times, 0.5) * 1000,
            "p99_ms": percentile(times, 0.99) * 1000,
            "requests": float(len(times)),
        }

    return run


def _get(connection: http.client.HTTPConnection, path: str) -> bytes:
    connection.request("GET", path, headers=UNCACHED)
    answer = connection.getresponse()
    body = answer.read()
    location = answer.getheader("Location")
    if answer.status in (301, 302) and location:
        return _get(connection, re.sub(r"^https?://[^/]+|#.*", "", location))
    if answer.status != 200:
        raise RuntimeError(f"{path} answers {answer.status}")
    return body


def _inside(folder: object, *words: str) -> str:
    """Run the part of the bench that looks at a site from inside, on its data."""
    return subprocess.run(
        [sys.executable, "-m", "bench.inside", *words],
        env=os.environ | environment(folder),  # type: ignore[arg-type]
        check=True,
        capture_output=True,
        text=True,
    ).stdout


def _queries(folder: object, paths: dict[str, str]) -> dict[str, int]:
    found: dict[str, int] = json.loads(_inside(folder, "queries", json.dumps(paths)))
    return found


def _middle(folder: object, path: str) -> str:
    return _inside(folder, "middle", path).strip()


def _size(number: int) -> str:
    return f"{number:,}"
