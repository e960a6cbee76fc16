"""Lets Django, a WSGI application, answer behind an ASGI layer: in lasting threads, with one hand-over each way."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from functools import partial
from io import BufferedReader, BytesIO, RawIOBase
from typing import Any, BinaryIO, cast

from addyours.outbox.together import call_together

READ_AHEAD = 256 * 1024
"""Bytes of a request's body that are waited for before a thread has to do with it: all of a form's,
so that who sends slowly keeps no thread; of an upload the rest is read as it comes.
"""
MOST_PASSED_OVER, SECONDS_PASSED_OVER = 64 * 1024 * 1024, 20.0
"""Bytes of a refused upload that are read, and for how long, before its refusal is sent."""
PATIENCE = 3.0
"""Seconds after which requests go on without their turn: what is before them waits for something."""
MOST_TOGETHER = 16
"""Requests that one thread takes at a time."""
GATHER = 0.003
"""Seconds between a turn that several shared and the next one. What came meanwhile could hardly be read, and
without the pause every other turn had but one: a tenth more of the processor for each comment.
"""
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
WSGIApplication = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Threads:
    """A WSGI application as an ASGI one, in so many threads.

    POST requests beneath one of the paths `together` take turns: one thread has those that wait
    then, MOST_TOGETHER at most, and what they write is committed together (`outbox.together`). Side
    by side they would only wait for each other at the database, and threads that wake each other at
    each statement took a fifth more of the processor; so the other threads are left to who reads.
    """

    def __init__(
        self, application: WSGIApplication, *, count: int, together: tuple[str, ...] = ()
    ) -> None:
        self._application = application
        self._pool = ThreadPoolExecutor(count, thread_name_prefix="django")
        self._together = together
        self._waiting: list[_Waiting] = []
        self._turn: list[_Waiting] = []
        """Whose turn it is."""
        self._patience: asyncio.TimerHandle | None = None

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        """Answer one HTTP request; one that breaks off in a short body gets to nobody."""
        body = await _body(scope, receive)
        if body is None:
            return
        loop = asyncio.get_running_loop()
        answer = _Answer(send, loop)
        make = partial(copy_context().run, answer.make, self._application, environ(scope, body))
        if self._takes_turns(scope) and isinstance(body, BytesIO):
            waiting = _Waiting(make, loop.create_future())
            self._waiting.append(waiting)
            self._begin(loop)
            await waiting.is_made
        else:
            await loop.run_in_executor(self._pool, make)
        if isinstance(body, BufferedReader) and isinstance(body.raw, _Rest):
            await body.raw.pass_over()
        if answer.body is not None:
            await send(answer.start)
            await send({"type": "http.response.body", "body": answer.body, "more_body": False})

    def _takes_turns(self, scope: Any) -> bool:
        return scope["method"] == "POST" and scope["path"].startswith(self._together)

    def _begin(self, loop: asyncio.AbstractEventLoop) -> None:
        """Hand those who wait to a thread, when it is their turn; see that they don't wait for ever."""
        if not self._waiting:
            return
        if not self._turn:
            self._take(loop)
        elif self._patience is None:
            self._patience = loop.call_later(PATIENCE, self._take, loop)

    def _take(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None
        taken, self._waiting = self._waiting[:MOST_TOGETHER], self._waiting[MOST_TOGETHER:]
        self._turn = taken
        self._pool.submit(self._answer, taken, loop)
        self._begin(loop)

    def _answer(self, taken: list[_Waiting], loop: asyncio.AbstractEventLoop) -> None:
        """Answer requests together, in a thread."""
        try:
            call_together([one.answer for one in taken])
        finally:
            loop.call_soon_threadsafe(self._end, taken, loop)

    def _end(self, taken: list[_Waiting], loop: asyncio.AbstractEventLoop) -> None:
        for one in taken:
            one.end()
        if self._turn is not taken:
            return  # They lost patience with these, and it is somebody else's.
        if len(taken) > 1:
            loop.call_later(GATHER, self._next, taken, loop)
        else:
            self._next(taken, loop)

    def _next(self, taken: list[_Waiting], loop: asyncio.AbstractEventLoop) -> None:
        if self._turn is taken:
            self._turn = []
            self._begin(loop)


class _Waiting:
    """A request that waits for its turn."""

    def __init__(self, make: Callable[[], None], is_made: asyncio.Future[None]) -> None:
        self.is_made = is_made
        self._make = make
        self._error: Exception | None = RuntimeError("The thread ended before it was answered.")

    def answer(self) -> None:
        """Make the answer; what goes wrong is kept for the event loop."""
        try:
            self._make()
            self._error = None
        except Exception as error:  # noqa: BLE001 - raised where it is waited for
            self._error = error

    def end(self) -> None:
        """Let the event loop go on with it."""
        if self.is_made.done():
            return  # Who asked has gone.
        if self._error is None:
            self.is_made.set_result(None)
        else:
            self.is_made.set_exception(self._error)


class _Answer:
    """What Django answers: kept until it is whole, but sent piece by piece when it is a stream."""

    def __init__(self, send: Send, loop: asyncio.AbstractEventLoop) -> None:
        self._send = send
        self._loop = loop
        self.start: Message = {}
        self.body: bytes | None = None
        """The whole body; None when it was sent already."""

    def make(self, application: WSGIApplication, environment: dict[str, Any]) -> None:
        """Let the application answer, in its thread."""
        chunks = application(environment, self._begin)
        try:
            if getattr(chunks, "streaming", False):
                self._stream(chunks)
            else:
                self.body = b"".join(chunks)
        finally:
            if close := getattr(chunks, "close", None):
                close()

    def _begin(self, status: str, headers: list[tuple[str, str]], _error: Any = None) -> None:
        self.start = {
            "type": "http.response.start",
            "status": int(status[:3]),
            "headers": [
                (name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers
            ],
        }

    def _stream(self, chunks: Iterable[bytes]) -> None:
        self._send_from_here(self.start)
        for chunk in chunks:
            self._send_from_here({"type": "http.response.body", "body": chunk, "more_body": True})
        self._send_from_here({"type": "http.response.body", "body": b"", "more_body": False})

    def _send_from_here(self, message: Message) -> None:
        async def sending() -> None:
            await self._send(message)

        asyncio.run_coroutine_threadsafe(sending(), self._loop).result()


class _Rest(RawIOBase):
    """A body that is still coming: what has been read ahead, then the rest when it is asked for."""

    def __init__(self, ahead: bytes, receive: Receive, loop: asyncio.AbstractEventLoop) -> None:
        self._held = memoryview(ahead)
        self._receive = receive
        self._loop = loop
        self._has_more = True

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._held and self._has_more:
            message = asyncio.run_coroutine_threadsafe(self._next(), self._loop).result()
            self._held = memoryview(message.get("body", b""))
            self._has_more = message.get("more_body", False)
        size = min(len(buffer), len(self._held))
        buffer[:size], self._held = self._held[:size], self._held[size:]
        return size

    async def pass_over(self) -> None:
        """Read what nobody wanted: a browser that can't send all of it shows no answer."""
        passed = 0
        with suppress(TimeoutError):
            async with asyncio.timeout(SECONDS_PASSED_OVER):
                while self._has_more and passed < MOST_PASSED_OVER:
                    message = await self._receive()
                    passed += len(message.get("body", b""))
                    self._has_more = message.get("more_body", False)

    async def _next(self) -> Message:
        return await self._receive()


async def _body(scope: Any, receive: Receive) -> BinaryIO | None:
    """Return a request's body, to be read in a thread; None when its sender has gone."""
    if scope["method"] in ("GET", "HEAD"):
        return BytesIO()
    ahead, has_more = b"", True
    while has_more and len(ahead) < READ_AHEAD:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        ahead += message.get("body", b"")
        has_more = message.get("more_body", False)
    if has_more:
        rest = _Rest(ahead, receive, asyncio.get_running_loop())
        return cast(BinaryIO, BufferedReader(rest))
    return BytesIO(ahead)


def environ(scope: Any, body: BinaryIO) -> dict[str, Any]:
    """Return what WSGI (PEP 3333) tells an application of a request.

    A header sent twice is one, with a comma; a cookie with a semicolon, as HTTP/2 parts them.
    """
    server, client = scope.get("server") or ("localhost", 80), scope.get("client")
    made: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode().decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    if client:
        made["REMOTE_ADDR"], made["REMOTE_PORT"] = client[0], str(client[1])
    for raw_name, raw_value in scope["headers"]:
        if b"_" in raw_name:
            continue  # It would pass for the same name with a hyphen, which a proxy vouches for.
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        key = name.upper().replace("-", "_")
        if name not in ("content-length", "content-type"):
            key = f"HTTP_{key}"
        if key in made:
            value = f"{made[key]}{'; ' if name == 'cookie' else ','}{value}"
        made[key] = value
    if "HTTP_TRANSFER_ENCODING" in made and isinstance(body, BytesIO):
        # Sent without saying how long it is: Django takes that for empty.
        made["CONTENT_LENGTH"] = str(body.getbuffer().nbytes)
    return made
