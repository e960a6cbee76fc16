"""Knows the pictures of a saved page: where each may lie, and which of them is the story's own."""

from __future__ import annotations

import hashlib
import re
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any, Protocol
from urllib.parse import unquote, unquote_to_bytes

from addyours.text.fold import clean_line
from addyours.text.links import parts_of
from addyours.transfer.page_blocks import Picture, SavedPage
from addyours.transfer.picture_check import MOST_BYTES, MediaLost, checked

MOST_PICTURES = 60
MOST_IN_ALL = 200 * 1024**2
SMALLEST = 90
"""Pixels in either direction: less is an icon or a face beside a name."""
LEAD_WIDTH = 300
_FIRST_BLOCKS = 3
_SOURCES = ("src", "data-src", "data-lazy-src", "data-original", "data-full-url")
_SETS = ("data-srcset", "data-lazy-srcset", "srcset")
_INLINE = re.compile(r"data:image/[\w.+-]{2,30}(?:;[\w=-]{1,40})*,[^\s\"'<>)]+", re.I)
_INSIDE = "inline:"
_PLACEHOLDER = 1_000
"""Characters: a shorter picture within the page holds the place of one that is fetched later."""
_NOT_STORY = frozenset("nav aside footer menu dialog".split())


class PageFiles(Protocol):
    """The files that were saved with a page."""

    def find(self, source: str) -> bytes:
        """Return the file a page names so; raises MediaLost."""

    def loose(self) -> Iterator[str]:
        """Yield the names of pictures that no page has to name, as those beside a plain text."""


class NoFiles:
    """Nothing was saved with the page."""

    def find(self, source: str) -> bytes:
        raise MediaLost("it was not saved with the page")

    def loose(self) -> Iterator[str]:
        return iter(())


@dataclass(frozen=True, slots=True)
class PagePhoto:
    """A picture of a page that can be a photo of the library."""

    data: bytes
    name: str
    picture: Picture
    width: int

    @property
    def digest(self) -> bytes:
        return hashlib.blake2b(self.data, digest_size=16).digest()


@dataclass(slots=True)
class PagePhotos:
    """Which pictures of a page come: the lead, those among the blocks by their place, and which don't."""

    lead: PagePhoto | None = None
    inside: dict[int, PagePhoto] = field(default_factory=dict)
    left_out: list[tuple[Picture, str]] = field(default_factory=list)


def without_inline(text: str) -> tuple[str, tuple[str, ...]]:
    """Take pictures that stand in the page itself out of its text; short names stand in their place."""
    found: list[str] = []

    def put(match: re.Match[str]) -> str:
        found.append(match[0])
        return f"{_INSIDE}{len(found) - 1}"

    return _INLINE.sub(put, text), tuple(found)


def numbered(tree: Any, inline: tuple[str, ...]) -> dict[str, Picture]:
    """Give every picture of a page a name that is surely one of a picture; return them by that name.

    What finds the story knows pictures by the ends of their addresses, which many don't have.
    """
    found: dict[str, Picture] = {}
    for element in list(tree.iter("img")):
        sources = [one for one in dict.fromkeys(_sources(element)) if not _holds_place(one, inline)]
        for name in (*_SOURCES, *_SETS):
            element.attrib.pop(name, None)
        if not sources or _is_tiny(element):
            continue
        token = f"picture-{len(found)}.jpg"
        element.set("src", token)
        alt = clean_line(element.get("alt") or "")
        found[token] = Picture(sources[0], alt, others=tuple(sources[1:8]))
    return found


def is_around(element: Any) -> bool:
    """Tell whether an element stands in what is around a story."""
    return any(one.tag in _NOT_STORY for one in element.iterancestors())


def choose(page: SavedPage, files: PageFiles) -> PagePhotos:
    """Find the files of a page's pictures, refuse what is none, and tell the lead from the others."""
    finder = _Finder(page, files)
    made = PagePhotos()
    for place, block in enumerate(page.blocks):
        if isinstance(block, Picture):
            photo, reason = finder.get(block)
            if photo is None:
                made.left_out.append((block, reason))
            else:
                made.inside[place] = photo
    made.lead = _lead(page, made, finder)
    if made.lead is not None:
        same = made.lead.digest
        made.inside = {at: one for at, one in made.inside.items() if one.digest != same}
    return made


