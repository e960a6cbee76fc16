"""Takes an export apart piece by piece with expat: it streams, and knows line and byte of everything."""

from __future__ import annotations

import gzip
import re
import zlib
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, cast
from xml.parsers import expat

from addyours.transfer.errors import ImportRefused
from addyours.transfer.incoming import Place

CHUNK = 256 * 1024
MOST_ITEM = 32 * 1024**2
"""Characters of an item without its comments, and of a comment: more is no text of people."""
MOST_COMMENT = 1024**2
MOST_TOKEN = 16 * 1024**2
"""Bytes of one tag; expat would hold one of any length in memory."""
HELD_COMMENTS = 500
"""So many are read before the item is told of, in case something of it stands behind them."""
# Characters XML forbids, which WordPress writes all the same; a blank keeps every byte's number.
_CONTROLS = bytes(c if c in (9, 10, 13) or c >= 32 else 32 for c in range(256))
_NEXT_ITEM = re.compile(rb"<item>\s*<title")
_PROLOG = b"<rss><channel>"


@dataclass(slots=True)
class Node:
    """An element with its text and children; `is_too_big` when text was left away."""

    name: str
    place: Place
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""
    children: list[Node] = field(default_factory=list)
    is_too_big: bool = False

    def get(self, name: str) -> str:
        """Return the text of the first child of that name, or nothing."""
        return next((one.text.strip() for one in self.children if one.name == name), "")

    def all(self, name: str) -> list[Node]:
        """Return the children of that name."""
        return [one for one in self.children if one.name == name]


@dataclass(frozen=True, slots=True)
class Head:
    """Something of the channel that is no item: an author, a category, the site's address."""

    node: Node


@dataclass(frozen=True, slots=True)
class Item:
    """An item, all its comments or the first of them left to follow."""

    node: Node


@dataclass(frozen=True, slots=True)
class ItemComment:
    """A comment of the item told of last."""

    node: Node


@dataclass(frozen=True, slots=True)
class Damage:
    """Where a file can't be read, why, and which item is lost with it, if any."""

    place: Place
    reason: str
    lost: str = ""


Event = Head | Item | ItemComment | Damage


def scan(path: Path, *, watch: Callable[[int], None] = lambda _bytes: None) -> Iterator[Event]:
    """Yield what an export holds, in order; go on behind damage with the next whole item.

    Raises ImportRefused for entities, which no export has and attacks do, and for unreadable files.
    """
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            file = cast("IO[bytes]", gzip.GzipFile(fileobj=raw) if packed else raw)
            yield from _Scan(file, path.name, lambda: watch(raw.tell())).events()
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or "its beginning is damaged"
        raise ImportRefused("unreadable", f"{path} can't be read: {reason}.") from error


