"""Reads HTML as the text people select in it, and puts marks around pieces of that text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass

_TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?:\"[^\"]*\"|'[^']*'|[^'\"<>])*+>|&[#\w]+;|[^<&]+|.", re.DOTALL
)
_NAME = re.compile(r"</?([a-zA-Z][\w-]*)")
_INLINE = frozenset(
    "a abbr b bdi bdo cite code data del dfn em i ins kbd mark q s samp small span strong sub sup"
    " time u var wbr".split()
)
_NO_TEXT = frozenset({"figcaption", "script", "style"})
_OTHER = -1


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A piece of text to be marked: where, under which id, and the HTML that follows it."""

    start: int
    end: int
    id: str
    tail: str = ""


class Reading:
    """HTML piece by piece, with the text that is in it.

    Elements that are no part of a line are a line break in the text; figcaptions are no text. The
    HTML is our own: every element is closed, and what was typed is escaped.
    """

    def __init__(self) -> None:
        self._tokens: list[tuple[str, int, int]] = []
        self._parts: list[str] = []
        self._length = 0
        self._silent = 0

    @property
    def text(self) -> str:
        """All of the text; offsets of marks are into this."""
        return "".join(self._parts)

    @property
    def length(self) -> int:
        """Characters read so far."""
        return self._length

    def add_other(self, source: str) -> None:
        """Add HTML in which nothing is marked."""
        self._break()
        self._tokens.append((source, _OTHER, 0))

    def add(self, source: str) -> None:
        """Add HTML whose text can be marked."""
        self._break()
        for token in _TOKEN.findall(source):
            if token[0] == "<" and len(token) > 1:
                self._add_tag(token)
            elif self._silent:
                self._tokens.append((token, _OTHER, 0))
            else:
                text = html.unescape(token) if token[0] == "&" else token
                self._tokens.append((token, self._length, len(text)))
                self._append(text)

    def _add_tag(self, token: str) -> None:
        found = _NAME.match(token)
        name = found[1].lower() if found else ""
        if name in _NO_TEXT:
            self._silent += -1 if token.startswith("</") else 1
        if name not in _INLINE:
            self._break()
        self._tokens.append((token, _OTHER, 0))

    def _break(self) -> None:
        if self._parts and not self._parts[-1].endswith("\n"):
            self._append("\n")

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def marked(self, marks: Iterable[Mark]) -> str:
        """Return the HTML with `<mark>` around the pieces asked for.

        A piece that spans elements is marked in each of them; where pieces overlap, what they share
        is marked once. The id is on the first mark of a piece, or just before it where another
        piece begins too. What follows a piece follows the link it ends in, since links hold no links.
        """
        return _Marking(marks).of(self._tokens)


class _Marking:
    """One walk over the tokens, with what is open at each place."""

    def __init__(self, marks: Iterable[Mark]) -> None:
        wanted = [mark for mark in marks if mark.start < mark.end]
        self.starts = sorted(wanted, key=lambda mark: (mark.start, -mark.end), reverse=True)
        self.ends = sorted(wanted, key=lambda mark: (mark.end, -mark.start), reverse=True)
        self.open = 0
        self.in_link = 0
        self.ids: list[str] = []
        self.tails: list[str] = []
        self.out: list[str] = []

    def of(self, tokens: list[tuple[str, int, int]]) -> str:
        for raw, start, length in tokens:
            if start == _OTHER:
                self._tag(raw)
            else:
                self._text(raw, start, length)
        self._reach(1 << 62)
        return "".join([*self.out, *self.tails])

    def _tag(self, raw: str) -> None:
        if raw.startswith(("<a ", "<a>")):
            self.in_link += 1
        elif raw == "</a>":
            self.in_link -= 1
        self.out.append(raw)
        self._flush()

    def _text(self, raw: str, start: int, length: int) -> None:
        end = start + length
        at = start
        # What an entity stands for is cut only at its ends.
        is_plain = len(raw) == length
        self._reach(at)
        while at < end:
            stops = [self.starts[-1].start] if self.starts else []
            stops += [self.ends[-1].end] if self.ends else []
            until = min([stop for stop in stops if stop > at] + [end]) if is_plain else end
            self._piece(raw[at - start : until - start] if is_plain else raw)
            at = until
            self._reach(at)

    def _reach(self, at: int) -> None:
        """Close and open what ends and begins up to here."""
        while self.ends and self.ends[-1].end <= at:
            mark = self.ends.pop()
            self.open -= 1
            self.tails.append(mark.tail)
        self._flush()
        while self.starts and self.starts[-1].start <= at:
            self.ids.append(self.starts.pop().id)
            self.open += 1

    def _flush(self) -> None:
        if self.tails and not self.in_link:
            self.out.extend(self.tails)
            self.tails.clear()

    def _piece(self, raw: str) -> None:
        # Between the elements of a list or a table only blanks may stand, and no marks.
        if not self.open or not raw.strip():
            self.out.append(raw)
            return
        self.out.extend(f'<span id="{one}"></span>' for one in self.ids[1:])
        opening = f'<mark id="{self.ids[0]}">' if self.ids else "<mark>"
        self.ids.clear()
        self.out.append(f"{opening}{raw}</mark>")
