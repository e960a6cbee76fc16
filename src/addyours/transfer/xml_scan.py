"""Takes XML exports apart piece by piece with expat: it streams, and knows line and byte of everything."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from re import Pattern
from typing import IO, Any, ClassVar
from xml.parsers import expat

from addyours.transfer.damage import Damage
from addyours.transfer.errors import ImportRefused
from addyours.transfer.incoming import Place
from addyours.transfer.unpacking import CHUNK, PACK_BROKEN, PACK_ERRORS

MOST_TOKEN = 16 * 1024**2
"""Bytes of one tag; expat would hold one of any length in memory."""
DEEPEST = 12
_EXPATS_OWN = ("utf-8", "utf-16", "utf-16le", "utf-16be", "iso-8859-1", "us-ascii")
# Characters XML forbids, which exports have all the same; a blank keeps every byte's number.
_CONTROLS = bytes(c if c in (9, 10, 13) or c >= 32 else 32 for c in range(256))


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


class XmlScan:
    """Feeds a file to expat and gathers in `found` what the handlers of a subclass make of it.

    Behind damage it goes on where `next_item` matches, as if `prolog` stood before that. Raises
    ImportRefused for entities, which no export has and attacks do.
    """

    next_item: ClassVar[Pattern[bytes]]
    prolog: ClassVar[bytes]

    def __init__(self, file: IO[bytes], name: str, watch: Callable[[], None]) -> None:
        self.file = file
        self.name = name
        self.watch = watch
        self.encoding: str | None = None
        self.start = 0
        """Byte of the file at which the parser at work began, less what it was given before."""
        self.line = 0
        self.found: deque[Any] = deque()
        self.open: list[Node] = []
        self.item: Node | None = None
        """The item that is being read, whole only when its end was found."""

    def events(self) -> Iterator[Any]:
        """Yield what is found, and a Damage for each place that can't be read."""
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
            except PACK_ERRORS:
                yield from self.found
                at = max(self.parser.CurrentByteIndex, 0) + self.start
                line = self.line + self.parser.CurrentLineNumber
                yield self._damage(Place(line, at, self.name), PACK_BROKEN)
                return
            begun = self.item.place.byte if self.item else at
            following = self._next_item(begun + 1)
            if following is None:
                return
            position, prolog = following, self.prolog

    def lost(self, item: Node) -> str:
        """Return how to name an item that was not read to its end."""
        raise NotImplementedError

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """Take the beginning of an element."""
        raise NotImplementedError

    def add(self, text: str) -> None:
        """Take a piece of text."""
        raise NotImplementedError

    def end(self, name: str) -> None:
        """Take the end of an element."""
        raise NotImplementedError

    def reset(self) -> None:
        """Forget what was open when damage was met."""
        self.open, self.item = [], None
        self.found.clear()

    def place(self) -> Place:
        """Return where the parser is."""
        parser = self.parser
        return Place(
            self.line + parser.CurrentLineNumber, self.start + parser.CurrentByteIndex, self.name
        )

    def too_deep(self) -> ImportRefused:
        """Return the refusal of a file whose elements are nested as no export's are."""
        return ImportRefused("hostile", f"{self.name} nests elements too deeply for an export.")

    def _damage(self, place: Place, reason: str) -> Damage:
        return Damage(place, reason, self.lost(self.item) if self.item else "")

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
                found = self.next_item.search(held)
                if found:
                    self.line = lines + held.count(b"\n", 0, found.start())
                    return read - len(tail) + found.start()
                lines += len(held[:-4096].split(b"\n")) - 1 if len(held) > 4096 else 0
                read += len(piece)
                tail = held[-4096:]
        except (*PACK_ERRORS, OSError):
            return None
        return None

    def _parse(self, position: int, prolog: bytes) -> Iterator[Any]:
        self.file.seek(position)
        self.reset()
        self.start = position - len(prolog)
        self.parser = parser = expat.ParserCreate(self.encoding)
        parser.buffer_text = True
        parser.buffer_size = 65536
        parser.ordered_attributes = False
        parser.XmlDeclHandler = self._declaration
        parser.StartElementHandler = self.begin
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.add
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
        if (
            encoding
            and encoding.lower() not in _EXPATS_OWN
            and not _has_a_sign_for_a_byte(encoding)
        ):
            raise ImportRefused("damaged", f"{self.name} has an encoding that no export has.")
        self.encoding = encoding


def _has_a_sign_for_a_byte(encoding: str) -> bool:
    """Tell whether an encoding is of the kind that expat can be taught."""
    try:
        return len(bytes(range(256)).decode(encoding, "replace")) == 256
    except (LookupError, ValueError):
        return False
