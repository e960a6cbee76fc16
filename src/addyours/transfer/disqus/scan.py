"""Takes exports of Disqus apart: categories, threads and posts stand beside each other in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from addyours.transfer.damage import Damage
from addyours.transfer.errors import ImportRefused
from addyours.transfer.incoming import Place
from addyours.transfer.unpacking import unpacked
from addyours.transfer.xml_scan import DEEPEST, Node, XmlScan

MOST_RECORD = 1024**2
"""Characters of a thread or post: more is no text of people."""


@dataclass(slots=True)
class Entry:
    """A category, thread or post: texts by name ("author/name"), numbers of what it names by "thread#"."""

    kind: str
    id: str
    place: Place
    texts: dict[str, str] = field(default_factory=dict)
    is_too_big: bool = False

    def get(self, name: str) -> str:
        """Return the text of an element of it, or nothing."""
        return self.texts.get(name, "").strip()


def scan(
    path: Path, *, watch: Callable[[int], None] = lambda _bytes: None
) -> Iterator[Entry | Damage]:
    """Yield every category, thread and post in order; go on behind damage with the next whole one.

    Raises ImportRefused for what is no export of Disqus, for entities and for unreadable files.
    """
    with unpacked(path) as (file, position):
        yield from _Scan(file, path.name, lambda: watch(position())).events()


class _Scan(XmlScan):
    # Posts name their thread by an empty element of the same name.
    next_item: ClassVar = re.compile(rb"<(?:thread|post)\b[^<>]*(?<!/)>\s*<(?!/)")
    prolog: ClassVar = b"<disqus>"

    def reset(self) -> None:
        super().reset()
        self.names: list[str] = []
        self.entry: Entry | None = None
        self.size = 0

    def lost(self, item: Node) -> str:
        entry = self.entry
        return f"{entry.kind} {entry.id or entry.get('id')}".strip() if entry else ""

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        names, entry = self.names, self.entry
        if entry is not None:
            if len(names) >= DEEPEST:
                raise self.too_deep()
            names.append(f"{names[-1]}/{name}" if len(names) > 2 else name)
            self.size += 64
            if attributes and (named := _own_id(attributes)) and len(names) == 3:
                entry.texts.setdefault(f"{name}#", named)
        elif names:
            place = self.place()
            self.entry = Entry(name, _own_id(attributes), place)
            # What damage interrupts is told of by its place.
            self.item = Node(name, place)
            self.size = 0
            names.append(name)
        elif name == "disqus":
            names.append(name)
        else:
            raise ImportRefused("no_export", f"{self.name} is no export of Disqus.")

    def add(self, text: str) -> None:
        entry = self.entry
        if entry is None or len(self.names) < 3:
            return
        self.size += len(text)
        if self.size > MOST_RECORD:
            entry.is_too_big = True
            return
        name, texts = self.names[-1], entry.texts
        texts[name] = texts[name] + text if name in texts else text

    def end(self, _name: str) -> None:
        self.names.pop()
        if len(self.names) == 1 and self.entry is not None:
            self.found.append(self.entry)
            self.entry = self.item = None


def _own_id(attributes: dict[str, str]) -> str:
    """Return Disqus's number of something: `dsq:id`."""
    found = attributes.get("dsq:id")
    if found is None:
        found = next((value for name, value in attributes.items() if name.endswith(":id")), "")
    return found.strip()[:1000]
