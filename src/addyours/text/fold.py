"""One way to clean and to fold Unicode, so that text from anywhere compares and prints safely."""

from __future__ import annotations

import re
import unicodedata

# Bidirectional embeddings, overrides and isolates can make a line read as something it is not.
_BIDI_CONTROLS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_UNSAFE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u2060\ufeff\ufff9-\ufffb\ufdd0-\ufdef"
    + _BIDI_CONTROLS
    + "\ud800-\udfff\U000e0000-\U000e007f\ufffe\uffff]"
)
_ASCII_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_LINE_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_APOSTROPHES = re.compile("[\u2018\u2019\u201b\u02bc\u00b4`']")
_NOT_NAME = re.compile(r"[\W_]+")
_BLANK_LETTERS = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and symbols to Unicode that nobody sees."""


def clean(text: str) -> str:
    """Return text that is safe to store: NFC, no control or bidi override characters.

    Line breaks become "\\n". Blanks stay: Markdown nests its lists and indents its code with them.
    """
    if text.isascii() and not _ASCII_UNSAFE.search(text):
        return text
    text = _LINE_BREAKS.sub("\n", text)
    text = _UNSAFE.sub("", text)
    return unicodedata.normalize("NFC", text)


def clean_line(text: str) -> str:
    """Return the cleaned text on one line, with single spaces and no blanks at its ends."""
    return " ".join(clean(text).split())


def is_blank(text: str) -> bool:
    """Tell whether a text shows nothing: blanks, joiners, fillers, accents without a letter."""
    if text[:1].isascii() and text[:1].isalnum():
        return False
    return not any(
        unicodedata.category(sign)[0] in "LNPS" and sign not in _BLANK_LETTERS for sign in text
    )


def fold(text: str) -> str:
    """Return the form two texts are compared in: NFKC, caseless, on one line.

    Never show it to anybody: it changes ligatures, widths and fractions.
    """
    compatible = unicodedata.normalize("NFKC", _UNSAFE.sub("", _LINE_BREAKS.sub("\n", text)))
    return " ".join(unicodedata.normalize("NFKC", _UNSAFE.sub("", compatible).casefold()).split())


def fold_name(name: str) -> str:
    """Return the form people's names are compared in: folded, without accents or punctuation."""
    folded = _APOSTROPHES.sub("", fold(name))
    bare = "".join(
        char for char in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(char)
    )
    return _NOT_NAME.sub(" ", bare).strip()
