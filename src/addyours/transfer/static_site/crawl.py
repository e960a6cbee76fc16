"""Walks through everything a reader can reach, page by page, and puts the answers aside."""

from __future__ import annotations

import tempfile
import zlib
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings

from addyours.transfer.static_site.addresses import (
    PERMALINK,
    Address,
    Addresses,
    file_of,
    is_file_name,
)
from addyours.transfer.static_site.asking import Answer, Asker
from addyours.transfer.static_site.pages import Found, found_in, referred

XML = frozenset({"application/atom+xml", "application/rss+xml", "application/xml", "text/xml"})
NOWHERE = Address("/-.-/there-is-no-such-page/")
"""What is asked for to get the page for what is not there."""
_MOST_HOPS = 5
_RANKS = ("/comments/", "/threads/", "/readers/")
Tell = Callable[[str, int, int], None]
"""Told what is being done, with how many, of how many that are known so far."""


@dataclass(slots=True)
class Taken:
    """An answer that is part of the copy: where it is put aside, and what is to be known of it."""

    address: Address
    name: str
    kind: str
    start: int
    length: int
    policy: str = ""
    before: Address | None = None
    """The page of the same conversation from which this one goes on."""


@dataclass(slots=True)
class LeftOut:
    """Something that is not in the copy though it is on the site, and why."""

    address: str
    reason: str
    is_defect: bool = False


@dataclass(slots=True)
class Site:
    """What was found: pages and other answers, files, and where each comment is read."""

    taken: dict[Address, Taken] = field(default_factory=dict)
    led: dict[Address, Address] = field(default_factory=dict)
    """Addresses that lead on to another one."""
    files: dict[str, Path] = field(default_factory=dict)
    """Files that lie in the site's folders, by the name in the copy."""
    comments: dict[int, Address] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)

    def at(self, address: Address) -> Taken | None:
        """Return what is read at an address, wherever that leads."""
        for _hop in range(_MOST_HOPS):
            if address not in self.led:
                break
            address = self.led[address]
        return self.taken.get(address)


class Crawl:
    """Asks for each page once, beginning with those it is given."""

    def __init__(self, asker: Asker, addresses: Addresses, folder: Path) -> None:
        self.site = Site()
        self._asker = asker
        self._addresses = addresses
        self._aside = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115
        self._queue: deque[tuple[Address, Address | None]] = deque()
        self._known: set[Address] = set()
        self._names: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self._aside.close()

    def walk(self, seeds: Iterable[Address], tell: Tell) -> Site:
        """Take everything that can be reached and is the same for everybody."""
        for seed in seeds:
            self._want(seed)
            self._go(tell)
        self._not_found()
        return self.site

    def body(self, taken: Taken) -> bytes:
        """Return what was put aside."""
        self._aside.seek(taken.start)
        return zlib.decompress(self._aside.read(taken.length))

    def _want(self, address: Address, *, before: Address | None = None) -> None:
        if address not in self._known:
            self._known.add(address)
            self._queue.append((address, before))

    def _go(self, tell: Tell) -> None:
        while self._queue:
            address, before = self._queue.popleft()
            if not PERMALINK.match(address.path):
                self._take(address, before)
            tell("Reading", len(self._known) - len(self._queue), len(self._known))

    def _take(self, address: Address, before: Address | None) -> None:
        answer = self._asker.ask(address.path, address.query)
        if answer.status in (301, 302, 303, 307, 308):
            link = self._addresses.read(answer.location, address)
            if link is not None and link.to != address:
                self.site.led[address] = link.to
                self._want(link.to)
        elif answer.status >= 500:
            reason = f"It was answered with {answer.status}: see the log."
            self.site.left_out.append(LeftOut(str(address), reason, is_defect=True))
        elif answer.is_public and self._is_whole(answer):
            self._keep(address, answer, before)

    def _is_whole(self, answer: Answer) -> bool:
        """Tell a page from a fragment that scripts ask for."""
        return not answer.is_html or b"<html" in answer.body[:500]

    def _keep(self, address: Address, answer: Answer, before: Address | None) -> None:
        name = file_of(address)
        if name is None or name in self._names:
            reason = "No file can have its name." if name is None else f"{name} is another page."
            self.site.left_out.append(LeftOut(str(address), reason))
            return
        taken = self._put_aside(address, name, answer)
        taken.before = before
        self.site.taken[address] = taken
        if answer.is_html:
            self._follow(address, found_in(answer.body))

    def _put_aside(self, address: Address, name: str, answer: Answer) -> Taken:
        packed = zlib.compress(answer.body, 1)
        start = self._aside.seek(0, 2)
        self._aside.write(packed)
        self._names.add(name)
        return Taken(address, name, answer.kind, start, len(packed), answer.policy)

    def _follow(self, address: Address, found: Found) -> None:
        for number in found.comments:
            here = self.site.comments.get(number)
            if here is None or _rank(address) < _rank(here):
                self.site.comments[number] = address
        for href in found.links:
            link = self._addresses.read(href, address)
            if link is not None and not link.is_back:
                is_next = link.to.path == address.path and bool(link.to.query)
                self._want(link.to, before=address if is_next else None)
        for reference in found.files:
            self._load(reference, address.path)

    def _load(self, reference: str, base: str) -> None:
        """Take a file that pages load, and what it loads in turn."""
        if not self._addresses.is_own(reference):
            return
        path = unquote(urlsplit(urljoin(base, reference)).path)
        folders = {
            settings.STATIC_URL: Path(settings.STATIC_ROOT),
            settings.MEDIA_URL: Path(settings.MEDIA_ROOT),
        }
        start = next((one for one in folders if path.startswith(one)), None)
        name = path.lstrip("/")
        if start is None:
            self._want(Address(path))
            return
        if name in self.site.files or not is_file_name(name):
            return
        file = folders[start].joinpath(path.removeprefix(start)).resolve()
        if not file.is_relative_to(folders[start].resolve()) or not file.is_file():
            if name not in self._names:
                self._names.add(name)
                self.site.left_out.append(LeftOut(path, "The file is not there."))
            return
        self.site.files[name] = file
        if file.suffix in (".css", ".js"):
            for one in referred(file.read_bytes()):
                self._load(one, path)

    def _not_found(self) -> None:
        answer = self._asker.ask(NOWHERE.path)
        if answer.is_html and answer.status == 404:
            self.site.taken[NOWHERE] = self._put_aside(NOWHERE, "404.html", answer)
            for reference in found_in(answer.body).files:
                self._load(reference, "/")


def _rank(address: Address) -> int:
    """Order the pages that show a comment: where it is part of the conversation goes first."""
    found = (number for number, start in enumerate(_RANKS, 1) if address.path.startswith(start))
    return next(found, 0)
