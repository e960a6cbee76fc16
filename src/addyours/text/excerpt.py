"""Short plain-text beginnings of longer texts, for listings, feeds and mails."""

from __future__ import annotations

from addyours.text.fold import clean_line

ELLIPSIS = "\u2026"


def excerpt(text: str, length: int) -> str:
    """Return at most `length` characters of the text, cut between words and ended by an ellipsis.

    The text is put on one line first. A text that fits comes back whole; a single word longer
    than the length is cut inside. A length of nought or less gives an empty text.
    """
    line = clean_line(text)
    if length <= 0:
        return ""
    if len(line) <= length:
        return line
    cut = line[: length - 1]
    if line[length - 1] != " ":
        cut = cut[: cut.rfind(" ")] if " " in cut else cut
    return cut.rstrip(" ,;:-\u2013\u2014") + ELLIPSIS