def _lead(page: SavedPage, made: PagePhotos, finder: _Finder) -> PagePhoto | None:
    first = next(iter(made.inside), None)
    if first is not None and first < _FIRST_BLOCKS:
        return made.inside[first]
    named = Picture(page.lead, caption=page.caption or "") if page.lead else None
    outside = [named] if named else []
    outside += [one for one in page.seen if one not in page.blocks]
    for picture in outside:
        photo, _reason = finder.get(picture)
        if photo is not None and photo.width >= LEAD_WIDTH:
            return photo
    if first is not None:
        return made.inside[first]
    for name in finder.files.loose():
        picture = Picture(name, caption=page.caption or "")
        photo, reason = finder.get(picture)
        if photo is not None:
            return photo
        made.left_out.append((picture, reason))
    return None


class _Finder:
    """Reads each file once, and no more of them than a story can have."""

    def __init__(self, page: SavedPage, files: PageFiles) -> None:
        self.files = files
        self._inline = page.inline
        self._known: dict[tuple[str, ...], tuple[PagePhoto | None, str]] = {}
        self._size = 0

    def get(self, picture: Picture) -> tuple[PagePhoto | None, str]:
        """Return a picture as a photo, or why there is none."""
        key = (picture.src, *picture.others)
        if key not in self._known:
            self._known[key] = self._find(picture)
        photo, reason = self._known[key]
        return (replace(photo, picture=picture) if photo else None), reason

    def _find(self, picture: Picture) -> tuple[PagePhoto | None, str]:
        if len(self._known) >= MOST_PICTURES or self._size > MOST_IN_ALL:
            return None, "there are more pictures than a story can have"
        reason = ""
        for source in (picture.src, *picture.others):
            try:
                return self._photo(source, picture), ""
            except MediaLost as lost:
                reason = reason or str(lost)
        return None, reason

    def _photo(self, source: str, picture: Picture) -> PagePhoto:
        data = self._data(source)
        suffix, width, height = checked(data)
        if min(width, height) < SMALLEST:
            raise MediaLost("it is too small to be a photo")
        self._size += len(data)
        return PagePhoto(data, _name(source) + suffix, picture, width)

    def _data(self, source: str) -> bytes:
        if not source.startswith(_INSIDE):
            return self.files.find(source)
        return _decoded(self._inline[int(source[len(_INSIDE) :])])


def picture_name(picture: Picture) -> str:
    """Return what a picture is called in messages: its address, unless it has none."""
    return "(inside the page)" if picture.src.startswith((_INSIDE, "data:")) else picture.src


def _decoded(uri: str) -> bytes:
    head, _comma, body = uri.partition(",")
    if len(body) > MOST_BYTES * 2:
        raise MediaLost(f"it has more than {MOST_BYTES // 1024**2} MB")
    try:
        data = unquote_to_bytes(body)
        return b64decode(data) if head.lower().endswith(";base64") else data
    except ValueError as error:
        raise MediaLost("it is damaged") from error


def _sources(element: Any) -> Iterator[str]:
    """Yield where a picture may lie, what the browser showed first."""
    for name in _SOURCES:
        yield from _one(element.get(name))
    for name in _SETS:
        yield from _of_set(element.get(name))
    # The parser takes <source> for an element that holds what follows it.
    around = next((one for one in element.iterancestors() if one.tag != "source"), None)
    if around is not None and around.tag == "picture":
        for source in around.iter("source"):
            yield from _of_set(source.get("srcset") or source.get("data-srcset"))
    behind = element.getnext()
    if behind is not None and behind.tag == "noscript":
        for image in behind.iter("img"):
            yield from _one(image.get("src"))


def _one(source: str | None) -> Iterator[str]:
    if source and (source := source.strip()) and len(source) <= 4_000:
        yield source


def _of_set(srcset: str | None) -> Iterator[str]:
    """Yield the pictures of a set, the widest first."""
    found = []
    for part in (srcset or "").split(", ")[:20]:
        source, _blank, size = part.strip().partition(" ")
        number = re.match(r"\d+(?:\.\d+)?", size)
        found.append((float(number[0]) if number else 0.0, source))
    for _size, source in sorted(found, key=lambda pair: -pair[0]):
        yield from _one(source)


def _holds_place(source: str, inline: tuple[str, ...]) -> bool:
    if source.startswith(_INSIDE):
        return len(inline[int(source[len(_INSIDE) :])]) < _PLACEHOLDER
    return source.startswith(("data:", "about:", "blob:", "javascript:"))


def _is_tiny(element: Any) -> bool:
    sizes = (element.get(name) or "" for name in ("width", "height"))
    return any(size.isascii() and size.isdecimal() and int(size[:6]) < SMALLEST for size in sizes)


def _name(source: str) -> str:
    stem = "" if source.startswith(_INSIDE) else PurePosixPath(unquote(parts_of(source).path)).stem
    return re.sub(r"[^\w.-]+", "-", stem)[:80].strip("-.") or "picture"
