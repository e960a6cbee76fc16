"""Tells open pages of changes in their conversation: server-sent events, outside Django's request stack."""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from addyours.outbox.changes import ChangeRow

PATH = re.compile(r"/threads/(\d{1,18})/live/?")
REMEMBERED = 20_000
"""Changes kept for readers who come back; older ones are read from the outbox."""
MOST_WAITING = 100
"""Events that may wait for a slow reader; then the stream is closed, and the browser comes back."""
HEARTBEAT = 20.0
"""Seconds between signs of life, which keep proxies from closing a quiet stream."""
SIGN = b": \n\n"
RETRY = 2_000
"""Milliseconds after which a browser comes back."""
_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]

Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]
ReadBehind = Callable[[int, int], Awaitable[list[ChangeRow] | None]]


@dataclass(eq=False, slots=True)
class Stream:
    """One open page: what still has to be sent to it, and how its task is woken.

    Ten thousand of them are told of the same event: that takes each of them one turn of the event
    loop and one message, which all share; no timer, and no bytes of its own.
    """

    waiting: list[bytes] = field(default_factory=list)
    is_dropped: bool = False
    sent_at: float = 0.0
    """By the event loop's clock."""
    _sleep: asyncio.Future[None] | None = None

    def push(self, event: bytes) -> None:
        """Add an event; a reader too slow to take them is dropped instead of buffered for."""
        if len(self.waiting) >= MOST_WAITING:
            self.is_dropped = True
        else:
            self.waiting.append(event)
        self._wake()

    def drop(self) -> None:
        """End the stream."""
        self.is_dropped = True
        self._wake()

    async def take(self) -> bytes:
        """Wait for events and return all that wait; nothing once the stream is dropped."""
        while not self.waiting and not self.is_dropped:
            self._sleep = asyncio.get_running_loop().create_future()
            await self._sleep
        if self.is_dropped:
            return b""
        found, self.waiting = self.waiting, []
        return found[0] if len(found) == 1 else b"".join(found)

    def _wake(self) -> None:
        sleep, self._sleep = self._sleep, None
        if sleep is not None and not sleep.done():
            sleep.set_result(None)


class Live:
    """All open streams of one process. Used by the event loop's thread only."""

    def __init__(self, *, per_address: int, read_behind: ReadBehind) -> None:
        self.position = 0
        self._per_address = per_address
        self._read_behind = read_behind
        self._streams: dict[int, set[Stream]] = {}
        self._addresses: Counter[str] = Counter()
        self._recent: deque[ChangeRow] = deque(maxlen=REMEMBERED)
        self._recent_from = 0
        """Every change behind this position is among the recent ones."""
        self._beat: asyncio.TimerHandle | None = None
        """One for all streams: ten thousand timers, each set anew with every event, cost more than
        the events."""

    def __len__(self) -> int:
        return sum(len(streams) for streams in self._streams.values())

    def start_at(self, position: int) -> None:
        """Begin at the head of the outbox."""
        self.position = self._recent_from = position

    def publish(self, changes: Iterable[ChangeRow]) -> None:
        """Hand changes, in their order, to the streams of the conversations they are in."""
        for change in changes:
            self.position = change.position
            if len(self._recent) == REMEMBERED:
                self._recent_from = self._recent[0].position
            self._recent.append(change)
            thread_id = _thread_of(change)
            if thread_id is None:
                continue
            streams = self._streams.get(thread_id)
            if streams:
                event = as_event(change)
                for stream in streams:
                    stream.push(event)

    async def serve(self, scope: Any, receive: Receive, send: Send, *, address: str) -> None:
        """Answer a request for the stream of one conversation for as long as its page is open."""
        match = PATH.fullmatch(scope["path"])
        if match is None or scope["method"] != "GET":
            await _refuse(send, 404 if match is None else 405)
            return
        if self._addresses[address] >= self._per_address:
            await _refuse(send, 429)
            return
        thread_id = int(match[1])
        stream = Stream()
        self._addresses[address] += 1
        self._streams.setdefault(thread_id, set()).add(stream)
        if self._beat is None:
            self._give_signs()
        gone = asyncio.ensure_future(_until_gone(receive, stream))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
            await _send_body(
                send, f"retry: {RETRY}\n\n".encode() + await self._missed(thread_id, scope)
            )
            await _pump(stream, send)
        finally:
            gone.cancel()
            self._forget(thread_id, stream, address)

    async def _missed(self, thread_id: int, scope: Any) -> bytes:
        """Return what happened in a conversation since the position the browser names."""
        since = _since(scope)
        if since is None or since >= self.position:
            return b""
        until = self.position
        changes: Iterable[ChangeRow] | None = list(self._recent)
        if since < self._recent_from:
            changes = await self._read_behind(since, until)
        if changes is None:
            return b"event: reset\ndata: {}\n\n"
        # What came while the outbox was read stands in the stream's own queue already.
        found = [one for one in changes if since < one.position <= until]
        return b"".join(as_event(one) for one in found if _thread_of(one) == thread_id)

    def _give_signs(self) -> None:
        """Give the streams that have been quiet for long a sign of life, and look again in a while."""
        loop = asyncio.get_running_loop()
        self._beat = None
        if not self._streams:
            return
        self._beat = loop.call_later(HEARTBEAT / 4, self._give_signs)
        quiet = loop.time() - HEARTBEAT
        for streams in self._streams.values():
            for stream in streams:
                # Zero: not yet answered at all.
                if 0.0 < stream.sent_at <= quiet and not stream.waiting:
                    stream.push(SIGN)

    def _forget(self, thread_id: int, stream: Stream, address: str) -> None:
        streams = self._streams[thread_id]
        streams.discard(stream)
        if not streams:
            del self._streams[thread_id]
        self._addresses[address] -= 1
        if not self._addresses[address]:
            del self._addresses[address]


def as_event(change: ChangeRow) -> bytes:
    """Return a change as a server-sent event: positions, ids and states, never text or HTML."""
    data = json.dumps({"topic": change.topic, **change.ids}, separators=(",", ":"))
    return f"id: {change.position}\nevent: change\ndata: {data}\n\n".encode()


async def _pump(stream: Stream, send: Send) -> None:
    """Send a stream's events as they come, until it is dropped."""
    clock = asyncio.get_running_loop().time
    while not stream.is_dropped:
        stream.sent_at = clock()
        if events := await stream.take():
            await _send_body(send, events)
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _until_gone(receive: Receive, stream: Stream) -> None:
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            stream.drop()
            return


async def _send_body(send: Send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})


async def _refuse(send: Send, status: int) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"retry-after", b"60")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    words = {404: b"There is no stream here.\n", 405: b"Only GET.\n", 429: b"Too many streams.\n"}
    await send({"type": "http.response.body", "body": words[status], "more_body": False})


def _thread_of(change: ChangeRow) -> int | None:
    """Return the conversation a change is shown in; None for what no reader sees."""
    if not change.topic.startswith("comment."):
        return None
    thread = change.ids.get("thread")
    return thread if isinstance(thread, int) and change.ids.get("shown") else None


def _since(scope: Any) -> int | None:
    """Return the position a browser has seen: by its own header when it comes back, else by the address."""
    for name, value in scope["headers"]:
        if name == b"last-event-id":
            return _number(value.decode("latin-1"))
    values = parse_qs(scope["query_string"].decode("latin-1")).get("after", [""])
    return _number(values[0])


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 else None
