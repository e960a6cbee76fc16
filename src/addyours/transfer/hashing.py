"""Hashes of what a source says, by which an import knows that nothing has changed there."""

from __future__ import annotations

import hashlib
from typing import Any


def source_hash(one: Any, more: str = "") -> str:
    """Return a hash of a record, its place in the file aside."""
    names = (name for name in type(one).__slots__ if name != "place")
    return short_hash("\0".join(repr(getattr(one, name)) for name in names) + more)


def short_hash(text: str) -> str:
    """Return 32 digits that stand for a text."""
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest()
