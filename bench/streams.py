"""Part 6: how soon a new comment reaches 1,000 and 10,000 open pages, and what an open page costs."""

from __future__ import annotations

import http.client
import json
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager

from bench.contenders import copy_of, our_site
from bench.figures import Bar, Part, Round, alternate, percentile
from bench.posting import Poster
from bench.running import Missing, Running
from bench.warm import STORY, form_address, is_shown, our_request

NUMBERS = (1_000, 10_000)
A_PROCESS = 2_500
"""Streams of one client process."""
SPARE = 500
"""Files the server needs besides the streams."""
EVENTS = 8
PAUSE = 1.0
"""Seconds between comments."""


def streams(*, seconds: int, rounds: int) -> Part:
    """Post comments on a story that so many readers have open; note when each of them hears of it."""
    part = Part(
        6,
        "Live: a comment reaches every open page",
        {
            "p50_ms": "p50, ms",
            "p99_ms": "p99, ms",
            "max_ms": "last, ms",
            "delivered": "delivered",
            "missed": "missed",
            "kilobytes_a_stream": "kB a stream",
        },
        chart="p99_ms",
    )
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    runs: dict[str, Callable[[], Round]] = {}
    for number in NUMBERS:
        if hard < number + SPARE:
            part.notes.append(f"{number:,} streams need ulimit -n {number + SPARE}; it is {hard}.")
        else:
            runs[f"{number:,} streams"] = _run(number)
    if not runs:
        raise Missing(" ".join(part.notes))
    part.series = alternate(runs, min(rounds, 3))
    for one in part.series:
        slowest = max(row["p99_ms"] for row in one.rounds) / 1000
        part.bars.append(Bar(f"{one.name}, p99 of the slowest round", slowest, 1.0, True, "s"))
        missed = sum(row["missed"] for row in one.rounds)
        part.bars.append(Bar(f"{one.name}, events missed", missed, 0, True, ""))
    part.notes.append(
        "Timed from the moment the comment is sent to the server, its posting included."
    )
    return part


def _run(number: int) -> Callable[[], Round]:
    def run() -> Round:
        with ExitStack() as stack:
            folder = stack.enter_context(copy_of("story"))
            site = stack.enter_context(
                our_site(
                    folder, RATE_LIMITS="off", COMMENTS_HOLD="none", LIVE_PER_ADDRESS="1000000"
                )
            )
            target = _target(site)
            thread = re.findall(r"\d+", target)[0]
            before = site.memory().pss
            with _clients(site, f"/threads/{thread}/live", number) as clients:
                time.sleep(1)
                each = (site.memory().pss - before) * 1024 / number
                sent = _post(site, target)
                time.sleep(PAUSE)
                arrived = _collect(clients)
        return _figures(sent, arrived, number) | {"kilobytes_a_stream": each}

    return run


def _figures(sent: list[float], arrived: dict[str, list[float]], number: int) -> Round:
    if arrived.pop("closed"):
        raise RuntimeError("The server closed streams.")
    # Positions rise with time, so the first event is the first comment's.
    events = sorted(arrived, key=int)
    if len(events) != len(sent):
        raise RuntimeError(f"{len(sent)} comments made {len(events)} events.")
    pairs = zip(events, sent, strict=True)
    times = [moment - start for event, start in pairs for moment in arrived[event]]
    return {
        "p50_ms": percentile(times, 0.5) * 1000,
        "p99_ms": percentile(times, 0.99) * 1000,
        "max_ms": max(times) * 1000,
        "delivered": float(len(times)),
        "missed": float(number * len(sent) - len(times)),
    }


@contextmanager
def _clients(site: Running, path: str, number: int) -> Iterator[list[subprocess.Popen[str]]]:
    processes = []
    try:
        for first in range(0, number, A_PROCESS):
            some = min(A_PROCESS, number - first)
            command = [sys.executable, "-m", "bench.stream_clients"]
            processes.append(
                subprocess.Popen(
                    [*command, str(site.port), path, str(some)],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
        for process in processes:
            assert process.stdout is not None
            if process.stdout.readline().strip() != "open":
                raise RuntimeError("Not all streams could be opened.")
        yield processes
    finally:
        for process in processes:
            process.kill()
            process.wait()


def _collect(clients: list[subprocess.Popen[str]]) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for client in clients:
        assert client.stdin is not None
        client.stdin.close()
    for client in clients:
        assert client.stdout is not None
        for event, moments in json.loads(client.stdout.readline()).items():
            found.setdefault(event, []).extend(moments)
    return found


def _post(site: Running, target: str) -> list[float]:
    """Return when each comment was sent that readers were to be told of: one in some hundreds is held."""
    poster = Poster(site.port, lambda number: our_request(target, number))
    sent = []
    for number in range(EVENTS):
        began = time.monotonic()
        status, took = poster.post(time.monotonic_ns() // 1000)
        if status != 303:
            raise RuntimeError(f"Comment {number} was answered with {status}.")
        sent.append((began, poster.led_to))
        time.sleep(max(0, PAUSE - took))
    poster.close()
    return [began for began, place in sent if is_shown(site, place)]


def _target(site: Running) -> str:
    with closing(http.client.HTTPConnection("127.0.0.1", site.port)) as connection:
        connection.request("GET", STORY)
        return form_address(connection.getresponse().read().decode())
