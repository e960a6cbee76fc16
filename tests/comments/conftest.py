"""What the tests of conversations share."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest


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
