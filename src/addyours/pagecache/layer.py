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
from addyours.pagecache.page import Header, Message, Page, is_known, split_keys
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
JOINED_FOR = 0.1
"""Seconds for which a render is waited for by those who come later though something has changed
since it began: what they get is so much older at most."""
SPARED_FOR = 5.0
"""Seconds for which an old page is served on when it can't be rendered anew."""
EMPTY: Message = {"type": "http.response.body", "body": b"", "more_body": False}


@dataclass(slots=True)
class Request:
    """What the cache needs to know of a request."""

    address: Address
    accepted: bytes
    if_none_match: bytes
    is_head: bool
    seen: int
    """The outbox position of this reader's own last write; 0 for nearly everybody."""


@dataclass(slots=True)
class Recorder:
    """Listens to a response while it passes, whole if it may be held back."""

    start: Message = field(default_factory=dict)
    headers: list[Header] = field(default_factory=list)
    chunks: list[bytes] = field(default_factory=list)
    is_kept: bool = False
    is_failure: bool = False

    @property
    def body(self) -> Message:
        return {"type": "http.response.body", "body": b"".join(self.chunks), "more_body": False}


@dataclass(eq=False, slots=True)
class Flight:
    """One render under way, for all who want its page."""

    position: int
    began_at: float
    landed: asyncio.Future[Page | Recorder | None]
    """The page; the failure all share; or None when each has to ask for itself."""


