"""What conversations are about, told by whoever shows it: this package knows their path and title only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from addyours.text.passages import Span


@dataclass(frozen=True, kw_only=True)
class ThreadText:
    """The text above a conversation, in which passages stand."""

    text: str = ""
    quotes: tuple[Span, ...] = ()
    """Passages ready-made, in their order: what the text itself quotes."""


Source = Callable[[int], ThreadText]
_source: list[Source] = []


def told_by(source: Source) -> None:
    """Register who tells the text above a conversation, by the id of its thread."""
    _source[:] = [source]


def text_of(thread_id: int) -> ThreadText:
    """Return the text above a conversation as it is published now; empty where there is none."""
    return _source[0](thread_id) if _source else ThreadText()
