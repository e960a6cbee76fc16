"""Part 7: how soon a stopped site answers again, and how much memory it takes when nobody reads it."""

from __future__ import annotations

import os
import subprocess
import time

from bench.contenders import copy_of, our_site
from bench.figures import Bar, Part, Round, Series, say
from bench.filling import environment
from bench.running import PROGRAMS, free_port, memory_of, stop, wait_until_answers
from bench.warm import STORY

REST = 8
"""Seconds after which a site is at rest: the worker has done its first duties."""


def start(*, seconds: int, rounds: int) -> Part:
    """Start a site that was made before; wait for its first page; let it rest; weigh it."""
    part = Part(
        7,
        "Cold start, and memory at rest",
        {
            "first_200_s": "first page, s",
            "pss_mb": "memory, MB (PSS)",
            "rss_mb": "memory, MB (RSS)",
            "processes": "processes",
        },
        chart="pss_mb",
    )
    series = Series("Add Yours: one web process and the worker")
    with copy_of("story") as folder:
        with our_site(folder):
            pass
        for number in range(rounds):
            say(f"round {number + 1} of {rounds}")
            series.rounds.append(_once(str(folder)))
    part.series = [series]
    part.bars = [
        Bar("first page", series.median("first_200_s"), 3.0, is_at_most=True, unit="s"),
        Bar("memory at rest, PSS", series.median("pss_mb"), 250.0, is_at_most=True, unit="MB"),
    ]
    part.notes.append(
        "PSS counts memory that processes share once; RSS counts it in each of them. The files of the"
        " program were in the system's cache."
    )
    return part


def _once(folder: str) -> Round:
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ADDYOURS_")}
    path = os.path.join(folder, "start.log")  # noqa: PTH118
    with open(path, "ab") as log:  # noqa: PTH123
        began = time.perf_counter()
        process = subprocess.Popen(
            [PROGRAMS / "addyours", "serve", "--port", str(port), "--workers", "1"],
            env=kept | environment(folder),  # type: ignore[arg-type]
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        wait_until_answers(process, port, STORY, log.name, every=0.01)  # type: ignore[arg-type]
        took = time.perf_counter() - began
        time.sleep(REST)
        memory = memory_of(process.pid)
    finally:
        stop(process)
    return {
        "first_200_s": took,
        "pss_mb": memory.pss,
        "rss_mb": memory.rss,
        "processes": float(memory.processes),
    }
