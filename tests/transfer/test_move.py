"""A SQLite site arrives in PostgreSQL whole, whatever its readers typed, and stays as it was."""

from __future__ import annotations

import hashlib
import json
import shutil
import socket
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.request import urlopen

import psycopg
import pytest
from django.conf import settings
from psycopg import sql

from addyours.conf import Conf, read
from addyours.transfer import move_target
from addyours.transfer.errors import MoveRefused
from addyours.transfer.move import Report, move_site
from addyours.transfer.move_target import Target
from addyours.transfer.move_values import Checksum, Column, Reader, Unfit
from tests.fixtures.site import Site, serving

pytestmark = pytest.mark.postgresql_only

HOSTILE = {
    1: "' OR 1=1; DROP TABLE comments_comment; --",
    2: "\\N",
    3: "a\tb\\tc\nd\r\ne\\",
    4: "𝔘𝔫𝔦 👩‍👩‍👧 עִבְרִית \u202eevil\u202c",
    5: "",
    6: "\ufeff\u2028\x01\x7f",
}
WITH_NUL = 7
NO_UTF8 = 8


class Silent:
    """Hears how a move gets on, and may do something then."""

    def __init__(self, at: str = "", do: Callable[[], None] = lambda: None) -> None:
        self.at, self.do, self.rows = at, do, 0

    def step(self, name: str, text: str) -> None:
        if text.startswith(self.at):
            self.do()
            self.do = lambda: None

    def expect(self, rows: int) -> None:
        self.rows = rows

    def advance(self, rows: int) -> None:
        self.rows -= rows


@dataclass
class Tries:
    """A move that was refused for one row, and the one after that row was mended."""

    conf: Conf
    url: str
    refusal: str
    rows_after_refusal: int
    report: Report
    counts: dict[str, int]
    """Rows of each table in PostgreSQL, right after the move."""
    before: str
    after: str

    def one(self, query: str) -> tuple[object, ...]:
        with psycopg.connect(self.url) as connection:
            return connection.execute(query).fetchone()

    def here(self, query: str) -> tuple[object, ...]:
        with closing(sqlite3.connect(self.conf.sqlite_file)) as connection:
            return connection.execute(query).fetchone()


