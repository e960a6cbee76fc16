"""A disk that takes nothing more: readers read on, writers keep their words, and all is well again by itself."""

from __future__ import annotations

import resource
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from tests.faults.conftest import ask, form, story_of, wait_for, web_processes
from tests.fixtures.site import Site

pytestmark = pytest.mark.sqlite_only
WORDS = "The bell rang <twice> & again."


@contextmanager
def full_disk(site: Site) -> Iterator[None]:
    """Let no file of the web processes grow while the block runs.

    The kernel refuses their writes as it does on a full disk; Python ignores the signal that comes
    with it.
    """
    pids = web_processes(site)
    before = {pid: resource.prlimit(pid, resource.RLIMIT_FSIZE) for pid in pids}
    for pid, (_soft, hard) in before.items():
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        for pid, limit in before.items():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, limit)


@pytest.fixture(scope="module")
def site(start_site) -> Site:
    return start_site(RATE_LIMITS="off", COMMENTS_HOLD="none")


def test_on_a_full_disk_readers_read_and_writers_keep_their_words(site):
    path, thread = story_of(site)
    post = f"/threads/{thread}/comments/"
    kept = ask(site, path)
    assert ask(site, post, form("Before.", "before")).status == 303
    wait_for(lambda: "Before." in ask(site, path).text, 5)
    processes = web_processes(site)
    with full_disk(site):
        for _ in range(3):
            refused = ask(site, post, form(WORDS, "same"))
            assert refused.status == 503
            assert "The bell rang &lt;twice&gt; &amp; again." in refused.text
            assert 'value="Mara Vint"' in refused.text
            assert 'name="key" value="same"' in refused.text
            assert "Traceback" not in refused.text
            read = ask(site, path)
            assert read.status == 200
            assert "Before." in read.text
        assert ask(site, "/").status == 200
        assert ask(site, "/healthz").status == 200
    again = ask(site, post, form(WORDS, "same"))
    assert again.status == 303
    wait_for(lambda: "The bell rang &lt;twice&gt; &amp; again." in ask(site, path).text, 5)
    assert web_processes(site) == processes, "nothing was restarted"
    assert len(kept.text) > 1000
    with closing(sqlite3.connect(site.data / "db.sqlite3")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        count = "SELECT count(*) FROM comments_comment WHERE body = ?"
        assert database.execute(count, [WORDS]).fetchone() == (1,)


def test_a_disk_that_fills_up_in_the_middle_loses_nothing(site, posting):
    _path, thread = story_of(site)
    with posting(site, thread, writers=2, retry=True) as load:
        wait_for(lambda: len(load.accepted) > 5, 30)
        with full_disk(site):
            wait_for(lambda: load.statuses[503] >= 1, 30)
        accepted = len(load.accepted)
        wait_for(lambda: len(load.accepted) > accepted + 5, 30)
    assert set(load.statuses) <= {303, 503}
    with closing(sqlite3.connect(site.data / "db.sqlite3")) as database:
        found = [
            body
            for (body,) in database.execute(
                "SELECT body FROM comments_comment WHERE body LIKE 'Words % of writer %'"
            )
        ]
    assert len(found) == len(set(found))
    assert set(load.accepted) <= set(found)


def test_a_database_that_is_locked_by_somebody_else_is_waited_for(site):
    path, thread = story_of(site)
    ask(site, path)
    with closing(sqlite3.connect(site.data / "db.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert ask(site, path).status == 200
        other.execute("ROLLBACK")
    assert ask(site, f"/threads/{thread}/comments/", form("After.", "after")).status == 303
