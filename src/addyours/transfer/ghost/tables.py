"""Reads the rows of Ghost's tables out of its export, one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from addyours.transfer.damage import Damage
from addyours.transfer.json_scan import Broken, JsonText, Record, opened

_MUST_HAVE = {
    "posts": ("id", "slug"),
    "users": ("id", "slug"),
    "tags": ("id", "slug"),
    "posts_tags": ("post_id", "tag_id"),
    "posts_authors": ("post_id", "author_id"),
    "posts_meta": ("post_id",),
    "settings": ("key",),
    "comments": ("id", "post_id"),
    "members": ("id",),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table."""

    table: str
    record: Record


class _Ended(Exception):
    """Nothing can be read behind some damage."""


def rows(path: Path, watch: Callable[[int], None]) -> Iterator[Row | Damage]:
    """Yield the rows of all tables; go on behind damage with the next row."""
    with opened(path, watch) as text:
        try:
            yield from _site(text)
        except Broken as broken:
            yield broken.damage
        except _Ended:
            return


def _site(text: JsonText) -> Iterator[Row | Damage]:
    """Read an export, which newer versions wrap in a list of one."""
    for name in text.members():
        if name == "db" and text.peek() == "[":
            for _place in text.elements():
                yield from _site(text)
        elif name == "data" and text.peek() == "{":
            for table in text.members():
                if text.peek() == "[":
                    yield from _table(text, table)
                else:
                    text.value()
        else:
            text.value()


def _table(text: JsonText, table: str) -> Iterator[Row | Damage]:
    text.expect("[")
    while not text.take("]"):
        place = text.place()
        try:
            value = text.value()
            if text.peek() not in (",", "]"):
                raise Broken(text.place(), "“,” is missing")
        except Broken as broken:
            yield broken.damage
            if not text.skip():
                raise _Ended from None
            continue
        text.take(",")
        # Behind damage the next row may be one of another table.
        if isinstance(value, dict) and all(name in value for name in _MUST_HAVE.get(table, ())):
            yield Row(table, Record(value, place))
        else:
            yield Damage(place, f"it is no row of the table “{table[:60]}”")
