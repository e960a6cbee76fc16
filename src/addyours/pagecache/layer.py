"""The outermost ASGI layer: answers from memory, or lets one request at a time render a page."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from addyours.pagecache.address import Address, address_of
from addyours.pagecache.encoding import best_encoding
from addyours.pagecache.marks import (
    COUNTS_HEADER,
    KEYS_HEADER,
    SECONDS_HEADER,
    SEEN_COOKIE,
    STAFF_COOKIE,
)
from addyours.pagecache.page import Answer, Header, Message, Page, is_known, split_keys
from addyours.pagecache.store import Store

Scope = Any
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

KEYS, COUNTS, SECONDS = (
    name.lower().encode() for name in (KEYS_HEADER, COUNTS_HEADER, SECONDS_HEADER)
)
MARKS = frozenset({KEYS, COUNTS, SECONDS})
SEEN, STAFF = f"{SEEN_COOKIE}=".encode(), f"{STAFF_COOKIE}=".encode()
REMEMBERED_UNKEPT = 10_000
NOT_KEPT = MARKS | {b"content-length", b"vary"}


@dataclass(slots=True)
class Request:
    """What the cache needs to know of a request."""

    host: bytes = b""
    accepted: bytes = b""
    if_none_match: bytes = b""
    cookies: bytes = b""


@dataclass(slots=True)
class Recorder:
    """Listens to a response while it passes, whole if it may be kept."""

    status: int = 0
    headers: list[Header] = field(default_factory=list)
    chunks: list[bytes] = field(default_factory=list)
    is_whole: bool = False


class PageCache:
    """Keeps the pages of one process in a Store, in front of an ASGI application."""

    def __init__(self, app: App, store: Store) -> None:
        self.app = app
        self.store = store
        self._flights: dict[Address, asyncio.Future[Page | None]] = {}
        self._unkept: OrderedDict[Address, None] = OrderedDict()
        """Addresses whose last answer was not to be kept: nobody is made to wait for those."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        request = _read(scope["headers"])
        address = address_of(request.host, scope["path"], scope["query_string"])
        if address is None or STAFF in request.cookies:
            await self._pass(scope, receive, send)
            return
        seen = _seen(request.cookies) if SEEN in request.cookies else 0
        if seen <= self.store.position:
            page = self.store.get(address)
            if page is not None:
                await self._send(scope, send, request, (address, page))
                return
        await self._fly(scope, receive, send, (address, request, seen))

    async def _fly(
        self, scope: Scope, receive: Receive, send: Send, what: tuple[Address, Request, int]
    ) -> None:
        """Render a page, or wait for who renders it already. HEAD, and writers ahead of this process, don't wait."""
        address, request, seen = what
        flight = self._flights.get(address)
        if flight is not None and seen <= self.store.position:
            page = await asyncio.shield(flight)
            if page is not None:
                await self._send(scope, send, request, (address, page))
            else:
                await self._pass(scope, receive, send)
            return
        if scope["method"] == "HEAD" or seen > self.store.position:
            await self._pass(scope, receive, send)
            return
        if address in self._unkept:
            page = await self._render(scope, receive, send, address)
        else:
            page = await self._lead(scope, receive, send, address)
        if page is not None:
            await self._send(scope, send, request, (address, page))

    async def _lead(
        self, scope: Scope, receive: Receive, send: Send, address: Address
    ) -> Page | None:
        flight = self._flights[address] = asyncio.get_running_loop().create_future()
        page = None
        try:
            page = await self._render(scope, receive, send, address)
        finally:
            del self._flights[address]
            flight.set_result(page)
        return page

    async def _render(
        self, scope: Scope, receive: Receive, send: Send, address: Address
    ) -> Page | None:
        """Let the application answer; return its page, held back, if it may be kept, else None (sent already)."""
        position = self.store.position
        recorder = Recorder()

        async def listen(message: Message) -> None:
            if message["type"] == "http.response.start":
                recorder.status = message["status"]
                recorder.headers = [(name.lower(), value) for name, value in message["headers"]]
                recorder.is_whole = _may_keep(recorder)
            elif recorder.is_whole:
                recorder.chunks.append(message.get("body", b""))
                return
            if not recorder.is_whole:
                await send(_public(message))

        await self.app(scope, receive, listen)
        if not recorder.is_whole:
            self._unkept[address] = None
            if len(self._unkept) > REMEMBERED_UNKEPT:
                self._unkept.popitem(last=False)
            return None
        self._unkept.pop(address, None)
        page = Page(
            headers=tuple(item for item in recorder.headers if item[0] not in NOT_KEPT),
            raw=b"".join(recorder.chunks),
            keys=split_keys(_values(recorder.headers, KEYS)),
            soft_keys=split_keys(_values(recorder.headers, COUNTS)),
        )
        for seconds in _values(recorder.headers, SECONDS):
            page.stale_at = self.store.clock() + int(seconds)
        self.store.put(address, page, rendered_at=position)
        return page

    async def _send(
        self, scope: Scope, send: Send, request: Request, found: tuple[Address, Page]
    ) -> None:
        address, page = found
        encoding = best_encoding(request.accepted)
        answer = page.answers.get(encoding)
        if answer is None:
            answer = page.answer(encoding)
            self.store.resize(address)
        await _deliver(scope, send, request, answer)

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the application answer, without its words to this layer."""

        async def public(message: Message) -> None:
            await send(_public(message))

        await self.app(scope, receive, public)


async def _deliver(scope: Scope, send: Send, request: Request, answer: Answer) -> None:
    if request.if_none_match and is_known(answer.etag, request.if_none_match):
        await send(answer.start_304)
        await send({"type": "http.response.body", "body": b"", "more_body": False})
    elif scope["method"] == "HEAD":
        await send(answer.start)
        await send({"type": "http.response.body", "body": b"", "more_body": False})
    else:
        await send(answer.start)
        await send(answer.body)


def _read(headers: Any) -> Request:
    request = Request()
    for name, value in headers:
        if name == b"host":
            request.host = value
        elif name == b"accept-encoding":
            request.accepted = value
        elif name == b"cookie":
            request.cookies += value
        elif name == b"if-none-match":
            request.if_none_match = value
    return request


def _seen(cookies: bytes) -> int:
    value = cookies.partition(SEEN)[2].partition(b";")[0].strip()
    return int(value) if value.isdigit() and len(value) < 19 else 0


def _may_keep(recorder: Recorder) -> bool:
    names = {name for name, _value in recorder.headers}
    return recorder.status == 200 and KEYS in names and b"set-cookie" not in names


def _values(headers: list[Header], wanted: bytes) -> list[bytes]:
    return [value for name, value in headers if name == wanted]


def _public(message: Message) -> Message:
    if message["type"] != "http.response.start":
        return message
    kept = [item for item in message["headers"] if item[0].lower() not in MARKS]
    return {**message, "headers": kept}