@pytest.fixture(scope="module")
def new_database() -> Iterator[Callable[..., str]]:
    """Return what makes an empty database on the tests' server and gives its address."""
    made: list[str] = []
    base = settings.CONF.database_url.rpartition("/")[0]

    def make(*, options: str = "TEMPLATE template0 ENCODING 'UTF8'") -> str:
        made.append(f"moved_{len(made)}_{id(made)}")
        _run(f"{base}/postgres", f"CREATE DATABASE {made[-1]} {options}")
        return f"{base}/{made[-1]}"

    yield make
    for name in made:
        _run(f"{base}/postgres", f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def data(first_site_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site whose comments hold what a database may stumble over."""
    folder = tmp_path_factory.mktemp("to-move") / "data"
    shutil.copytree(first_site_data, folder)
    with closing(sqlite3.connect(folder / "db.sqlite3")) as site, site:
        for number, text in {**HOSTILE, WITH_NUL: "before\0after"}.items():
            site.execute("UPDATE comments_comment SET body = ? WHERE id = ?", (text, number))
        site.execute(
            "UPDATE comments_comment SET body = CAST(? AS TEXT), created_at = ?, edited_at = ?"
            " WHERE id = ?",
            (b"caf\xe9", "1969-12-31 23:59:59.999999", "9999-12-31 23:59:59", NO_UTF8),
        )
        keys = json.dumps(["a\0b", "\\u0000", {"z": 1.50, "a": 10**20, "ü": None}])
        site.execute("UPDATE outbox_change SET keys = ? WHERE position = 1", (keys,))
        site.execute("UPDATE comments_thread SET state = ? WHERE id = 1", ("much too long",))
        site.execute(
            "INSERT INTO moderation_attempt (writer_key, address_key, at)"
            " SELECT 'guest:1', '', '2031-01-01 00:00:00' FROM accounts_guest"
        )
        site.execute("DELETE FROM moderation_attempt")
        site.execute("CREATE TABLE notes_of_the_owner (text)")
        site.execute("INSERT INTO notes_of_the_owner VALUES ('buy ink')")
    return folder


@pytest.fixture(scope="module")
def tries(data: Path, new_database: Callable[..., str]) -> Tries:
    conf, url = read({"ADDYOURS_DATA": str(data)}), new_database()
    with pytest.raises(MoveRefused) as refused:
        move_site(conf, url, restart=False, watch=Silent())
    with psycopg.connect(url) as connection:
        (rows,) = connection.execute("SELECT count(*) FROM comments_comment").fetchone()
    with closing(sqlite3.connect(conf.sqlite_file)) as site, site:
        site.execute("UPDATE comments_thread SET state = 'open' WHERE id = 1")
    before = _content(conf.sqlite_file)

    def write() -> None:
        with closing(sqlite3.connect(conf.sqlite_file)) as site, site:
            site.execute(
                "INSERT INTO outbox_change (topic, keys, ids, at)"
                " VALUES ('comment.posted', '[]', '{}', '2031-01-01 00:00:00')"
            )

    report = move_site(conf, url, restart=True, watch=Silent("copied", write))
    with closing(sqlite3.connect(conf.sqlite_file)) as site, site:
        site.execute("DELETE FROM outbox_change WHERE at = '2031-01-01 00:00:00'")
    with psycopg.connect(url) as connection:
        names = [moved.table for moved in report.tables]
        query = sql.SQL("SELECT count(*) FROM {}")
        counts = {
            name: connection.execute(query.format(sql.Identifier(name))).fetchone()[0]
            for name in names
        }
    after = _content(conf.sqlite_file)
    return Tries(conf, url, str(refused.value), rows, report, counts, before, after)


def test_a_row_that_does_not_fit_is_named_and_nothing_is_kept(tries: Tries):
    assert "comments_thread 1, state: 13 characters, and 6 are allowed" in tries.refusal
    assert "\n" not in tries.refusal
    assert tries.rows_after_refusal == 0


def test_every_table_arrives_with_all_its_rows(tries: Tries):
    assert len(tries.report.tables) > 60
    assert tries.counts == {moved.table: moved.rows for moved in tries.report.tables}
    assert tries.one("SELECT count(*) FROM comments_comment") == tries.here(
        "SELECT count(*) FROM comments_comment"
    )


@pytest.mark.parametrize("number", HOSTILE)
def test_hostile_text_arrives_as_it_was(tries: Tries, number: int):
    query = f"SELECT body FROM comments_comment WHERE id = {number}"
    assert tries.one(query) == (HOSTILE[number],) == tries.here(query)


def test_times_arrive_to_the_microsecond(tries: Tries):
    assert tries.one(
        f"SELECT created_at, edited_at FROM comments_comment WHERE id = {NO_UTF8}"
    ) == (
        datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC),
    )


def test_signs_postgresql_cannot_hold_are_replaced_and_named(tries: Tries):
    bodies = "SELECT body FROM comments_comment WHERE id = {}"
    assert tries.one(bodies.format(WITH_NUL)) == ("before\ufffdafter",)
    assert tries.one(bodies.format(NO_UTF8)) == ("caf\ufffd",)
    assert tries.one("SELECT keys FROM outbox_change WHERE position = 1") == (
        ["a\ufffdb", "\\u0000", {"z": 1.5, "a": 10**20, "ü": None}],
    )
    assert sorted(tries.report.altered) == [
        f"comments_comment {WITH_NUL}: body",
        f"comments_comment {NO_UTF8}: body",
        "outbox_change 1: keys",
    ]


def test_the_source_stays_as_it_was(tries: Tries):
    assert tries.before == tries.after


def test_what_the_running_site_writes_meanwhile_is_left_out_and_told_of(tries: Tries):
    assert tries.report.changes_since == 1
    assert tries.one("SELECT count(*) FROM outbox_change WHERE at > '2031-01-01'") == (0,)


def test_a_table_of_somebody_else_is_left_out_and_told_of(tries: Tries):
    assert tries.report.left_out == ["notes_of_the_owner"]


def test_numbers_go_on_behind_rows_that_are_gone(tries: Tries):
    (last,) = tries.here("SELECT seq FROM sqlite_sequence WHERE name = 'moderation_attempt'")
    assert tries.here("SELECT count(*) FROM moderation_attempt") == (0,)
    (number,) = tries.one("SELECT nextval(pg_get_serial_sequence('moderation_attempt', 'id'))")
    assert number == int(str(last)) + 1


def test_the_moved_site_is_served_and_searched(tries: Tries):
    (title,) = tries.here(
        "SELECT title FROM wagtailcore_page JOIN stories_story ON page_ptr_id = id WHERE live"
    )
    word = max(str(title).split(), key=len)
    with serving(tries.conf.data, DATABASE_URL=tries.url) as site:
        assert str(title) in _text(f"{site.url}/search/?q={word}")
        assert '"ready": true' in _text(f"{site.url}/readyz")


def test_a_database_with_a_moved_site_is_replaced_only_as_long_as_nobody_wrote_there(
    tries: Tries,
):
    _run(tries.url, "UPDATE addyours_move SET position = (SELECT max(position) FROM outbox_change)")
    with closing(Target(tries.url)) as target:
        with pytest.raises(MoveRefused, match="already"):
            target.claim(restart=False)
        _run(tries.url, "UPDATE addyours_move SET position = position - 1")
        for restart in (False, True):
            with pytest.raises(MoveRefused, match="lives here"):
                target.claim(restart=restart)


def test_a_database_that_is_not_empty_is_refused_and_left_alone(new_database):
    url = new_database()
    _run(url, "CREATE TABLE precious ()")
    with closing(Target(url)) as target:
        for restart in (False, True):
            with pytest.raises(MoveRefused, match="not empty: it has precious"):
                target.claim(restart=restart)


def test_two_moves_into_one_database_do_not_meet(new_database):
    url = new_database()
    with closing(Target(url)) as first, closing(Target(url)) as second:
        first.claim(restart=False)
        with pytest.raises(MoveRefused, match="going on"):
            second.claim(restart=True)


def test_restarting_clears_everything_an_earlier_move_made(new_database):
    url = new_database()
    with closing(Target(url)) as target:
        target.claim(restart=False)
    _run(url, "CREATE TABLE a (id serial); CREATE VIEW b AS SELECT * FROM a; CREATE SEQUENCE c")
    _run(url, "CREATE FUNCTION d() RETURNS int LANGUAGE sql AS 'SELECT 1'")
    with closing(Target(url)) as target:
        with pytest.raises(MoveRefused, match="broke off"):
            target.claim(restart=False)
        target.claim(restart=True)
        assert target._relations() == ["addyours_move"]
        assert target._value("SELECT to_regproc('d')") is None


def test_a_database_in_another_encoding_is_refused(new_database):
    url = new_database(options="TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'")
    with pytest.raises(MoveRefused, match="LATIN1"):
        Target(url)


def test_somebody_who_may_not_make_tables_is_refused(new_database):
    url = new_database()
    _run(url, "DROP ROLE IF EXISTS weak")
    _run(url, "CREATE ROLE weak LOGIN")
    _run(url, "REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    with pytest.raises(MoveRefused, match="GRANT USAGE, CREATE ON SCHEMA public TO weak;"):
        Target(url.replace("//addyours@", "//weak@"))


def test_an_old_server_is_refused(new_database, monkeypatch):
    monkeypatch.setattr(move_target, "OLDEST", 99)
    with pytest.raises(MoveRefused, match="99 or newer"):
        Target(new_database())


def test_what_is_no_postgresql_is_refused():
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection, _address = server.accept()
            with connection:
                connection.recv(100)
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        threading.Thread(target=answer, daemon=True).start()
        port = server.getsockname()[1]
        with pytest.raises(MoveRefused, match="can't be reached") as refused:
            Target(f"postgresql://somebody:geheim@127.0.0.1:{port}/site")
    assert "\n" not in str(refused.value)
    assert "geheim" not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("mysql://somebody@localhost/site", "must look like postgresql://"),
        ("postgresql://somebody@127.0.0.1:1/site", "can't be reached"),
        ("postgresql://somebody@127.0.0.1:1/site?nonsense=1", "can't be reached"),
    ],
)
def test_the_command_refuses_in_one_line(tmp_path: Path, first_site_data: Path, url, reason):
    site = Site("", first_site_data, tmp_path / "log", None)
    done = site.command("move-to", url)
    assert done.returncode == 2
    assert reason in done.stderr
    assert done.stderr.strip().count("\n") == 0


def test_a_site_on_postgresql_is_not_moved(first_site_data: Path):
    address = "postgresql://somebody@localhost/site"
    conf = read({"ADDYOURS_DATA": str(first_site_data), "ADDYOURS_DATABASE_URL": address})
    with pytest.raises(MoveRefused, match="already"):
        move_site(conf, address, restart=False, watch=Silent())


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("boolean", 2),
        ("smallint", 40_000),
        ("integer", "many"),
        ("date", "2031-02-30"),
        ("timestamp with time zone", "yesterday"),
        ("text", b"\x00\x01"),
        ("uuid", "no"),
        ("inet", "nowhere"),
        ("numeric", "no"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_with_its_column(kind: str, value: object):
    with pytest.raises(Unfit, match=r"^c: "):
        Reader([Column("c", kind)]).read([value])


def test_a_checksum_sees_every_difference_but_the_order_of_rows():
    columns = [Column("a", "text"), Column("b", "jsonb")]

    def of(*rows: tuple[object, ...]) -> str:
        made = Checksum(columns)
        for row in rows:
            made.add(row)
        return str(made)

    assert of(("x", "{}"), ("y", "[]")) == of(("y", "[]"), ("x", "{}"))
    assert of(("x", '{"a": 1.0, "b": 2}')) == of(("x", '{"b":2,"a":1}'))
    different = [
        of(("x", None)),
        of(("", "null")),
        of((None, "null")),
        of(("x", '"1"')),
        of(("x", "1")),
        of(("x", "1"), ("x", "1")),
    ]
    assert len(set(different)) == len(different)


def _run(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL(statement))


def _content(path: Path) -> str:
    with closing(sqlite3.connect(path)) as site:
        site.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
        # The number given out last stays when its row is removed.
        lines = [line for line in site.iterdump() if "sqlite_sequence" not in line]
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogateescape")).hexdigest()


def _text(url: str) -> str:
    with urlopen(url, timeout=30) as response:
        return str(response.read().decode())
