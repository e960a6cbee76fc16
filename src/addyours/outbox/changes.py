"""A change as followers and consumers read it: a plain value, free of Django."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One row of the outbox."""

    position: int
    topic: str
    keys: tuple[str, ...]
    ids: dict[str, Any]
