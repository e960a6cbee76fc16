"""The pages kept in one process: found by address, dropped by key, bounded in memory."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable

from addyours.pagecache.address import Address
from addyours.pagecache.page import Page

SOFT_SECONDS = 10.0
"""A page whose counts changed is served so long as it is, and then rendered anew."""
REMEMBERED_EVICTIONS = 50_000
LARGEST_PART = 4
"""A page larger than one part in so many of the whole memory is not kept."""


class Store:
    """An exact, least-recently-used store of pages. Used by one thread only: the event loop's."""

    def __init__(self, *, most_bytes: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.most_bytes = most_bytes
        self.clock = clock
        self.bytes = 0
        self.position = -1
        """The outbox position up to which evictions were carried out; -1 as long as none is known,
        and then nothing is kept."""
        self._pages: OrderedDict[Address, Page] = OrderedDict()
        self._sizes: dict[Address, int] = {}
        self._by_key: dict[str, set[Address]] = {}
        self._evicted_at: OrderedDict[str, int] = OrderedDict()
        self._forgotten = 0
        """Evictions up to this position are remembered no more: older renders are not believed."""

    def __len__(self) -> int:
        return len(self._pages)

    def get(self, address: Address) -> Page | None:
        """Return the page kept under an address, unless it is due to be rendered anew."""
        page = self._pages.get(address)
        if page is None or (page.stale_at is not None and page.stale_at <= self.clock()):
            return None
        self._pages.move_to_end(address)
        return page

    def kept(self, address: Address) -> Page | None:
        """Return the page kept under an address, due or not."""
        return self._pages.get(address)

    def spare(self, address: Address, *, seconds: float) -> Page | None:
        """Return the page kept under an address though it is due, and let it be served for `seconds`
        more: better an old count than no page. None when there is none.
        """
        page = self._pages.get(address)
        if page is not None:
            page.stale_at = self.clock() + seconds
        return page

    def put(self, address: Address, page: Page, *, rendered_at: int) -> bool:
        """Keep a page that was rendered when this process had seen the outbox up to `rendered_at`.

        Refuses, and returns False, when one of its keys was evicted since: it may be older.
        """
        if rendered_at < max(0, self._forgotten) or self._changed_since(page.keys, rendered_at):
            return False
        # One page must not push out all the others.
        if page.size > self.most_bytes // LARGEST_PART:
            self._drop(address)
            return False
        if self._changed_since(page.soft_keys, rendered_at):
            self._soften(page, self._newest(page.soft_keys))
        self._drop(address)
        self._pages[address] = page
        for key in page.keys | page.soft_keys:
            self._by_key.setdefault(key, set()).add(address)
        self.resize(address, page)
        return address in self._pages

    def resize(self, address: Address, page: Page) -> None:
        """Count a page's bytes again, after it got another encoding, and make room if need be."""
        if self._pages.get(address) is not page:
            # Dropped or replaced since it was found.
            return
        self.bytes += page.size - self._sizes.get(address, 0)
        self._sizes[address] = page.size
        while self.bytes > self.most_bytes and self._pages:
            self._drop(next(iter(self._pages)))

    def evict(self, keys: Iterable[str], *, position: int) -> None:
        """Drop the pages with these keys; pages that only count them get SOFT_SECONDS more."""
        for key in keys:
            self._evicted_at[key] = position
            self._evicted_at.move_to_end(key)
            for address in list(self._by_key.get(key, ())):
                page = self._pages[address]
                if key in page.keys:
                    self._drop(address)
                else:
                    self._soften(page, position)
        self.position = max(self.position, position)
        while len(self._evicted_at) > REMEMBERED_EVICTIONS:
            _key, self._forgotten = self._evicted_at.popitem(last=False)

    def clear(self) -> None:
        """Drop all pages."""
        for address in list(self._pages):
            self._drop(address)

    def _soften(self, page: Page, position: int) -> None:
        page.behind_from = page.behind_from or position
        due = self.clock() + SOFT_SECONDS
        page.stale_at = due if page.stale_at is None else min(page.stale_at, due)

    def _newest(self, keys: Iterable[str]) -> int:
        return max(self._evicted_at.get(key, 0) for key in keys)

    def _changed_since(self, keys: Iterable[str], position: int) -> bool:
        return any(self._evicted_at.get(key, 0) > position for key in keys)

    def _drop(self, address: Address) -> None:
        page = self._pages.pop(address, None)
        if page is None:
            return
        self.bytes -= self._sizes.pop(address)
        for key in page.keys | page.soft_keys:
            holders = self._by_key[key]
            holders.discard(address)
            if not holders:
                del self._by_key[key]