class PageCache:
    """Keeps the pages of one process in a Store, in front of an ASGI application.

    Nothing whose path begins with one of `never` is looked at. Beneath `always` there are files and
    no pages: those are the same for staff and writers too.
    """

    def __init__(
        self,
        app: App,
        store: Store,
        *,
        never: tuple[str, ...] = (),
        always: tuple[str, ...] = (),
    ) -> None:
        self.app = app
        self.store = store
        self._never = never
        self._always = always
        self._flights: dict[Address, Flight] = {}
        self._unkept: OrderedDict[Address, None] = OrderedDict()
        """Addresses whose last answer was not to be kept: nobody is made to wait for those."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # The way of a hit: nothing is made, no other coroutine runs. It takes a query as it stands,
        # which finds the page when the query is in normal form, as in our own links.
        if scope["type"] == "http" and scope["method"] == "GET":
            headers = dict(scope["headers"])
            cookies = headers.get(b"cookie", b"")
            if SEEN not in cookies and STAFF not in cookies:
                page = self.store.get(
                    (headers.get(b"host", b""), scope["path"], scope["query_string"])
                )
                # A header that comes twice needs a closer look.
                if page is not None and len(headers) == len(scope["headers"]):
                    answer = page.answers.get(best_encoding(headers.get(b"accept-encoding", b"")))
                    if answer is not None and b"if-none-match" not in headers:
                        await send(answer.start)
                        await send(answer.body)
                        return
        await self._answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = self._request(scope)
        if request is None:
            await self._pass(scope, receive, send)
            return
        if request.seen > self.store.position:
            # A writer ahead of this process.
            await self._pass(scope, receive, send)
            return
        page = self.store.get(request.address)
        if page is None or 0 < page.behind_from <= request.seen:
            # A count may be a few seconds old, but not for who has just changed it.
            page = await self._fly(scope, receive, send, request)
        if page is not None:
            await self._send(send, request, page)

    def _request(self, scope: Scope) -> Request | None:
        """Return what a request asks of the cache; None for what is not its business."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            return None
        if self._never and scope["path"].startswith(self._never):
            return None
        headers: dict[bytes, bytes] = {}
        for name, value in scope["headers"]:
            # HTTP/2 sends each cookie in a header of its own.
            mark = b"; " if name == b"cookie" else b", "
            headers[name] = headers[name] + mark + value if name in headers else value
        is_file = bool(self._always) and scope["path"].startswith(self._always)
        cookies = b"" if is_file else headers.get(b"cookie", b"")
        address = address_of(headers.get(b"host", b""), scope["path"], scope["query_string"])
        if address is None or STAFF in cookies:
            return None
        return Request(
            address=address,
            accepted=headers.get(b"accept-encoding", b""),
            if_none_match=headers.get(b"if-none-match", b""),
            is_head=scope["method"] == "HEAD",
            seen=_seen(cookies) if SEEN in cookies else 0,
        )

    async def _fly(
        self, scope: Scope, receive: Receive, send: Send, request: Request
    ) -> Page | None:
        """Return a page that is rendered now, here or by who renders it already; None when the
        answer was sent.
        """
        while (flight := self._flights.get(request.address)) is not None:
            if (due := self.store.kept(request.address)) is not None:
                # A few seconds old in its counts: good enough for all but who renders it anew.
                return due
            if not self._may_join(flight, request):
                break
            landed = await asyncio.shield(flight.landed)
            if isinstance(landed, Page):
                return landed
            if landed is not None:
                await send(_public(landed.start))
                await send(EMPTY if request.is_head else landed.body)
                return None
            if request.address in self._unkept:
                break
            # Who rendered it went away; somebody else may have been quicker than this one.
            if (page := self.store.get(request.address)) is not None:
                return page
        if request.is_head:
            await self._pass(scope, receive, send)
            return None
        if request.address in self._unkept:
            found = await self._render(scope, receive, send, request.address)
        else:
            found = await self._lead(scope, receive, send, request.address)
        if isinstance(found, Recorder):
            await send(_public(found.start))
            await send(found.body)
            return None
        return found

    def _may_join(self, flight: Flight, request: Request) -> bool:
        """Tell whether what a render will bring is new enough for a request that comes now."""
        if request.seen > flight.position:
            return False
        is_young = self.store.clock() - flight.began_at < JOINED_FOR
        return is_young or flight.position == self.store.position

    async def _lead(
        self, scope: Scope, receive: Receive, send: Send, address: Address
    ) -> Page | Recorder | None:
        landed = asyncio.get_running_loop().create_future()
        flight = Flight(self.store.position, self.store.clock(), landed)
        self._flights[address] = flight
        found = None
        try:
            found = await self._render(scope, receive, send, address)
        finally:
            # Cancelled or crashed, the next in the queue takes the lead.
            self._land(address, flight, found)
        return found

    def _land(self, address: Address, flight: Flight | None, found: Page | Recorder | None) -> None:
        if flight is None or flight.landed.done():
            return
        if self._flights.get(address) is flight:
            del self._flights[address]
        flight.landed.set_result(found)

    async def _render(
        self, scope: Scope, receive: Receive, send: Send, address: Address
    ) -> Page | Recorder | None:
        """Let the application answer. Return its page, or its failure, both held back; None when it
        is something else, which was sent on as it came.
        """
        position = self.store.position
        recorder = Recorder()

        async def listen(message: Message) -> None:
            if message["type"] == "http.response.start":
                recorder.start = message
                recorder.headers = [(name.lower(), value) for name, value in message["headers"]]
                recorder.is_kept = _may_keep(message["status"], recorder.headers)
                recorder.is_failure = message["status"] >= 500
                if not (recorder.is_kept or recorder.is_failure):
                    # Now, not at its end: it may be a stream, which has none.
                    self._leave_unkept(address)
            elif recorder.is_kept or recorder.is_failure:
                recorder.chunks.append(message.get("body", b""))
                return
            if not (recorder.is_kept or recorder.is_failure):
                await send(_public(message))

        await self.app(scope, receive, listen)
        if recorder.is_failure:
            return self.store.spare(address, seconds=SPARED_FOR) or recorder
        if not recorder.is_kept:
            return None
        self._unkept.pop(address, None)
        page = self._page(recorder)
        self.store.put(address, page, rendered_at=position)
        return page

    def _leave_unkept(self, address: Address) -> None:
        """Remember that an answer is not to be kept, and let those go on who wait for it."""
        self._unkept[address] = None
        if len(self._unkept) > REMEMBERED_UNKEPT:
            self._unkept.popitem(last=False)
        self._land(address, self._flights.get(address), None)

    def _page(self, recorder: Recorder) -> Page:
        page = Page(
            headers=tuple(item for item in recorder.headers if item[0] not in NOT_KEPT),
            raw=b"".join(recorder.chunks),
            keys=split_keys(_values(recorder.headers, KEYS)),
            soft_keys=split_keys(_values(recorder.headers, COUNTS)),
        )
        for seconds in _values(recorder.headers, SECONDS):
            page.stale_at = self.store.clock() + int(seconds)
        return page

    async def _send(self, send: Send, request: Request, page: Page) -> None:
        encoding = best_encoding(request.accepted)
        answer = page.answers.get(encoding)
        if answer is None:
            answer = page.answer(encoding)
            self.store.resize(request.address, page)
        if request.if_none_match and is_known(answer.etag, request.if_none_match):
            await send(answer.start_304)
            await send(EMPTY)
        else:
            await send(answer.start)
            await send(EMPTY if request.is_head else answer.body)

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the application answer, without its words to this layer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def public(message: Message) -> None:
            await send(_public(message))

        await self.app(scope, receive, public)


def _seen(cookies: bytes) -> int:
    value = cookies.partition(SEEN)[2].partition(b";")[0].strip()
    return int(value) if value.isdigit() and len(value) < 19 else 0


def _may_keep(status: int, headers: list[Header]) -> bool:
    names = {name for name, _value in headers}
    return status == 200 and KEYS in names and b"set-cookie" not in names


def _values(headers: list[Header], wanted: bytes) -> list[bytes]:
    return [value for name, value in headers if name == wanted]


def _public(message: Message) -> Message:
    if message["type"] != "http.response.start":
        return message
    kept = [item for item in message["headers"] if item[0].lower() not in MARKS]
    return {**message, "headers": kept}
