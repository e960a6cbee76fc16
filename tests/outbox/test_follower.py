"""A process learns of every change, in order, once, and soon, whatever happens to the database."""

from __future__ import annotations

import sqlite3
import statistics
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction

from addyours.outbox.changes import ChangeRow
from addyours.outbox.follower import MOST_BEHIND, Follower, read_behind
from addyours.outbox.models import Change
from addyours.outbox.queries import head
from addyours.outbox.record import OutsideTransaction, record
from addyours.outbox.sources import PostgresqlSource
from tests.outbox.conftest import PATIENCE, Heard, wait_until

SOON = 0.25
"""Seconds within which the issue wants a change to be known."""


def tell(topic: str = "comment.posted", **ids: int) -> int:
    with transaction.atomic():
        return record(topic, keys=["thread:1"], **ids).position


@pytest.mark.django_db
def test_a_change_told_of_outside_its_transaction_is_refused():
    # The test's own transaction would hide that none is open.
    connection.in_atomic_block = False
    try:
        with pytest.raises(OutsideTransaction):
            record("comment.posted", keys=[])
    finally:
        connection.in_atomic_block = True


def test_a_change_is_known_within_a_quarter_of_a_second(conf, follow):
    heard = follow(conf)
    took = []
    for _ in range(8):
        position = tell()
        took.append(wait_until(partial(heard.has, position)))
    # The middle one: a busy machine may be late once.
    assert statistics.median(took) < SOON, took


def test_changes_come_in_order_each_once_with_what_was_said(conf, follow):
    tell("story.saved")
    heard = follow(conf)
    for number in range(25):
        tell("comment.posted", comment=number)
    wait_until(lambda: len(heard) >= 25)
    assert [change.ids["comment"] for change in heard] == list(range(25))
    assert heard.positions == sorted(heard.positions)
    assert heard[0].keys == ("thread:1",)
    assert heard[0].topic == "comment.posted"


def test_what_is_rolled_back_is_never_heard_of(conf, follow):
    heard = follow(conf)
    with transaction.atomic():
        record("comment.posted", keys=[])
        transaction.set_rollback(True)
    tell("comment.edited")
    wait_until(lambda: heard)
    assert heard.topics == ["comment.edited"]


def test_many_at_once_are_read_in_batches(conf, follow, monkeypatch):
    monkeypatch.setattr("addyours.outbox.sources.BATCH", 7)
    heard = follow(conf)
    with transaction.atomic():
        for number in range(30):
            record("comment.posted", keys=[], comment=number)
    wait_until(lambda: len(heard) == 30)
    assert [change.ids["comment"] for change in heard] == list(range(30))


def test_the_start_is_told_with_the_head(conf):
    tell()
    told: list[list[ChangeRow]] = []
    follower = Follower(conf, told.append)
    assert follower.start()
    follower.stop()
    assert told[0] == []
    assert follower.position == head()


def test_changes_between_two_positions_are_read_for_who_comes_back(conf):
    first = tell()
    tell("comment.edited")
    last = tell("comment.deleted")
    tell("comment.posted")
    found = read_behind(conf, first, last)
    assert found is not None
    assert [change.topic for change in found] == ["comment.edited", "comment.deleted"]


def test_who_was_away_too_long_is_told_so(conf, monkeypatch):
    positions = [tell() for _ in range(4)]
    Change.objects.filter(position__lte=positions[1]).delete()
    assert read_behind(conf, positions[0] - 1, positions[3]) is None
    assert read_behind(conf, positions[1], positions[3]) is not None
    monkeypatch.setattr("addyours.outbox.follower.MOST_BEHIND", 1)
    assert MOST_BEHIND > 1
    assert read_behind(conf, positions[1], positions[3]) is None


