"""Takes JSON exports apart value by value, however long they are, and knows line and byte of everything."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from addyours.transfer.damage import Damage
from addyours.transfer.incoming import Place
from addyours.transfer.unpacking import CHUNK, PACK_BROKEN, PACK_ERRORS, unpacked

MOST_VALUE = 4 * 1024**2
"""Characters of one value: more is no text of people, and would have to be held in memory."""
_BLANK = re.compile(r"[ \t\r\n\x00]*")
# Where the next value may begin behind a damaged one: after another one, or on a line of its own.
_NEXT = re.compile(r"(?:[}\]]\s*,\s*|\n[ \t]*)(?=\{)")
_BAD = re.compile("[\x00\ud800-\udfff]")
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))  # fmt: skip
_decode = json.JSONDecoder().raw_decode


class Broken(Exception):
    """A value can't be read; says where and why."""

    def __init__(self, place: Place, reason: str) -> None:
        super().__init__(reason)
        self.damage = Damage(place, reason)


@dataclass(frozen=True, slots=True)
class Record:
    """A value of a file, and where it begins."""

    value: Any
    place: Place


@contextmanager
def opened(path: Path, watch: Callable[[int], None]) -> Iterator[JsonText]:
    """Open a file, packed with gzip or not. Raises ImportRefused for what can't be read at all."""
    with unpacked(path) as (file, position):
        yield JsonText(file, path.name, lambda: watch(position()))


def records(
    path: Path,
    watch: Callable[[int], None],
    head: Callable[[JsonText], Iterator[Record]] = lambda _text: iter(()),
) -> Iterator[Record | Damage]:
    """Yield the values of an array, or values that stand behind each other; go on behind damage.

    `head` takes what stands before the first of them.
    """
    with opened(path, watch) as text:
        is_array = False
        before: Iterator[Record] = head(text)
        while True:
            try:
                yield from before
                is_array = is_array or text.take("[")
                yield from _values(text, is_array=is_array)
                return
            except Broken as broken:
                yield broken.damage
                if not text.skip():
                    return


def _values(text: JsonText, *, is_array: bool) -> Iterator[Record]:
    while text.peek():
        if is_array and text.take("]"):
            if text.peek():
                raise Broken(text.place(), "something stands behind its end")
            return
        place = text.place()
        yield Record(text.value(), place)
        text.take(",")
    if is_array:
        raise Broken(text.place(), "it ends too early")


