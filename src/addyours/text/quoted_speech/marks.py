"""Finds where quote marks open and close, in any of the common styles, apostrophes left alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CLOSERS: dict[str, tuple[str, ...]] = {
    "\u201c": ("\u201d",),
    "\u201e": ("\u201c", "\u201d"),  # German, Polish
    "\u201f": ("\u201d",),
    "\u00ab": ("\u00bb",),  # French
    "\u00bb": ("\u00ab",),  # Danish
    "\u300c": ("\u300d",),  # Japanese
    "\u300e": ("\u300f",),
    "\u301d": ("\u301e", "\u301f"),
    '"': ('"', "\u201d"),
    "\uff02": ("\uff02",),
    "``": ("''", '"'),
    "''": ("''",),
    "\u2039": ("\u203a",),
    "\u203a": ("\u2039",),
    "\u2018": ("\u2019", "'"),
    "\u201a": ("\u2018", "\u2019"),
    "'": ("'", "\u2019"),
}
_SINGLES = frozenset("\u2018\u201a'")
_MARK = re.compile(
    "``|''|[\u2018\u2019\u201a\u201c-\u201f\u00ab\u00bb\u2039\u203a\u300c-\u300f\u301d-\u301f\"\uff02']"
)
_STRAIGHT = frozenset(['"', "\uff02", "''"])
_BEFORE_OPENING = frozenset("([{-\u2010\u2011\u2012\u2013\u2014\u2015/:;,.\u2026=")
_MAY_STAY_OPEN = frozenset(["\u201c", "\u201e", "\u201f", '"', "\u00ab", "``"])
# How many single marks and apostrophes to look through for the closing one: bounds the time.
_SINGLES_LOOKED_AT = 60
_ENDS_SPEECH = frozenset(",.!?\u2026-\u2014\u2013)")


@dataclass(frozen=True, slots=True)
class Span:
    """One stretch of quoted words: `start`/`end` with its marks, `inner` without them."""

    start: int
    end: int
    inner: str
    closed: bool
    mark: str

    @property
    def ending(self) -> str:
        """Return the last mark or letter said, quote marks nested within left aside."""
        return self.inner.rstrip("\u2019\u201d'\"\u00bb")[-1:]


def _may_open(text: str, at: int, mark: str) -> bool:
    before = text[at - 1] if at else " "
    after = text[at + len(mark)] if at + len(mark) < len(text) else " "
    if mark in ("\u201c", "\u201e", "\u201f", "``", "\u300c", "\u300e", "\u301d"):
        return not after.isspace() or not before.isalnum()
    if after.isspace():
        # « spaced as in French » is the only style that opens before a blank.
        return mark in "\u00ab\u2039" and (before.isspace() or before in _BEFORE_OPENING)
    return before.isspace() or before in _BEFORE_OPENING or before in "\u201c\u2018\"'"


def _may_close_single(text: str, at: int) -> bool:
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    return not before.isspace() and not after.isalnum()


def _close_double(text: str, marks: list[re.Match[str]], first: int) -> int | None:
    """Return the index in `marks` of the mark that closes the double mark at `first`."""
    opener = marks[first].group()
    closers = _CLOSERS[opener]
    for index in range(first + 1, len(marks)):
        mark, at = marks[index].group(), marks[index].start()
        if mark in closers:
            return index
        if opener == "\u201c" and mark in '\u201c"' and at and not text[at - 1].isspace():
            # A mark turned the wrong way by an editor: it stands where only a closing one can.
            after = text[at + 1] if at + 1 < len(text) else " "
            if not after.isalnum() and text[at - 1] not in "(\u2014-":
                return index
    return None


def _close_single(text: str, marks: list[re.Match[str]], first: int) -> int | None:
    """Return the index of the mark that closes a single opening mark, no apostrophe of its own."""
    closers = _CLOSERS[marks[first].group()]
    fallback = None
    for index in range(first + 1, min(len(marks), first + _SINGLES_LOOKED_AT)):
        mark, at = marks[index].group(), marks[index].start()
        if mark not in closers or not _may_close_single(text, at):
            if fallback is not None and mark in _SINGLES and _may_open(text, at, mark):
                return fallback
            continue
        if text[at - 1] in _ENDS_SPEECH:
            # Speech ends with its punctuation inside; a scare quote before it does not.
            return (
                fallback if fallback is not None and not _plural(text, marks, fallback) else index
            )
        if fallback is None or _plural(text, marks, fallback):
            fallback = index
    return fallback


def _plural(text: str, marks: list[re.Match[str]], index: int) -> bool:
    at = marks[index].start()
    return text[at - 1] in "sSz" and text[at + 1 : at + 3].strip()[:1].islower()


def _opens(text: str, match: re.Match[str]) -> bool:
    mark, at = match.group(), match.start()
    if mark not in _CLOSERS or not _may_open(text, at, mark):
        return False
    if mark in _STRAIGHT and at and text[at - 1].isdigit():
        return False  # inches
    if mark == "\u00bb" or mark == "\u203a":
        return True
    if mark == "'" or mark == "\u2018":
        after = text[at + 1 : at + 2]
        return after.isalnum() or after in '\u201c"\u2026.[('
    return True


def find_spans(text: str) -> list[Span]:
    """Return the outermost quoted stretches in order; a mark that never closes runs to the end.

    A single mark counts only where it has a partner; nested marks stay inside their stretch.
    """
    marks = list(_MARK.finditer(text))
    spans: list[Span] = []
    index = 0
    while index < len(marks):
        match = marks[index]
        if not _opens(text, match):
            index += 1
            continue
        single = match.group() in _SINGLES
        close = (_close_single if single else _close_double)(text, marks, index)
        if close is not None:
            inner = text[match.end() : marks[close].start()].strip()
            if inner:
                spans.append(Span(match.start(), marks[close].end(), inner, True, match.group()))
            index = close + 1
        elif match.group() in _MAY_STAY_OPEN or (single and not text[: match.start()].strip()):
            inner = text[match.end() :].strip()
            if inner:
                spans.append(Span(match.start(), len(text), inner, False, match.group()))
            break
        else:
            index += 1
    return spans
