"""Isso's database is read and never trusted."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from addyours.transfer.damage import Damage
from addyours.transfer.errors import ImportRefused
from addyours.transfer.incoming import LeftOut, SiteComment, SiteThread
from addyours.transfer.isso import database
from addyours.transfer.isso.reader import Isso

TABLES = """
CREATE TABLE preferences (key VARCHAR PRIMARY KEY, value VARCHAR);
CREATE TABLE threads (id INTEGER PRIMARY KEY, uri VARCHAR(256) UNIQUE, title VARCHAR(256));
"""
COMMENTS = """
CREATE TABLE comments (
    tid REFERENCES threads(id), id INTEGER PRIMARY KEY, parent INTEGER, created FLOAT NOT NULL,
    modified FLOAT, mode INTEGER, remote_addr VARCHAR, text VARCHAR, author VARCHAR, email VARCHAR,
    website VARCHAR, likes INTEGER DEFAULT 0, dislikes INTEGER DEFAULT 0, voters BLOB NOT NULL,
    notification INTEGER DEFAULT 0);
"""
ROWS = """
INSERT INTO preferences VALUES ('session-key', 'never told');
INSERT INTO threads VALUES (1, '/clock/', 'Clock'), (2, '/none/', NULL);
INSERT INTO comments (tid, id, parent, created, mode, text, author, email, likes, dislikes, voters)
VALUES (1, 1, NULL, 1580000000.5, 1, 'Hm *hm*', 'Io', 'io@example.com', 3, 1, x'00'),
    (1, 2, 1, 1580000100, 2, 'Held', NULL, NULL, 0, 0, x'00'),
    (1, 3, 1, 1580000200, 4, '', NULL, NULL, 0, 0, x'00'),
    (1, 4, 1, 'never', 9, x'ff61', 'Io', NULL, 0, 0, x'00'),
    (1, 5, 1, 1580000300, 1, zeroblob(1100000), 'Io', NULL, 0, 0, x'00'),
    (9, 6, NULL, 1580000300, 1, 'Lost', 'Io', NULL, 0, 0, x'00');
"""


def make(folder: Any, *scripts: str) -> Any:
    path = folder / "isso.db"
    with closing(sqlite3.connect(path)) as made:
        made.executescript("".join(scripts))
        made.commit()
    return path


def read(path: Any, *, keep_going: bool = False) -> list[Any]:
    with closing(Isso([path], keep_going=keep_going)) as reader:
        reader.survey()
        assert reader.site.startswith("isso-")
        assert "never told" not in reader.site
        return list(reader.read())


def test_everything_comes_with_its_state_and_votes(tmp_path):
    found = read(make(tmp_path, TABLES, COMMENTS, ROWS))
    (thread,) = [one for one in found if isinstance(one, SiteThread)]
    assert (thread.url, thread.title) == ("/clock/", "Clock")
    comments = [one for one in found if isinstance(one, SiteComment)]
    assert [one.state for one in comments] == ["published", "pending", "deleted", "pending"]
    assert (comments[0].ups, comments[0].downs, comments[0].parent) == (3, 1, "")
    assert comments[1].parent == "1"
    assert comments[3].text.endswith("a")
    assert len(comments[3].adapted) == 2
    left_out = [one.reason for one in found if isinstance(one, LeftOut)]
    assert left_out == [
        "Nobody has commented on it.",
        "It has more than a million characters.",
        "What it was a comment on is not in the file.",
    ]


@pytest.mark.parametrize(
    ("comments", "code"),
    [
        ("CREATE TABLE other (a);", "no_export"),
        (
            "CREATE VIEW comments AS WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r)"
            " SELECT n AS tid, n AS id, n AS parent, n AS created, n AS mode, n AS text,"
            " n AS author, n AS email FROM r;",
            "hostile",
        ),
        (COMMENTS.replace("text VARCHAR", "text AS (hex(author))"), "hostile"),
    ],
)
def test_what_only_looks_like_its_tables_is_refused(tmp_path, comments, code):
    path = make(tmp_path, TABLES, comments)
    with pytest.raises(ImportRefused) as refused:
        read(path)
    assert refused.value.code == code


def test_a_database_in_use_is_refused_with_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr(database, "WAIT", 0.01)
    path = make(tmp_path, TABLES, COMMENTS, ROWS)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(ImportRefused, match="is locked: Isso is writing to it"):
            read(path)


def test_a_damaged_database_is_refused_or_read_as_far_as_it_goes(tmp_path):
    many = "".join(
        f"INSERT INTO comments (tid, id, created, mode, text, voters)"
        f" VALUES (1, {number}, 1580000000, 1, '{'words ' * 100}', x'00');"
        for number in range(10, 200)
    )
    path = make(tmp_path, TABLES, COMMENTS, ROWS, "BEGIN;", many, "COMMIT;")
    data = bytearray(path.read_bytes())
    data[-10 * 4096 : -2 * 4096] = b"\xee" * (8 * 4096)
    path.write_bytes(data)
    with pytest.raises(ImportRefused) as refused:
        read(path)
    assert refused.value.code == "damaged"
    found = read(path, keep_going=True)
    assert any(isinstance(one, SiteComment) for one in found)
    assert [one for one in found if isinstance(one, LeftOut) and one.kind == "damage"]


def test_a_giant_field_costs_one_comment(tmp_path, monkeypatch):
    monkeypatch.setattr(database, "MOST_FIELD", 1_050_000)
    found = read(make(tmp_path, TABLES, COMMENTS, ROWS), keep_going=True)
    assert [one.id for one in found if isinstance(one, SiteComment)] == ["1", "2", "3", "4"]
    damage = [one for one in found if isinstance(one, LeftOut) and one.kind == "damage"]
    assert "number 5" in damage[0].reason


def test_nothing_is_written_beside_or_into_it(tmp_path):
    path = make(tmp_path, TABLES, COMMENTS, ROWS)
    before = path.read_bytes()
    read(path)
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["isso.db"]


def test_rows_that_lead_back_to_earlier_ones_end():
    """Pages of a damaged database can name each other in a ring."""
    found = object.__new__(database.IssoDatabase)
    found.path = Path("isso.db")
    ring: Any = SimpleNamespace(execute=lambda *_sql: iter([(5, "a"), (3, "b"), (5, "a")]))
    found._connection = ring
    first, damage = found._rows("comments", "id")
    assert first == (5, "a")
    assert isinstance(damage, Damage)