class JsonText:
    """A window on a file that moves on as values are taken from it."""

    def __init__(self, file: IO[bytes], name: str, watch: Callable[[], None]) -> None:
        self._file = file
        self._name = name
        self._watch = watch
        start = file.read(4)
        bom, self._encoding = next(
            ((bom, name) for bom, name in _BOMS if start.startswith(bom)), (b"", "utf-8")
        )
        # What is not in the encoding shows as lone surrogates, value by value.
        self._errors = "surrogateescape" if self._encoding == "utf-8" else "replace"
        self._decoder = codecs.getincrementaldecoder(self._encoding)(self._errors)
        self._text = self._decoder.decode(start[len(bom) :])
        self._at = 0
        self._line, self._byte = 1, len(bom)
        self._ended = False
        self._torn = False

    def place(self) -> Place:
        """Return where the window is."""
        return Place(self._line, self._byte, self._name)

    def peek(self) -> str:
        """Return the next sign that is no blank, or nothing at the end. Raises Broken."""
        while True:
            end = _BLANK.match(self._text, self._at).end()  # type: ignore[union-attr]
            self._move(end)
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                if self._torn:
                    self._torn = False
                    raise Broken(self.place(), PACK_BROKEN)
                return ""

    def take(self, sign: str) -> bool:
        """Pass a sign if it is the next."""
        if self.peek() != sign:
            return False
        self._move(self._at + 1)
        return True

    def expect(self, sign: str) -> None:
        """Pass a sign, or raise Broken if it is not the next."""
        if not self.take(sign):
            raise Broken(self.place(), f"“{sign}” is missing")

    def value(self) -> Any:
        """Take the next value. Raises Broken, the window standing behind what can't be read."""
        self.peek()
        while True:
            try:
                value, end = _decode(self._text, self._at)
                if end < len(self._text) or self._ended:
                    break
                self._more()
            except json.JSONDecodeError as error:
                if not self._wants_more(error):
                    raise self._broken(error.pos, error.msg[:1].lower() + error.msg[1:]) from None
            except (ValueError, RecursionError) as error:
                nested = isinstance(error, RecursionError)
                reason = "it is nested too deeply" if nested else "it has a number too long"
                raise self._broken(self._at + 1, reason) from None
        taken = self._text[self._at : end]
        if not taken.isascii() and (bad := re.search("[\udc80-\udcff]", taken)):
            raise self._broken(self._at + bad.start(), f"it is not {self._encoding.upper()}")
        self._move(end)
        return value

    def members(self) -> Iterator[str]:
        """Yield the names of an object's members; whoever asks takes each value before the next name."""
        self.expect("{")
        while not self.take("}"):
            name = self.value()
            if not isinstance(name, str):
                raise Broken(self.place(), "a name is missing")
            self.expect(":")
            yield name
            if self.peek() not in ",}":
                raise Broken(self.place(), "“,” is missing")
            self.take(",")

    def elements(self) -> Iterator[Place]:
        """Yield the place of each element of an array; whoever asks takes its value before the next."""
        self.expect("[")
        while not self.take("]"):
            self.peek()
            yield self.place()
            if self.peek() not in (",", "]"):
                raise Broken(self.place(), "“,” is missing")
            self.take(",")

    def skip(self) -> bool:
        """Go on with the next object behind damage; tell whether there may be one."""
        while True:
            found = _NEXT.search(self._text, self._at)
            if found:
                self._move(found.end())
                return True
            self._move(max(self._at, len(self._text) - 1024))
            before = len(self._text)
            if not self._more() and len(self._text) == before:
                return False

    def _wants_more(self, error: json.JSONDecodeError) -> bool:
        """Read on if a value may only be cut off by the window's end."""
        if len(self._text) - self._at > MOST_VALUE:
            raise self._broken(self._at + 1, "it has more than four million characters") from None
        is_cut = error.pos > len(self._text) - 64 or error.msg.startswith("Unterminated")
        if not is_cut or self._ended:
            return False
        self._more()
        return True

    def _broken(self, at: int, reason: str) -> Broken:
        self._move(min(max(at, self._at), len(self._text)))
        if self._torn:
            self._torn = False
            reason = PACK_BROKEN
        elif reason.startswith("unterminated") or (self._ended and self._at >= len(self._text)):
            reason = "it ends too early"
        return Broken(self.place(), reason)

    def _move(self, at: int) -> None:
        if at == self._at:
            return
        passed = self._text[self._at : at]
        self._line += passed.count("\n")
        self._byte += (
            len(passed)
            if self._encoding == "utf-8" and passed.isascii()
            else len(passed.encode(self._encoding, "surrogateescape"))
        )
        self._at = at

    def _more(self) -> bool:
        """Widen the window; tell whether there was more."""
        if self._ended:
            return False
        left = self._text[self._at :]
        try:
            piece = self._file.read(max(CHUNK, len(left)))
        except PACK_ERRORS:
            piece, self._torn = b"", True
        self._watch()
        self._ended = not piece
        self._text = left + self._decoder.decode(piece, final=self._ended)
        self._at = 0
        return bool(piece)


def text_of(given: object) -> str:
    """Return a value as text that may be stored: numbers as digits, nothing for nothing and for more."""
    if isinstance(given, bool):
        return "true" if given else "false"
    if isinstance(given, str):
        return _BAD.sub("", given)
    if isinstance(given, int | float):
        return str(given)
    return ""


def number_of(given: object) -> int:
    """Return a count, 0 for what is none."""
    if isinstance(given, str) and re.fullmatch(r"[+-]?\d{1,9}", given.strip()):
        return int(given)
    return given if isinstance(given, int) and abs(given) < 10**9 else 0


def is_true(given: object) -> bool:
    """Tell whether a value says yes, in one of the ways exports say it."""
    return given is True or text_of(given).strip().lower() in ("true", "1", "yes")
