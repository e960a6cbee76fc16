"""Finds quoted speech in news prose and who said it, by grammar and never by guessing."""

from addyours.text.quoted_speech.passages import (
    Passage,
    Piece,
    PlainPassage,
    QuotePassage,
    Reading,
)
from addyours.text.quoted_speech.reader import LONGEST_PARAGRAPH, MOST_CHARACTERS, read

__all__ = [
    "LONGEST_PARAGRAPH",
    "MOST_CHARACTERS",
    "Passage",
    "Piece",
    "PlainPassage",
    "QuotePassage",
    "Reading",
    "read",
]
