"""Part 3: comments accepted a second, each on disk before the answer, counted in the database afterwards."""

from __future__ import annotations

import http.client
import json
import os
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path

import psycopg
from psycopg import sql

from bench import postgresql, wrk
from bench.contenders import GUNICORN_WORKERS, bare_django, copy_of, isso, our_site, scratch
from bench.figures import Bar, Part, Round, alternate, ratio
from bench.filling import environment
from bench.posting import Request
from bench.running import PROGRAMS, Missing, Running
from bench.warm import STORY, form_address, our_request, words

OURS, OURS_PG = "Add Yours, SQLite", "Add Yours, PostgreSQL"
WORKERS = max(2, os.cpu_count() or 1)
MANY = f"{WORKERS} web processes"
"""As Isso is given many by Gunicorn, ours are measured with a process for each processor too."""
ISSO_RUN, ISSO_GUNICORN = "Isso, isso run", "Isso, Gunicorn"
BARE, BARE_PG = "bare Django, SQLite", f"bare Django, PostgreSQL, {MANY}"
"""What Django alone takes, as it does most: on SQLite a second process adds nothing."""
CONNECTIONS = 16
Count = Callable[[], int]
SETTINGS = {"RATE_LIMITS": "off", "COMMENTS_HOLD": "none"}


def accepted(*, seconds: int, rounds: int) -> Part:
    """Compare how many comments of guests are accepted a second over 16 connections."""
    part = Part(
        3,
        "Comments accepted a second, durable, 16 connections",
        {
            "comments_a_second": "comments/s",
            "p50_ms": "p50, ms",
            "p99_ms": "p99, ms",
            "max_ms": "longest, ms",
            "processor_ms": "processor ms a comment",
            "accepted": "accepted",
            "in_database": "in the database",
            "refused": "failed",
        },
        chart="comments_a_second",
    )
    with ExitStack() as stack:
        runs = {
            OURS: _ours(stack, seconds),
            f"{OURS}, {MANY}": _ours(stack, seconds, workers=WORKERS),
        }
        for name, start in (
            (OURS_PG, _ours_on_postgresql),
            (f"{OURS_PG}, {MANY}", partial(_ours_on_postgresql, workers=WORKERS)),
            (BARE, _bare),
            (BARE_PG, _bare_on_postgresql),
            (ISSO_RUN, _isso),
            (ISSO_GUNICORN, _isso_in_gunicorn),
        ):
            try:
                runs[name] = start(stack, seconds)
            except Missing as missing:
                part.notes.append(f"{name}: {missing}")
        part.series = alternate(runs, rounds)
    _hold_to_bars(part)
    part.notes.append(
        "Processor time is that of the server's own processes; PostgreSQL's is not in it."
    )
    return part


def _hold_to_bars(part: Part) -> None:
    """Hold one web process of ours to Isso as one process, and many to Isso at its best."""
    theirs = [one for one in part.series if one.name.startswith("Isso")]
    best = max(theirs, key=lambda one: one.median("comments_a_second"))
    alone = next((one for one in theirs if one.name == ISSO_RUN), best)
    for one in part.series:
        if one in theirs:
            continue
        found = ratio(one, best, "comments_a_second")
        part.notes.append(f"{one.name}: {found:.2f} × {best.name}.")
        if not one.name.startswith("Add Yours"):
            continue
        other = best if one.name.endswith(MANY) else alone
        found = ratio(one, other, "comments_a_second")
        part.bars.append(Bar(f"{one.name}: comments/s against {other.name}", found, 1.5))
        found = ratio(one, other, "p99_ms")
        part.bars.append(Bar(f"{one.name}: p99 against {other.name}", found, 1.0, is_at_most=True))
        lost = sum(abs(row["accepted"] - row["in_database"]) for row in one.rounds)
        part.bars.append(
            Bar(f"{one.name}: accepted but not in the database", lost, 0, is_at_most=True, unit="")
        )


