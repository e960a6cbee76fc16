"""How a view tells the cache that its page may be kept, and what the page depends on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from addyours.conf import current

KEYS_HEADER = "AddYours-Keys"
"""The keys whose change drops the page. Read by the cache and never sent out."""
COUNTS_HEADER = "AddYours-Counts"
"""Keys of which the page shows only a count, which may be a few seconds old."""
SECONDS_HEADER = "AddYours-Seconds"
"""For how long the page is right by itself, if not for ever."""
SEEN_COOKIE = "ay_seen"
"""The outbox position of a writer's last write: a process that has not seen it renders afresh."""
STAFF_COOKIE = "ay_staff"
"""Staff see pages with their own tools on them, never kept ones."""
SHARED_SECONDS = 60
"""A purge may be lost, and not every address of a page is purged: so old a page may get."""
COUNTED_SECONDS = 10
"""The same for pages with counts, whose changes are not purged."""
ALL_PAGES = "site"
"""The key every page has: the site's name, its sections, its settings."""


class Headers(Protocol):
    """A response, as far as it takes headers."""

    def __setitem__(self, header: str, value: str | bytes, /) -> None: ...


def keep(
    response: Headers,
    *,
    keys: Iterable[str],
    counts: Iterable[str] = (),
    seconds: float | None = None,
) -> None:
    """Mark a response as one that may be kept until one of `keys` changes, `seconds` at most.

    Browsers may store it but ask again each time, which costs a 304. So do other caches, unless
    there is one that is told of changes: that one serves it by itself for SHARED_SECONDS, fewer
    where the page is right for less.
    """
    response[KEYS_HEADER] = " ".join(sorted({ALL_PAGES, *keys}))
    if told := sorted(set(counts)):
        response[COUNTS_HEADER] = " ".join(told)
    if seconds is not None:
        response[SECONDS_HEADER] = str(max(0, int(seconds)))
    shared = ""
    if current().cdn_purge:
        most = COUNTED_SECONDS if told else SHARED_SECONDS
        shared = f"s-maxage={most if seconds is None else min(most, max(0, int(seconds)))}, "
    response["Cache-Control"] = f"public, max-age=0, {shared}must-revalidate"
