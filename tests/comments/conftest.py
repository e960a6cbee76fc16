"""What the tests of conversations share."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from importlib import import_module
from typing import Any

import pytest
from django.utils import timezone

from tests.comments.reader import Reader


@pytest.fixture
def benchmark_seconds() -> Callable[[float], AbstractContextManager[None]]:
    """Return a block that fails when it takes this process more than so many seconds of work."""

    @contextmanager
    def block(limit: float) -> Iterator[None]:
        started = time.process_time()
        yield
        took = time.process_time() - started
        assert took < limit, f"took {took:.1f} s"

    return block


@pytest.fixture
def reader() -> Reader:
    return Reader()


@pytest.fixture
def thread(db: None) -> Any:
    """A conversation opened a moment ago, where nothing is held.

    This file is read before Django is set up, and may not import models.
    """
    make = import_module("tests.factories")
    make.make_policy()
    return make.make_thread(opened_at=timezone.now())


@pytest.fixture
def remembers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let this process remember what changes seldom, as a web process does that hears of changes."""
    memory = import_module("addyours.outbox.memory")
    monkeypatch.setattr(memory, "_hears", lambda: True)
    yield
    for one in memory._memories:
        one.forget()