def _ours(stack: ExitStack, seconds: int, *, workers: int = 1) -> Callable[[], Round]:
    folder = stack.enter_context(copy_of("story"))
    site = stack.enter_context(our_site(folder, workers=workers, **SETTINGS))
    target = _target(site.port)
    return _run(
        site,
        lambda number: our_request(target, number),
        (303, lambda: _count_sqlite(folder / "db.sqlite3", "comments_comment")),
        seconds,
    )


def _ours_on_postgresql(stack: ExitStack, seconds: int, *, workers: int = 1) -> Callable[[], Round]:
    folder = stack.enter_context(copy_of("story"))
    url = stack.enter_context(postgresql.server())
    _move(folder, url)
    site = stack.enter_context(our_site(folder, workers=workers, DATABASE_URL=url, **SETTINGS))
    target = _target(site.port)

    count = partial(_count_postgresql, url, "comments_comment")
    return _run(site, lambda number: our_request(target, number), (303, count), seconds)


def _bare(stack: ExitStack, seconds: int) -> Callable[[], Round]:
    database = stack.enter_context(scratch()) / "bare.sqlite3"
    site = stack.enter_context(bare_django(str(database)))
    count = partial(_count_sqlite, database, "bare_django_comment")
    return _run(site, _bare_request, (303, count), seconds)


def _bare_on_postgresql(stack: ExitStack, seconds: int) -> Callable[[], Round]:
    url = stack.enter_context(postgresql.server())
    site = stack.enter_context(bare_django(url, workers=WORKERS))
    count = partial(_count_postgresql, url, "bare_django_comment")
    return _run(site, _bare_request, (303, count), seconds)


def _bare_request(number: int) -> tuple[str, dict[str, str], bytes]:
    return our_request("/threads/1/comments/", number)


def _isso(stack: ExitStack, seconds: int, *, workers: int = 0) -> Callable[[], Round]:
    site, database = stack.enter_context(isso(gunicorn_workers=workers))
    count = (201, lambda: _count_sqlite(database, "comments"))
    return _run(site, _isso_request, count, seconds)


def _isso_in_gunicorn(stack: ExitStack, seconds: int) -> Callable[[], Round]:
    return _isso(stack, seconds, workers=GUNICORN_WORKERS)


def _isso_request(number: int) -> tuple[str, dict[str, str], bytes]:
    body = {"text": words(number), "author": f"Reader {number}", "title": "Lanterns"}
    headers = {"Content-Type": "application/json", "Origin": "http://localhost"}
    return "/new?uri=%2Fnews%2Ffifty%2F", headers, json.dumps(body).encode()


def _run(
    site: Running, request: Request, success: tuple[int, Count], seconds: int
) -> Callable[[], Round]:
    port, (status, count) = site.port, success
    first = iter(range(1, 1 << 62, 10_000_000))

    def post(seconds: int) -> Round:
        start = next(first)
        numbers = range(start, start + wrk.MOST_A_SECOND * seconds)
        return wrk.post(
            port, request, seconds=seconds, success=status, numbers=numbers, connections=CONNECTIONS
        )

    # What is done once, such as the first connection to the database, is done before the clock runs.
    post(1)

    def run() -> Round:
        before, used = count(), site.processor_seconds()
        figures = post(seconds)
        used = site.processor_seconds() - used
        return figures | {
            "in_database": float(count() - before),
            "processor_ms": used / max(1, figures["accepted"]) * 1000,
        }

    return run


def _target(port: int) -> str:
    with closing(http.client.HTTPConnection("127.0.0.1", port)) as connection:
        connection.request("GET", STORY)
        return form_address(connection.getresponse().read().decode())


def _count_sqlite(path: Path, table: str) -> int:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608


def _count_postgresql(url: str, table: str) -> int:
    with psycopg.connect(url) as connection:
        query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
        row = connection.execute(query).fetchone()
        return int(row[0]) if row else 0


def _move(folder: Path, url: str) -> None:
    """Bring the site into PostgreSQL by the product's own means."""
    subprocess.run(
        [PROGRAMS / "addyours", "move-to", url, "--json"],
        env=os.environ | environment(folder),
        check=True,
        capture_output=True,
    )
