"""Lets Django, a WSGI application, answer behind an ASGI layer: in lasting threads, with one hand-over each way."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from io import BufferedReader, BytesIO, RawIOBase
from typing import Any, BinaryIO, cast

READ_AHEAD = 256 * 1024
"""Bytes of a request's body that are waited for before a thread has to do with it: all of a form's,
so that who sends slowly keeps no thread; of an upload the rest is read as it comes.
"""
MOST_PASSED_OVER, SECONDS_PASSED_OVER = 64 * 1024 * 1024, 20.0
"""Bytes of a refused upload that are read, and for how long, before its refusal is sent."""
PATIENCE = 3.0
"""Seconds after which a request goes on without its turn: what is before it waits for something."""
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
WSGIApplication = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Threads:
    """A WSGI application as an ASGI one, in so many threads.

    Of POST requests beneath one of the paths `by_turns` only `turns` are answered at a time. Those
    wait for each other at the database in any case, and threads that wake each other at each
    statement took a fifth more of the processor; so they leave the threads to who reads.
    """

    def __init__(
        self,
        application: WSGIApplication,
        *,
        count: int,
        turns: int,
        by_turns: tuple[str, ...] = (),
    ) -> None:
        self._application = application
        self._pool = ThreadPoolExecutor(count, thread_name_prefix="django")
        self._turns = asyncio.Semaphore(turns)
        self._by_turns = by_turns

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        """Answer one HTTP request; one that breaks off in a short body gets to nobody."""
        body = await _body(scope, receive)
        if body is None:
            return
        if scope["method"] != "POST" or not scope["path"].startswith(self._by_turns):
            await self._answer(scope, body, send)
            return
        has_turn = await self._turn()
        try:
            await self._answer(scope, body, send)
        finally:
            if has_turn:
                self._turns.release()

    async def _turn(self) -> bool:
        """Wait for a turn; return whether there was one before patience ended."""
        if not self._turns.locked():
            return await self._turns.acquire()
        try:
            return await asyncio.wait_for(self._turns.acquire(), PATIENCE)
        except TimeoutError:
            return False

    async def _answer(self, scope: Any, body: BinaryIO, send: Send) -> None:
        loop = asyncio.get_running_loop()
        answer = _Answer(send, loop)
        run = copy_context().run
        await loop.run_in_executor(
            self._pool, run, answer.make, self._application, environ(scope, body)
        )
        if isinstance(body, BufferedReader) and isinstance(body.raw, _Rest):
            await body.raw.pass_over()
        if answer.body is not None:
            await send(answer.start)
            await send({"type": "http.response.body", "body": answer.body, "more_body": False})


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