class _Scan:
    def __init__(self, file: IO[bytes], name: str, watch: Callable[[], None]) -> None:
        self.file = file
        self.name = name
        self.watch = watch
        self.encoding: str | None = None
        self.start = 0
        """Byte of the file at which the parser at work began, less what it was given before."""
        self.line = 0
        self.found: deque[Event] = deque()
        self.open: list[Node] = []
        self.item: Node | None = None
        self.is_told = False
        self.size = 0

    def events(self) -> Iterator[Event]:
        position = self._skip_blanks()
        prolog = b""
        while True:
            try:
                yield from self._parse(position, prolog)
                return
            except expat.ExpatError as error:
                yield from self.found
                at = max(self.parser.ErrorByteIndex, 0) + self.start
                place = Place(self.line + error.lineno, at, self.name)
                yield self._damage(place, expat.errors.messages.get(error.code, "broken"))
            except (zlib.error, EOFError, gzip.BadGzipFile):
                yield from self.found
                at = max(self.parser.CurrentByteIndex, 0) + self.start
                yield self._damage(
                    Place(self.line + self.parser.CurrentLineNumber, at, self.name),
                    "the compressed file is damaged or ends too early",
                )
                return
            begun = self.item.place.byte if self.item else at
            following = self._next_item(begun + 1)
            if following is None:
                return
            position, prolog = following, _PROLOG

    def _damage(self, place: Place, reason: str) -> Damage:
        lost = self.item.get("wp:post_id") if self.item else ""
        title = self.item.get("title") if self.item else ""
        named = " ".join(part for part in (f"item {lost}" if lost else "", title) if part)
        return Damage(place, reason, named)

    def _skip_blanks(self) -> int:
        """Return where the file begins: blanks before the declaration are no XML, but common."""
        first = self.file.read(4096)
        return len(first) - len(first.lstrip(b" \t\r\n"))

    def _next_item(self, position: int) -> int | None:
        try:
            self.file.seek(0)
            lines, read = 0, 0
            while read < position:
                piece = self.file.read(min(CHUNK, position - read))
                if not piece:
                    return None
                lines += piece.count(b"\n")
                read += len(piece)
            tail = b""
            while piece := self.file.read(CHUNK):
                held = tail + piece
                found = _NEXT_ITEM.search(held)
                if found:
                    self.line = lines + held.count(b"\n", 0, found.start())
                    return read - len(tail) + found.start()
                lines += len(held[:-4096].split(b"\n")) - 1 if len(held) > 4096 else 0
                read += len(piece)
                tail = held[-4096:]
        except (zlib.error, EOFError, OSError):
            return None
        return None

    def _parse(self, position: int, prolog: bytes) -> Iterator[Event]:
        self.file.seek(position)
        self.open, self.item, self.is_told = [], None, False
        self.found.clear()
        self.start = position - len(prolog)
        self.parser = parser = expat.ParserCreate(self.encoding)
        parser.buffer_text = True
        parser.buffer_size = 65536
        parser.ordered_attributes = False
        parser.XmlDeclHandler = self._declaration
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.EntityDeclHandler = self._refuse
        parser.ExternalEntityRefHandler = self._refuse
        if prolog:
            parser.Parse(prolog)
        fed = position
        while piece := self.file.read(CHUNK):
            if b"\0" not in piece[:4] or fed > position:
                piece = piece.translate(_CONTROLS)
            fed += len(piece)
            parser.Parse(piece)
            if fed - self.start - parser.CurrentByteIndex > MOST_TOKEN:
                raise ImportRefused("hostile", f"{self.name} has a tag of more than 16 MB.")
            self.watch()
            while self.found:
                yield self.found.popleft()
        parser.Parse(b"", True)
        while self.found:
            yield self.found.popleft()

    def _refuse(self, *_given: Any) -> Any:
        raise ImportRefused(
            "hostile",
            f"{self.name} defines entities, which no export does; it is not read.",
        )

    def _declaration(self, _version: str, encoding: str | None, _alone: int) -> None:
        self.encoding = encoding

    def _place(self) -> Place:
        parser = self.parser
        return Place(
            self.line + parser.CurrentLineNumber, self.start + parser.CurrentByteIndex, self.name
        )

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        depth = len(self.open)
        if depth >= 12:
            raise ImportRefused("hostile", f"{self.name} nests elements too deeply for an export.")
        node = Node(name, self._place(), attributes)
        if depth == 2:
            self.size = 0
            if name == "item":
                self.item, self.is_told = node, False
        elif depth > 2:
            self.size += 64
            limit = MOST_ITEM if not self._in_comment() else MOST_COMMENT
            if depth == 3 and name == "wp:comment":
                self.size = 0
            if self.size < limit:
                self.open[-1].children.append(node)
            else:
                self.open[2].is_too_big = True
        self.open.append(node)

    def _in_comment(self) -> bool:
        return len(self.open) > 3 and self.open[3].name == "wp:comment"

    def _text(self, text: str) -> None:
        if len(self.open) < 3:
            return
        self.size += len(text)
        in_comment = self._in_comment()
        if self.size > (MOST_COMMENT if in_comment else MOST_ITEM):
            self.open[3 if in_comment else 2].is_too_big = True
            return
        self.open[-1].text += text

    def _end(self, name: str) -> None:
        node = self.open.pop()
        depth = len(self.open)
        if depth == 3 and name == "wp:comment" and self.item is not None:
            self._comment(self.item)
        if depth != 2:
            return
        if name == "item" and self.item is not None:
            self._tell(self.item)
            self.item = None
        elif node.name != "item":
            self.found.append(Head(node))

    def _comment(self, item: Node) -> None:
        if self.is_told:
            self.found.append(ItemComment(item.children.pop()))
        elif len(item.children) > HELD_COMMENTS and len(item.all("wp:comment")) > HELD_COMMENTS:
            self._tell(item)
        self.size = 0

    def _tell(self, item: Node) -> None:
        if not self.is_told:
            self.found.append(Item(item))
            self.is_told = True
        for one in item.all("wp:comment"):
            self.found.append(ItemComment(one))
        item.children = [one for one in item.children if one.name != "wp:comment"]
