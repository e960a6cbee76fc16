"""The outermost application: what Granian calls for each request."""

from __future__ import annotations

import asyncio
from typing import Any

# First of all: it sets Django up, and what follows may use models.
from addyours.web.wsgi import application as django_application

# isort: split
from addyours.comments.live import Live
from addyours.conf import current
from addyours.moderation.scorer.following import Following
from addyours.outbox import memory
from addyours.outbox.changes import ChangeRow
from addyours.outbox.follower import Follower, read_behind
from addyours.pagecache.layer import PageCache
from addyours.pagecache.store import Store
from addyours.web.files import Files
from addyours.web.process import die_with_parent
from addyours.web.threads import Threads

THREADS = 16
"""Lasting threads in which Django answers; each keeps its database connection."""

LIVE = "/live"
NEVER_KEPT = ("/newsroom/", "/account/", "/sign-in/", "/comments/mine/")
"""Paths of what is one person's only: whatever a view there says, it is not kept."""

POSTED_TO = ("/threads/", "/comments/")
"""Paths of what readers write."""


class Application:
    """One web process: Django and the live streams behind the page cache, kept true by the outbox.

    `cache` is what the server calls: on the way of a hit nothing stands before it.
    """

    def __init__(self) -> None:
        conf = self._conf = current()
        self._django = Threads(
            django_application,
            count=THREADS,
            # Where somebody outside is asked about each comment, none waits for another's answer.
            together=() if conf.judge_url else POSTED_TO,
        )
        self._store = Store(most_bytes=conf.cache_megabytes * 1024 * 1024)
        self.cache = PageCache(self._behind, self._store, never=NEVER_KEPT, always=("/static/",))
        self._live = Live(per_address=conf.live_per_address, read_behind=self._read_behind)
        self._files = Files(("/static/", conf.static), ("/media/", conf.media))
        self._follower = Follower(conf, self._hear)
        memory.rely_on(lambda: not self._follower.is_blind)
        self._scorer = Following()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def _behind(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer what the cache does not."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] != "http":
            return
        elif scope["path"].startswith(self._files.starts):
            await self._files(scope, receive, send)
        elif scope["path"].endswith(LIVE):
            await self._live.serve(scope, receive, send, address=self._sender(scope))
        else:
            await self._django(scope, receive, send)

    async def _lifespan(self, receive: Any, send: Any) -> None:
        """Follow the outbox for as long as the process lives."""
        while True:
            event = await receive()
            if event["type"] == "lifespan.startup":
                die_with_parent()
                self._loop = asyncio.get_running_loop()
                await asyncio.to_thread(self._follower.start)
                self._scorer.start()
                await send({"type": "lifespan.startup.complete"})
            elif event["type"] == "lifespan.shutdown":
                await asyncio.to_thread(self._follower.stop)
                await asyncio.to_thread(self._scorer.stop)
                await send({"type": "lifespan.shutdown.complete"})
                return

    def _hear(self, changes: list[ChangeRow]) -> None:
        """Hand changes from the follower's thread to the event loop, which owns the store."""
        memory.hear_changes(changes)
        self._scorer.hear(changes)
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._apply, changes, self._follower.position)

    def _apply(self, changes: list[ChangeRow], position: int) -> None:
        for change in changes:
            self._store.evict(change.keys, position=change.position)
        self._store.evict((), position=position)
        if changes:
            # Behind the evictions: who is told now must not be served what is old.
            self._live.publish(changes)
        else:
            self._live.start_at(position)

    async def _read_behind(self, position: int, until: int) -> list[ChangeRow] | None:
        return await asyncio.to_thread(read_behind, self._conf, position, until)

    def _sender(self, scope: Any) -> str:
        peer = scope["client"][0] if scope.get("client") else ""
        forwarded = [value for name, value in scope["headers"] if name == b"x-forwarded-for"]
        return self._conf.sender(peer, b",".join(forwarded).decode("latin-1"))


application = Application().cache
