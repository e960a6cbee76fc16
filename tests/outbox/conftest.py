"""Followers on the test's own database, and waits that end as soon as what they wait for is so."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connection

from addyours.conf import Conf, current
from addyours.outbox.changes import ChangeRow
from addyours.outbox.follower import Follower

PATIENCE = 10.0
"""Seconds after which what was waited for is held not to come."""


def wait_until(condition: Callable[[], object], *, seconds: float = PATIENCE) -> float:
    """Wait until a condition holds, and return after how many seconds it did; fail if it doesn't."""
    started = time.monotonic()
    while not condition():
        if time.monotonic() - started > seconds:
            pytest.fail(f"Not so within {seconds} s.")
        time.sleep(0.002)
    return time.monotonic() - started


@pytest.fixture
def conf(transactional_db: None, tmp_path: Path) -> Conf:
    """Settings of a site whose database is the test's."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        (tmp_path / "db.sqlite3").symlink_to(settings["NAME"])
        return replace(current(), data=tmp_path, database_url="")
    where = f"{settings['HOST']}:{settings['PORT']}/{settings['NAME']}"
    return replace(
        current(), data=tmp_path, database_url=f"postgresql://{settings['USER']}@{where}"
    )


class Heard(list[ChangeRow]):
    """What a follower has handed over, and the follower."""

    def __init__(self) -> None:
        self.follower: Follower | None = None

    @property
    def positions(self) -> list[int]:
        return [change.position for change in self]

    def has(self, position: int) -> bool:
        return self.follower is not None and self.follower.position >= position

    @property
    def topics(self) -> list[str]:
        return [change.topic for change in self]


@pytest.fixture
def follow() -> Iterator[Callable[[Conf], Heard]]:
    """Return what starts a follower and lists what it hears."""
    with ExitStack() as running:

        def start(conf: Conf) -> Heard:
            heard = Heard()
            heard.follower = Follower(conf, heard.extend)
            running.callback(heard.follower.stop)
            assert heard.follower.start()
            return heard

        yield start
