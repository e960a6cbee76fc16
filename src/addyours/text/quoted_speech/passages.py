"""The shapes a reading comes back in, so that callers need none of the rules."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlainPassage:
    """A paragraph without quoted speech of its own; `text` is the paragraph as given."""

    text: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a paragraph that is speech and what says who spoke; between two is narration.

    `start` and `end` are places in `clean_line(paragraph)`.
    """

    start: int
    end: int
    words: str
    attribution: str


@dataclass(frozen=True, slots=True)
class QuotePassage:
    """A paragraph of quoted speech.

    `text` has the words said, without the outer quote marks; `paragraph` the whole paragraph as
    given and `attribution` what stands outside the quote marks (or the sentence that leads in),
    as written. A value that cannot be known is None, and `unsure` says so to the editor.
    """

    text: str
    paragraph: str
    speaker: str | None = None
    speaker_note: str | None = None
    said_to: str | None = None
    said_on: str | None = None
    attribution: str = ""
    unsure: tuple[str, ...] = ()
    pieces: tuple[Piece, ...] = ()


Passage = PlainPassage | QuotePassage


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found in a text: a passage for each paragraph, in order, and the people named.

    `people_unsure` lists capitalised names that may be people but for which nothing proves it.
    """

    passages: tuple[Passage, ...]
    people: tuple[str, ...] = ()
    people_unsure: tuple[str, ...] = ()

    @property
    def quotes(self) -> tuple[QuotePassage, ...]:
        """Return the quote passages alone, in order."""
        return tuple(passage for passage in self.passages if isinstance(passage, QuotePassage))
