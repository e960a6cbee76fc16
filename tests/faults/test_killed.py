"""A web process killed while readers post: what was said to be saved is there, once, and the site is back soon."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from functools import partial

import pytest

from tests.faults.conftest import Load, ask, kill_web, story_of, wait_for

pytestmark = pytest.mark.sqlite_only

TIMES = int(os.environ.get("KILLS", "5"))
BACK_WITHIN = float(os.environ.get("BACK_WITHIN", "10"))
"""Seconds; three are meant, on a machine that does nothing else."""


def has_more(load: Load, than: int) -> bool:
    return len(load.accepted) > than


def test_no_comment_is_lost_or_doubled_and_the_site_comes_back(start_site, posting):
    site = start_site(RATE_LIMITS="off", COMMENTS_HOLD="none")
    _path, thread = story_of(site)
    took = []
    with posting(site, thread, retry=True) as load:
        for _ in range(TIMES):
            before = len(load.accepted)
            wait_for(partial(has_more, load, before + 5), 30)
            kill_web(site)
            took.append(
                wait_for(lambda: ask(site, "/healthz", patience=1).status == 200, BACK_WITHIN)
            )
    with closing(sqlite3.connect(site.data / "db.sqlite3")) as database:
        rows = database.execute(
            "SELECT body FROM comments_comment WHERE body LIKE 'Words % of writer %'"
        ).fetchall()
        (check,) = database.execute("PRAGMA integrity_check").fetchone()
        told, counted = database.execute(
            "SELECT (SELECT count(*) FROM comments_comment WHERE thread_id = t.id AND state ="
            " 'published'), comment_count FROM comments_thread t WHERE id = ?",
            [thread],
        ).fetchone()
    found = [body for (body,) in rows]
    times = " ".join(f"{seconds:.2f}" for seconds in sorted(took))
    print(f"{TIMES} kills, {len(load.accepted)} accepted, {load.statuses}, back after {times} s")
    assert check == "ok"
    assert len(found) == len(set(found)), "a comment is there twice"
    assert set(load.accepted) <= set(found), "a comment that was accepted is lost"
    assert told == counted
