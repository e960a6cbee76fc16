"""Calls that come at the same time share a transaction, and none of them pays for another's failure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextvars import ContextVar
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction

from addyours.outbox.models import Consumer
from addyours.outbox.together import call_together, together
from tests.factories import NOON

pytestmark = pytest.mark.django_db(transaction=True)


def enter(names: Sequence[str]) -> list[str]:
    """Write a row for each name; one is refused by the database when it is there already."""
    for name in names:
        if name == "stumbles":
            raise ZeroDivisionError(name)
        Consumer.objects.create(name=name, position=len(names), leased_until=NOON)
    return [f"{name} of {len(names)}" for name in names]


def names() -> dict[str, int]:
    return dict(Consumer.objects.values_list("name", "position"))


def make(*wanted: tuple[str, Any]) -> dict[str, object]:
    """Make a call for each name and what it is about; return what came of each."""
    came: dict[str, object] = {}

    def call_of(name: str, about: Any) -> Callable[[], None]:
        def call() -> None:
            try:
                came[name] = together(enter, name, about=about)
            except Exception as error:  # noqa: BLE001
                came[name] = error

        return call

    call_together([call_of(name, about) for name, about in wanted])
    return came


def test_a_call_by_itself_has_a_transaction_of_its_own():
    assert together(enter, "one", about=1) == "one of 1"
    assert names() == {"one": 1}
    with pytest.raises(ZeroDivisionError):
        together(enter, "stumbles", about=1)


def test_calls_about_the_same_share_a_transaction_and_others_do_not():
    commits: list[list[str]] = []
    told = enter

    def watched(items: Sequence[str]) -> list[str]:
        transaction.on_commit(lambda: commits.append(list(items)))
        return told(items)

    came: dict[str, str] = {}

    def call_of(name: str, about: int) -> Callable[[], None]:
        def call() -> None:
            came[name] = together(watched, name, about=about)

        return call

    call_together([call_of("a", 1), call_of("b", 2), call_of("c", 1)])
    assert came == {"a": "a of 2", "b": "b of 1", "c": "c of 2"}
    assert commits == [["a", "c"], ["b"]]
    assert names() == {"a": 2, "b": 1, "c": 2}


def test_one_that_fails_costs_the_others_nothing():
    came = make(("a", 1), ("stumbles", 1), ("c", 1))
    assert isinstance(came.pop("stumbles"), ZeroDivisionError)
    assert came == {"a": "a of 1", "c": "c of 1"}
    assert names() == {"a": 1, "c": 1}


def test_one_that_the_database_refuses_costs_the_others_nothing():
    enter(["b"])
    came = make(("a", 1), ("b", 1), ("c", 1))
    assert isinstance(came["b"], IntegrityError)
    assert names() == {"a": 1, "b": 1, "c": 1}


def test_a_database_that_is_away_is_tried_once_for_all(monkeypatch):
    tries = []

    def full(items: Sequence[str]) -> list[str]:
        tries.append(len(items))
        raise OperationalError("database is locked")

    came: list[object] = []

    def call() -> None:
        try:
            together(full, "x", about=1)
        except DatabaseError as error:
            came.append(error)

    call_together([call, call, call])
    assert tries == [3]
    assert [str(error) for error in came] == ["database is locked"] * 3


def test_no_call_goes_on_before_what_it_wrote_is_committed():
    open_when_going_on: list[bool] = []

    def call_of(name: str) -> Callable[[], None]:
        def call() -> None:
            together(enter, name, about=1)
            open_when_going_on.append(connection.in_atomic_block)

        return call

    call_together([call_of("a"), call_of("b")])
    assert open_when_going_on == [False, False]


def test_who_is_in_a_transaction_already_waits_for_nobody():
    came: list[str] = []

    def within() -> None:
        with transaction.atomic():
            came.append(together(enter, "a", about=1))

    call_together([within, lambda: came.append(together(enter, "b", about=1))])
    assert came == ["a of 1", "b of 1"]


def test_a_call_may_want_something_twice_or_nothing():
    came: list[str] = []

    def twice() -> None:
        came.append(together(enter, "a", about=1))
        came.append(together(enter, "b", about=1))

    call_together([twice, lambda: came.append("nothing"), twice_of("c", "d", came)])
    assert sorted(came) == ["a of 2", "b of 2", "c of 2", "d of 2", "nothing"]


def twice_of(first: str, second: str, came: list[str]) -> Callable[[], None]:
    def call() -> None:
        came.append(together(enter, first, about=1))
        came.append(together(enter, second, about=1))

    return call


def test_each_call_keeps_its_own_context():
    language: ContextVar[str] = ContextVar("language")
    seen: dict[str, str] = {}

    def call_of(name: str) -> Callable[[], None]:
        def call() -> None:
            language.set(name)
            together(enter, name, about=1)
            seen[name] = language.get()

        return call

    call_together([call_of("fr"), call_of("ar")])
    assert seen == {"fr": "fr", "ar": "ar"}
