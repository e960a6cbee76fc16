"""Speaks ASGI to a page cache in front of an application made of one function."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from addyours.pagecache.layer import PageCache
from addyours.pagecache.marks import keep
from addyours.pagecache.store import Store

TEXT = b"<p>Nobody had touched the rope.</p>" * 50


@dataclass
class Reply:
    """What an application answers."""

    status: int = 200
    body: bytes = TEXT
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def kept(
        cls,
        *keys: str,
        counts: tuple[str, ...] = (),
        seconds: float | None = None,
        body: bytes = TEXT,
        **headers: str,
    ) -> Reply:
        """A page that says it may be kept."""
        reply = cls(body=body, headers={"content-type": "text/html", **headers})
        keep(reply.headers, keys=keys, counts=counts, seconds=seconds)  # type: ignore[arg-type]
        return reply


@dataclass
class Got:
    """What a reader got."""

    status: int
    headers: dict[str, str]
    body: bytes


class Clock:
    """A monotonic clock that moves only when told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


Answer = Callable[[Any], Awaitable[Reply]]


class Front:
    """A page cache and the application behind it."""

    def __init__(self, *, most_bytes: int = 1_000_000, **paths: tuple[str, ...]) -> None:
        self.clock = Clock()
        self.store = Store(most_bytes=most_bytes, clock=self.clock)
        self.store.evict((), position=0)
        self.cache = PageCache(self._app, self.store, **paths)
        self.renders = 0
        self.reply: Reply | Answer = Reply.kept("story:1")
        self.asked: list[Any] = []

    async def _app(self, scope: Any, receive: Any, send: Any) -> None:
        self.renders += 1
        self.asked.append(scope)
        reply = self.reply if isinstance(self.reply, Reply) else await self.reply(scope)
        headers = [(name.encode(), value.encode()) for name, value in reply.headers.items()]
        await send({"type": "http.response.start", "status": reply.status, "headers": headers})
        half = len(reply.body) // 2
        await send({"type": "http.response.body", "body": reply.body[:half], "more_body": True})
        await send({"type": "http.response.body", "body": reply.body[half:], "more_body": False})

    async def ask(
        self, path: str = "/news/bell/", *, method: str = "GET", query: str = "", **headers: str
    ) -> Got:
        """Send a request, whose headers are given with `_` for `-`."""
        given = [
            (name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()
        ]
        return await self.send(path, method, query, [(b"host", b"news.example"), *given])

    async def send(
        self, path: str, method: str, query: str, headers: list[tuple[bytes, bytes]]
    ) -> Got:
        """Send a request with exactly these headers."""
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": query.encode(),
            "headers": headers,
        }
        await self.cache(scope, receive, send)
        start, *bodies = sent
        assert start["type"] == "http.response.start"
        assert [one.get("more_body", False) for one in bodies][-1:] == [False]
        names = [name.lower() for name, _value in start["headers"]]
        assert len(names) == len(set(names)), names
        told = {name.decode().lower(): value.decode() for name, value in start["headers"]}
        return Got(start["status"], told, b"".join(one["body"] for one in bodies))

    def change(self, position: int, *keys: str) -> None:
        """Let the outbox bring a change."""
        self.store.evict(keys, position=position)


def run(story: Callable[[Front], Awaitable[None]], **front: Any) -> Front:
    """Let a story happen in front of a new cache."""
    made = Front(**front)
    asyncio.run(asyncio.wait_for(story(made), timeout=20))
    return made


class Gate:
    """An application that waits until it is let through, and counts who is inside."""

    def __init__(self, reply: Reply) -> None:
        self.reply = reply
        self.open = asyncio.Event()
        self.entered = 0

    async def __call__(self, scope) -> Reply:
        self.entered += 1
        await self.open.wait()
        return self.reply


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)