@pytest.mark.sqlite_only
def test_a_locked_file_is_waited_for(conf, follow, monkeypatch):
    monkeypatch.setattr("addyours.outbox.follower.SAFETY_POLL", 0.05)
    heard = follow(conf)
    connection.close()
    with closing(sqlite3.connect(conf.sqlite_file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        other.execute(
            "INSERT INTO outbox_change (topic, keys, ids, at) VALUES ('a.b', '[]', '{}', '2031-01-01')"
        )
        assert not heard
        other.execute("COMMIT")
    wait_until(lambda: heard.topics == ["a.b"])


@pytest.mark.sqlite_only
def test_a_file_that_is_away_at_the_start_is_waited_for(tmp_path, conf, follow):
    there = conf.sqlite_file
    away = tmp_path / "elsewhere"
    there.rename(away)
    heard = Heard()
    follower = Follower(conf, heard.extend)
    try:
        assert not follower.start(timeout=0.2)
        assert follower.is_blind
        away.rename(there)
        wait_until(lambda: not follower.is_blind)
        position = tell()
        wait_until(lambda: follower.position == position)
    finally:
        follower.stop()


@pytest.fixture
def other(conf) -> Callable[[], Any]:
    """Return what opens a connection of its own with a transaction in it."""

    @contextmanager
    def open_() -> Iterator[psycopg.Connection[Any]]:
        with closing(psycopg.connect(conf.database_url)) as made:
            yield made

    return open_


INSERT = (
    "INSERT INTO outbox_change (topic, keys, ids, at) VALUES (%s, '[]', '{}', now())"
    " RETURNING position"
)


def insert(connection: psycopg.Connection[Any], topic: str) -> int:
    return connection.execute(INSERT, [topic]).fetchone()[0]


@pytest.mark.postgresql_only
def test_a_later_position_that_commits_first_waits_for_the_earlier_one(conf, follow, other):
    heard = follow(conf)
    with other() as slow, other() as quick:
        earlier = insert(slow, "four")
        later = insert(quick, "five")
        assert (earlier, later) == (earlier, earlier + 1)
        quick.commit()
        looked = threading.Event()
        assert not looked.wait(0.3)
        assert heard == []
        slow.commit()
        wait_until(lambda: len(heard) == 2)
    assert heard.topics == ["four", "five"]


@pytest.mark.postgresql_only
def test_it_waits_although_the_earlier_transaction_has_the_higher_number(conf, follow, other):
    # A snapshot's upper end is the highest number that has ended: one above it may be open.
    heard = follow(conf)
    with other() as slow, other() as quick:
        quick.execute("SELECT pg_current_xact_id()")
        slow.execute("SELECT pg_current_xact_id()")
        insert(slow, "four")
        insert(quick, "five")
        quick.commit()
        assert not threading.Event().wait(0.3)
        assert heard == []
        slow.commit()
        wait_until(lambda: len(heard) == 2)
    assert heard.topics == ["four", "five"]


@pytest.mark.postgresql_only
def test_a_gap_that_was_rolled_back_is_passed_once_older_transactions_have_ended(
    conf, follow, other
):
    heard = follow(conf)
    with other() as older, other() as gone, other() as quick:
        insert(older, "three")
        insert(gone, "four")
        insert(quick, "five")
        quick.commit()
        gone.rollback()
        assert not threading.Event().wait(0.2)
        assert heard == []
        older.rollback()
        wait_until(lambda: heard.topics == ["five"])


@pytest.mark.postgresql_only
def test_transactions_that_write_no_change_hold_nothing_up(conf, follow, other):
    heard = follow(conf)
    with other() as foreign, other() as gone, other() as quick:
        foreign.execute("SELECT pg_current_xact_id()")
        insert(gone, "four")
        gone.rollback()
        insert(quick, "five")
        quick.commit()
        wait_until(lambda: heard.topics == ["five"])


@pytest.mark.postgresql_only
def test_a_change_taken_back_to_a_savepoint_holds_nothing_up(conf, follow, other):
    heard = follow(conf)
    with other() as slow, other() as quick:
        slow.execute("SAVEPOINT a")
        insert(slow, "four")
        slow.execute("ROLLBACK TO SAVEPOINT a")
        insert(quick, "five")
        quick.commit()
        wait_until(lambda: heard.topics == ["five"])


@pytest.mark.postgresql_only
def test_several_gaps_are_passed_at_once(conf, follow, other):
    heard = follow(conf)
    with other() as one:
        for number in range(20):
            insert(one, f"rolled back {number}")
            one.rollback()
            insert(one, f"kept {number}")
            one.commit()
    took = wait_until(lambda: len(heard) == 20)
    assert took < 2
    assert heard.topics == [f"kept {number}" for number in range(20)]


@pytest.mark.postgresql_only
def test_a_start_in_the_middle_of_a_transaction_hears_of_it(conf, other):
    heard = Heard()
    follower = Follower(conf, heard.extend)
    with other() as slow, other() as quick:
        insert(slow, "four")
        insert(quick, "five")
        quick.commit()
        try:
            # Whoever started at five now would never hear of four.
            assert not follower.start(timeout=0.3)
            slow.commit()
            wait_until(lambda: not follower.is_blind)
        finally:
            follower.stop()
    assert follower.position == head()


@pytest.mark.postgresql_only
def test_whoever_takes_a_position_holds_the_lock_before(conf, other):
    with other() as one:
        # What stands in a row is worked out where its position is: behind the statement's trigger.
        held = (
            "SELECT count(*)::text FROM pg_locks WHERE locktype = 'advisory'"
            " AND classid = 1630 AND pid = pg_backend_pid()"
        )
        one.execute(
            "INSERT INTO outbox_change (topic, keys, ids, at)"
            f" SELECT ({held}), '[]', '{{}}', now() FROM generate_series(1, 1)"
        )
        assert one.execute("SELECT topic FROM outbox_change ORDER BY position DESC").fetchone() == (
            "1",
        )
        one.rollback()
        assert one.execute(held).fetchone() == ("0",)


@pytest.mark.postgresql_only
def test_a_connection_that_is_cut_is_opened_again_and_nothing_is_missed(conf, follow, other):
    heard = follow(conf)
    tell("before")
    wait_until(lambda: heard.topics == ["before"])
    with other() as one:
        one.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE query LIKE 'SELECT position%%' AND pid <> pg_backend_pid()"
        )
        insert(one, "meanwhile")
        one.commit()
    wait_until(lambda: heard.topics == ["before", "meanwhile"])
    tell("after")
    wait_until(lambda: heard.topics[2:] == ["after"])


@pytest.mark.postgresql_only
def test_a_gap_inside_what_was_passed_hides_nothing_from_who_comes_back(conf, other):
    first = tell()
    with other() as one:
        insert(one, "rolled back")
        one.rollback()
    last = tell("comment.edited")
    found = read_behind(conf, first, last)
    assert found is not None
    assert [change.position for change in found] == [last]


@pytest.mark.postgresql_only
def test_the_notice_wakes_the_follower_and_not_the_clock(conf, monkeypatch):
    source = PostgresqlSource(conf.database_url, threading.Event().wait)
    try:
        assert source.wait(0.01) is False
        tell()
        assert source.wait(PATIENCE) is True
    finally:
        source.close()


def test_a_site_without_a_database_is_no_reason_to_fail(tmp_path: Path, conf):
    elsewhere = replace(
        conf,
        data=tmp_path / "none",
        database_url=conf.database_url and "postgresql://127.0.0.1:1/x",
    )
    assert read_behind(elsewhere, 1, 2) is None
