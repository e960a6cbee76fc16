"""Takes WordPress's exports apart: what stands before the items, the items, and their comments."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, ClassVar

from addyours.transfer.damage import Damage
from addyours.transfer.unpacking import unpacked
from addyours.transfer.xml_scan import DEEPEST, Node, XmlScan

MOST_ITEM = 32 * 1024**2
"""Characters of an item without its comments, and of a comment: more is no text of people."""
MOST_COMMENT = 1024**2
HELD_COMMENTS = 500
"""So many are read before the item is told of, in case something of it stands behind them."""


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


Event = Head | Item | ItemComment | Damage


def scan(path: Path, *, watch: Callable[[int], None] = lambda _bytes: None) -> Iterator[Event]:
    """Yield what an export holds, in order; go on behind damage with the next whole item.

    Raises ImportRefused for entities, which no export has and attacks do, and for unreadable files.
    """
    with unpacked(path) as (file, position):
        yield from _Scan(file, path.name, lambda: watch(position())).events()


class _Scan(XmlScan):
    next_item: ClassVar = re.compile(rb"<item>\s*<title")
    prolog: ClassVar = b"<rss><channel>"

    def __init__(self, file: IO[bytes], name: str, watch: Callable[[], None]) -> None:
        super().__init__(file, name, watch)
        self.is_told = False
        self.size = 0

    def reset(self) -> None:
        super().reset()
        self.is_told = False

    def lost(self, item: Node) -> str:
        number, title = item.get("wp:post_id"), item.get("title")
        return " ".join(part for part in (f"item {number}" if number else "", title) if part)

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        depth = len(self.open)
        if depth >= DEEPEST:
            raise self.too_deep()
        node = Node(name, self.place(), attributes)
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

    def add(self, text: str) -> None:
        if len(self.open) < 3:
            return
        self.size += len(text)
        in_comment = self._in_comment()
        if self.size > (MOST_COMMENT if in_comment else MOST_ITEM):
            self.open[3 if in_comment else 2].is_too_big = True
            return
        self.open[-1].text += text

    def end(self, name: str) -> None:
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

    def _in_comment(self) -> bool:
        return len(self.open) > 3 and self.open[3].name == "wp:comment"

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
