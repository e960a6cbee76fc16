"""Takes exports of Disqus apart: categories, threads and posts stand beside each other in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ClassVar

from addyours.transfer.damage import Damage
from addyours.transfer.errors import ImportRefused
from addyours.transfer.unpacking import unpacked
from addyours.transfer.xml_scan import DEEPEST, Node, XmlScan

MOST_RECORD = 1024**2
"""Characters of a thread or post: more is no text of people."""


def scan(
    path: Path, *, watch: Callable[[int], None] = lambda _bytes: None
) -> Iterator[Node | Damage]:
    """Yield every category, thread and post in order; go on behind damage with the next whole one.

    Raises ImportRefused for what is no export of Disqus, for entities and for unreadable files.
    """
    with unpacked(path) as (file, position):
        yield from _Scan(file, path.name, lambda: watch(position())).events()


def own_id(node: Node) -> str:
    """Return Disqus's number of something, or of what an empty element stands for: `dsq:id`."""
    names = (name for name in node.attributes if name.endswith(":id"))
    return next((node.attributes[name].strip() for name in names), "")


class _Scan(XmlScan):
    # Posts name their thread by an empty element of the same name.
    next_item: ClassVar = re.compile(rb"<(?:thread|post)\b[^<>]*(?<!/)>\s*<(?!/)")
    prolog: ClassVar = b"<disqus>"

    def reset(self) -> None:
        super().reset()
        self.size = 0

    def lost(self, item: Node) -> str:
        return f"{item.name} {own_id(item) or item.get('id')}".strip()

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        depth = len(self.open)
        if depth >= DEEPEST:
            raise self.too_deep()
        if depth == 0 and name != "disqus":
            raise ImportRefused("no_export", f"{self.name} is no export of Disqus.")
        node = Node(name, self.place(), attributes)
        if depth == 1:
            self.item, self.size = node, 0
        elif depth > 1:
            self.size += 64 + sum(map(len, attributes.values()))
            if self.size < MOST_RECORD:
                self.open[-1].children.append(node)
            else:
                self.open[1].is_too_big = True
        self.open.append(node)

    def add(self, text: str) -> None:
        if len(self.open) < 3:
            return
        self.size += len(text)
        if self.size > MOST_RECORD:
            self.open[1].is_too_big = True
        else:
            self.open[-1].text += text

    def end(self, name: str) -> None:
        node = self.open.pop()
        if len(self.open) == 1:
            self.found.append(node)
            self.item = None
