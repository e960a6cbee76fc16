"""Who writes takes turns, among threads and among processes."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import OperationalError, ProgrammingError, connection, transaction

from addyours.accounts.models import Guest
from addyours.comments.models import Comment
from addyours.outbox.models import Change
from addyours.web.sqlite import base
from addyours.web.sqlite.turns import Turn, turn_at
from tests import factories as make

pytestmark = pytest.mark.sqlite_only


def turn() -> Turn:
    return turn_at(str(connection.settings_dict["NAME"]))


@contextmanager
def another_process_writing() -> Iterator[None]:
    """Have the file locked by somebody else: a lock belongs to the file as it was opened."""
    file = os.open(f"{connection.settings_dict['NAME']}-turn", os.O_RDONLY | os.O_CREAT)
    fcntl.flock(file, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(file)


@pytest.fixture(autouse=True)
def _free_afterwards(transactional_db: None) -> Iterator[None]:
    yield
    assert not turn().is_taken()


def test_a_transaction_holds_its_turn_until_it_ends():
    with transaction.atomic():
        assert turn().is_taken()
        with transaction.atomic():
            pass
        assert turn().is_taken()
    assert not turn().is_taken()


def test_a_crash_inside_gives_the_turn_back():
    with pytest.raises(ValueError, match="crash"), transaction.atomic():
        raise ValueError("crash")
    assert not turn().is_taken()


def test_a_connection_closed_in_the_middle_gives_the_turn_back():
    try:
        with transaction.atomic():
            connection.close()
            assert not turn().is_taken()
    except ProgrammingError:
        pass


def test_whoever_gets_no_turn_in_time_is_told_so(monkeypatch):
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.05)
    assert turn().acquire(timeout=1)
    with pytest.raises(OperationalError, match="locked"), transaction.atomic():
        pass
    turn().release()
    with transaction.atomic():
        Guest.objects.create(name="afterwards")


def test_whoever_waits_too_long_for_another_process_is_told_so(monkeypatch):
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.05)
    with another_process_writing():
        with pytest.raises(OperationalError, match="locked"), transaction.atomic():
            pass
        assert not turn().is_taken()
    with transaction.atomic():
        Guest.objects.create(name="afterwards")


def test_a_folder_that_holds_no_locks_leaves_it_to_sqlite(monkeypatch, tmp_path):
    monkeypatch.setattr(base, "turn_at", lambda _name: Turn(str(tmp_path / "gone" / "db")))
    with transaction.atomic():
        Guest.objects.create(name="written")
    assert Guest.objects.filter(name="written").exists()


def test_a_process_that_parts_in_the_middle_of_a_turn_does_not_have_it(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", PARTING, str(tmp_path / "db")], timeout=60, check=False
    )
    assert done.returncode == 0


def test_many_threads_write_without_an_error():
    troubles: list[Exception] = []

    def write(number: int) -> None:
        try:
            for _ in range(10):
                with transaction.atomic():
                    Guest.objects.create(name=f"Guest {number}")
        except OperationalError as error:
            troubles.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=[number]) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []
    assert Guest.objects.count() == 160


def test_a_process_that_found_the_file_read_only_begins_anew_when_it_can_be_written(monkeypatch):
    told: list[str] = []
    monkeypatch.setattr(base, "begin_anew", told.append)
    monkeypatch.setattr(base, "_found_read_only", set())
    connection.close()
    with monkeypatch.context() as patch:
        patch.setattr(base, "_can_be_written", lambda _name: False)
        with transaction.atomic():
            pass
        assert told == []
    with transaction.atomic():
        pass
    assert told == [base.CAN_BE_WRITTEN]


PARTING = """
import os, sys
from addyours.web.sqlite.turns import turn_at

def is_free_for_a_child():
    child = os.fork()
    if not child:
        if turn.is_taken():
            turn.release()  # Which is not the child's to give.
        os._exit(turn_at(name).acquire(timeout=0.05))
    return bool(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))

name = sys.argv[1]
turn = turn_at(name)
assert turn.acquire(timeout=1)
assert not is_free_for_a_child()
assert not is_free_for_a_child()
turn.release()
assert is_free_for_a_child()
"""
PROCESSES, POSTS = 4, 500
# They part when Django is set up: doing that four times takes longer than the posts.
POSTERS = f"""
import multiprocessing, os, sys
import django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()
from django.utils import timezone
from addyours.accounts.writers import Writer
from addyours.comments.actions import Draft, post_comment
from addyours.comments.models import Thread

def post(start, process):
    thread = Thread.objects.get(pk=int(sys.argv[2]))
    start.wait()
    for number in range({POSTS}):
        draft = Draft(body=f"Words number {{number}} of process {{process}}.", key=f"{{process}}-{{number}}")
        post_comment(thread, writer=Writer(name="Mara Vint"), draft=draft, now=timezone.now())

apart = multiprocessing.get_context("fork")
start = apart.Barrier({PROCESSES})
posters = [apart.Process(target=post, args=[start, number]) for number in range({PROCESSES})]
for poster in posters:
    poster.start()
for poster in posters:
    poster.join()
sys.exit(max(poster.exitcode for poster in posters))
"""


def test_four_processes_lose_nothing_and_show_no_error():
    make.make_policy("none")
    thread = make.make_thread()
    name = str(connection.settings_dict["NAME"])
    connection.close()
    done = subprocess.run(
        [sys.executable, "-c", POSTERS, name, str(thread.pk)],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "addyours.web.settings"},
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )
    assert (done.stderr, done.returncode) == ("", 0)
    assert Comment.objects.count() == PROCESSES * POSTS
    assert Change.objects.filter(topic="comment.posted").count() == PROCESSES * POSTS
    thread.refresh_from_db()
    assert thread.comment_count == PROCESSES * POSTS
