"""What the tests of moderation share."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

import pytest


@pytest.fixture
def fresh_scorer() -> Iterator[None]:
    """A process that remembers nothing of what earlier tests taught it."""
    remembered = import_module("addyours.moderation.scorer.remembered")
    remembered.forget()
    yield
    remembered.forget()
