"""Takes WordPress's exports apart: what stands before the items, the items, and their comments."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, ClassVar

from addyours.transfer.damage import Damage
from addyours.transfer.incoming import NOWHERE, Place
from addyours.transfer.unpacking import unpacked
from addyours.transfer.xml_scan import DEEPEST, Node, XmlScan

MOST_ITEM = 32 * 1024**2
"""Characters of an item without its comments, and of a comment: more is no text of people."""
MOST_COMMENT = 1024**2
HELD_COMMENTS = 500
"""So many are read before the item is told of, in case something of it stands behind them."""
MOST_HELD = 8 * 1024**2
"""Characters of those together."""


@dataclass(frozen=True, slots=True)
class Head:
    """Something of the channel that is no item: an author, a category, the site's address."""

    node: Node


@dataclass(frozen=True, slots=True)
class Item:
    """An item, all its comments or the first of them left to follow."""

    node: Node


@dataclass(slots=True)
class ItemComment:
    """A comment of the item told of last: the texts of its elements, of which there may be millions."""

    place: Place
    fields: dict[str, str] = field(default_factory=dict)
    is_too_big: bool = False

    def get(self, name: str) -> str:
        """Return the text of an element, or nothing."""
        return self.fields.get(name, "").strip()


Event = Head | Item | ItemComment | Damage


def scan(
    path: Path, *, watch: Callable[[int], None] = lambda _bytes: None, has_comments: bool = True
) -> Iterator[Event]:
    """Yield what an export holds, in order; go on behind damage with the next whole item.

    Without `has_comments` these are passed over, which takes a third of the time. Raises
    ImportRefused for entities, which no export has and attacks do, and for unreadable files.
    """
    with unpacked(path) as (file, position):
        scan_of = _Scan(file, path.name, lambda: watch(position()))
        scan_of.has_comments = has_comments
        yield from scan_of.events()


class _Scan(XmlScan):
    next_item: ClassVar = re.compile(rb"<item>\s*<title")
    prolog: ClassVar = b"<rss><channel>"

    has_comments = True

    def __init__(self, file: IO[bytes], name: str, watch: Callable[[], None]) -> None:
        super().__init__(file, name, watch)
        self._is_told = False
        self._size = 0
        self._held: list[ItemComment] = []
        self._held_size = 0
        self._passed = 0
        self._comment = ItemComment(NOWHERE)
        self._part = ""
        self._comment_size = 0
        self._depth = 0
        """Within a comment: 0 between its elements, 1 in one."""

    def reset(self) -> None:
        super().reset()
        self._begin_item()

    def lost(self, item: Node) -> str:
        number, title = item.get("wp:post_id"), item.get("title")
        return " ".join(part for part in (f"item {number}" if number else "", title) if part)

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        depth = len(self.open)
        if depth >= DEEPEST:
            raise self.too_deep()
        if depth == 3 and name == "wp:comment" and self.item is not None:
            self._begin_comment()
            return
        node = Node(name, self.place() if depth == 2 else NOWHERE, attributes)
        if depth == 2:
            self._size = 0
            if name == "item":
                self.item = node
                self._begin_item()
        elif depth > 2:
            self._size += 64
            if self._size < MOST_ITEM:
                self.open[-1].children.append(node)
            else:
                self.open[2].is_too_big = True
        self.open.append(node)

    def add(self, text: str) -> None:
        if len(self.open) < 3:
            return
        self._size += len(text)
        if self._size > MOST_ITEM:
            self.open[2].is_too_big = True
            return
        self.open[-1].text += text

    def end(self, name: str) -> None:
        node = self.open.pop()
        if len(self.open) != 2:
            return
        if name == "item" and self.item is not None:
            self._tell(self.item)
            self.item = None
        elif name != "item":
            self.found.append(Head(node))

    def _begin_item(self) -> None:
        self._is_told = False
        self._held, self._held_size, self._passed = [], 0, 0

    def _begin_comment(self) -> None:
        """Let handlers of its own take what stands in a comment."""
        self._depth = 0
        parser = self.parser
        if self.has_comments:
            self._comment = ItemComment(self.place())
            self._comment_size = 0
            parser.StartElementHandler = self._begin_part
            parser.CharacterDataHandler = self._add_part
        else:
            parser.StartElementHandler = self._pass_over
            parser.CharacterDataHandler = None
        parser.EndElementHandler = self._end_part

    def _pass_over(self, _name: str, _attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise self.too_deep()

    def _begin_part(self, name: str, _attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth == 1:
            # Of two with the same name the first counts.
            self._part = name if name not in self._comment.fields else ""
        elif self._depth > DEEPEST:
            raise self.too_deep()

    def _add_part(self, text: str) -> None:
        if self._depth != 1 or not self._part:
            return
        self._comment_size += len(text)
        if self._comment_size > MOST_COMMENT:
            self._comment.is_too_big = True
            return
        fields = self._comment.fields
        fields[self._part] = fields[self._part] + text if self._part in fields else text

    def _end_part(self, _name: str) -> None:
        if self._depth:
            self._depth -= 1
            return
        parser = self.parser
        parser.StartElementHandler = self.begin
        parser.CharacterDataHandler = self.add
        parser.EndElementHandler = self.end
        if self.item is not None:
            self._end_comment(self.item)

    def _end_comment(self, item: Node) -> None:
        self._passed += 1
        if not self.has_comments:
            if self._passed > HELD_COMMENTS:
                self._tell(item)
        elif self._is_told:
            self.found.append(self._comment)
        else:
            self._held.append(self._comment)
            self._held_size += self._comment_size
            if self._passed > HELD_COMMENTS or self._held_size > MOST_HELD:
                self._tell(item)

    def _tell(self, item: Node) -> None:
        if not self._is_told:
            self.found.append(Item(item))
            self._is_told = True
        self.found.extend(self._held)
        self._held = []
