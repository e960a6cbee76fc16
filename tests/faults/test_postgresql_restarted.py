"""PostgreSQL goes away while readers post, comes back, and nobody has to restart the site."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.faults.conftest import Load, ask, form, story_of, wait_for, web_processes
from tests.fixtures import postgresql
from tests.fixtures.site import FIRST_START_LIMIT, Site, serving
from tests.journeys.backstage import Backstage

pytestmark = pytest.mark.postgresql_only
WORDS = "The bell rang <twice>."
OTHERS = "The bell rang <once>."


class Database:
    """A server of its own, which the other tests don't miss when it is away."""

    def __init__(self) -> None:
        self.server = postgresql.Server.start()

    @property
    def url(self) -> str:
        return self.server.url.replace("/postgres", f"/{postgresql.MIGRATED}")

    def stop(self) -> None:
        self.server.process.send_signal(signal.SIGINT)
        self.server.process.wait(20)

    def start(self) -> None:
        programs, user = postgresql._programs(), postgresql._server_user()
        port = urlsplit(self.url).port
        self.server.process = postgresql._start(programs, self.server.folder, user, port)
        self.server.wait()

    def only_read(self, value: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(
                f"ALTER DATABASE {postgresql.MIGRATED} SET default_transaction_read_only = {value}"
            )
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    made = Database()
    yield made
    made.server.stop()


@pytest.fixture(scope="module")
def site(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    data = tmp_path_factory.mktemp("on-postgresql") / "data"
    data.mkdir()
    (data / "addyours.toml").write_text(f'database_url = "{database.url}"', encoding="utf-8")
    with serving(
        data, ["--empty"], limit=FIRST_START_LIMIT, RATE_LIMITS="off", COMMENTS_HOLD="none"
    ) as running:
        backstage = Backstage(data)
        backstage.story()
        backstage.leave()
        wait_for(lambda: "<article" in ask(running, "/").text, 10)
        yield running


def bodies(database: Database, pattern: str) -> list[str]:
    with psycopg.connect(database.url) as connection:
        sql = "SELECT body FROM comments_comment WHERE body LIKE %s"
        return [body for (body,) in connection.execute(sql, [pattern]).fetchall()]


def is_posted(site: Site, thread: int, key: str, words: str = WORDS) -> bool:
    return ask(site, f"/threads/{thread}/comments/", form(words, key)).status == 303


def test_while_it_is_away_readers_read_and_writers_keep_their_words(site, database):
    path, thread = story_of(site)
    processes = web_processes(site)
    assert ask(site, path).status == 200
    database.stop()
    try:
        for _ in range(2):
            assert ask(site, path).status == 200
            refused = ask(site, f"/threads/{thread}/comments/", form(WORDS, "same"), patience=30)
            assert refused.status == 503
            assert "The bell rang &lt;twice&gt;." in refused.text
            assert "Traceback" not in refused.text
        assert ask(site, "/healthz").status == 200
        assert ask(site, "/readyz", patience=30).status == 503
        assert ask(site, "/search/?q=bell", patience=30).status == 503
    finally:
        database.start()
    print("posts again after", wait_for(lambda: is_posted(site, thread, "same"), 15))
    wait_for(lambda: "The bell rang &lt;twice&gt;." in ask(site, path).text, 5)
    assert bodies(database, WORDS) == [WORDS]
    assert web_processes(site) == processes, "nothing was restarted"


def has_more(load: Load, than: int) -> bool:
    return len(load.accepted) > than


def test_a_restart_under_load_loses_and_doubles_nothing(site, database, posting):
    _path, thread = story_of(site)
    with posting(site, thread, retry=True) as load:
        wait_for(lambda: has_more(load, 5), 30)
        database.stop()
        database.start()
        before = len(load.accepted)
        wait_for(lambda: has_more(load, before + 10), 30)
    print(load.statuses, len(load.accepted))
    assert set(load.statuses) <= {303, 503}
    found = bodies(database, "Words % of writer %")
    assert len(found) == len(set(found))
    assert set(load.accepted) <= set(found)


def test_a_server_that_only_reads_hands_words_back(site, database):
    path, thread = story_of(site)
    database.only_read("on")
    try:
        refused = ask(site, f"/threads/{thread}/comments/", form(OTHERS, "read only"), patience=30)
        assert refused.status == 503
        assert "The bell rang &lt;once&gt;." in refused.text
        assert ask(site, path).status == 200
        assert ask(site, "/search/?q=bell", patience=30).status == 200
    finally:
        with psycopg.connect(database.url, autocommit=True) as connection:
            connection.execute("SET default_transaction_read_only = off")
            connection.execute(
                f"ALTER DATABASE {postgresql.MIGRATED} SET default_transaction_read_only = off"
            )
        database.only_read("off")
    wait_for(lambda: is_posted(site, thread, "read only", OTHERS), 15)
