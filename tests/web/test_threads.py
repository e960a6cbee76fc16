"""What passes between the event loop and Django's threads."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from threading import Event
from typing import Any

import pytest

from addyours.web import threads
from addyours.web.threads import READ_AHEAD, Threads

WAITED = 10
"""Seconds after which what should come is held not to."""


class Answer:
    """What a WSGI application returns."""

    def __init__(self, chunks: Iterable[bytes], *, streaming: bool = False) -> None:
        self.chunks = chunks
        self.streaming = streaming
        self.is_closed = False

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.chunks)

    def close(self) -> None:
        self.is_closed = True


def scope_of(path: str = "/", *, method: str = "GET", headers: Any = ()) -> dict[str, Any]:
    return {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": b"a=1",
        "http_version": "1.1",
        "scheme": "http",
        "server": ("127.0.0.1", 8000),
        "client": ("127.0.0.9", 40000),
        "headers": list(headers),
    }


def body_of(*pieces: bytes, breaks_off: bool = False) -> Callable[[], Any]:
    coming = iter(pieces)
    left = len(pieces)

    async def receive() -> dict[str, Any]:
        nonlocal left
        if left == 0:
            return {"type": "http.disconnect"}
        left -= 1
        more = left > 0 or breaks_off
        return {"type": "http.request", "body": next(coming), "more_body": more}

    return receive


async def ask(app: Threads, scope: dict[str, Any], receive: Any = None) -> list[dict[str, Any]]:
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive or body_of(b""), send)
    return sent


def test_a_request_and_its_answer_pass_whole():
    seen: dict[str, Any] = {}
    made = Answer([b"one ", b"two"])

    def application(environ: dict[str, Any], start: Any) -> Answer:
        seen.update(environ, read=environ["wsgi.input"].read())
        start("201 Created", [("X-One", "1"), ("Set-Cookie", "a=b")])
        return made

    headers = [
        (b"host", b"lantern.example"),
        (b"content-type", b"text/plain"),
        (b"cookie", b"a=1"),
        (b"cookie", b"b=2"),
        (b"accept", b"x"),
        (b"accept", b"y"),
        (b"x_forwarded_for", b"10.0.0.1"),
    ]
    scope = scope_of("/tée/", method="POST", headers=headers)
    sent = asyncio.run(ask(Threads(application, count=1), scope, body_of(b"sa", b"id")))
    assert sent == [
        {
            "type": "http.response.start",
            "status": 201,
            "headers": [(b"x-one", b"1"), (b"set-cookie", b"a=b")],
        },
        {"type": "http.response.body", "body": b"one two", "more_body": False},
    ]
    assert made.is_closed
    assert seen["read"] == b"said"
    assert seen["PATH_INFO"] == "/tée/".encode().decode("latin-1")
    assert (seen["QUERY_STRING"], seen["REMOTE_ADDR"]) == ("a=1", "127.0.0.9")
    assert (seen["HTTP_COOKIE"], seen["HTTP_ACCEPT"]) == ("a=1; b=2", "x,y")
    assert (seen["CONTENT_TYPE"], seen["HTTP_HOST"]) == ("text/plain", "lantern.example")
    assert "HTTP_X_FORWARDED_FOR" not in seen, "it passes for a proxy's word"
    assert "CONTENT_LENGTH" not in seen


def test_a_form_sent_without_its_length_is_read_nevertheless():
    seen: dict[str, Any] = {}

    def application(environ: dict[str, Any], start: Any) -> Answer:
        seen.update(environ)
        start("200 OK", [])
        return Answer([])

    scope = scope_of(method="POST", headers=[(b"transfer-encoding", b"chunked")])
    asyncio.run(ask(Threads(application, count=1), scope, body_of(b"name=", b"Ada")))
    assert seen["CONTENT_LENGTH"] == "8"


@pytest.mark.parametrize("size", [0, 1, READ_AHEAD - 1, READ_AHEAD, 3 * READ_AHEAD + 17])
def test_a_body_of_any_size_arrives_as_it_was_sent(size):
    body = bytes(number % 251 for number in range(size))
    pieces = [body[start : start + 50_000] for start in range(0, size, 50_000)] or [b""]
    read = []

    def application(environ: dict[str, Any], start: Any) -> Answer:
        source = environ["wsgi.input"]
        read.append(source.readline(10) + source.read(100_000) + source.read())
        start("200 OK", [])
        return Answer([])

    asyncio.run(ask(Threads(application, count=1), scope_of(method="POST"), body_of(*pieces)))
    assert read == [body]


def test_a_form_that_breaks_off_gets_to_nobody():
    def application(environ: dict[str, Any], start: Any) -> Answer:
        raise AssertionError

    receive = body_of(b"half a comm", breaks_off=True)
    assert asyncio.run(ask(Threads(application, count=1), scope_of(method="POST"), receive)) == []


def test_an_upload_that_breaks_off_ends_where_it_does():
    read = []

    def application(environ: dict[str, Any], start: Any) -> Answer:
        read.append(len(environ["wsgi.input"].read()))
        start("400 Bad Request", [])
        return Answer([])

    receive = body_of(bytes(READ_AHEAD), b"more", breaks_off=True)
    asyncio.run(ask(Threads(application, count=1), scope_of(method="POST"), receive))
    assert read == [READ_AHEAD + 4]


def test_an_upload_that_is_refused_unread_is_received_before_the_refusal_is_sent():
    left = 3
    order: list[str] = []

    async def receive() -> dict[str, Any]:
        nonlocal left
        left -= 1
        order.append("read")
        return {"type": "http.request", "body": bytes(READ_AHEAD), "more_body": left > 0}

    def application(environ: dict[str, Any], start: Any) -> Answer:
        order.append("refused")
        start("413 Content Too Large", [])
        return Answer([b"Too large."])

    sent = asyncio.run(ask(Threads(application, count=1), scope_of(method="POST"), receive))
    assert order == ["read", "refused", "read", "read"]
    assert sent[-1]["body"] == b"Too large."


def test_a_stream_is_sent_piece_by_piece():
    made = Answer((b"%d" % number for number in range(3)), streaming=True)

    def application(environ: dict[str, Any], start: Any) -> Answer:
        start("200 OK", [])
        return made

    sent = asyncio.run(ask(Threads(application, count=1), scope_of()))
    assert [message.get("body") for message in sent] == [None, b"0", b"1", b"2", b""]
    assert [message.get("more_body") for message in sent] == [None, True, True, True, False]
    assert made.is_closed


def test_posts_take_turns_and_readers_do_not_wait_for_them():
    began: list[str] = []
    may_end = Event()

    def application(environ: dict[str, Any], start: Any) -> Answer:
        began.append(f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}")
        if environ["PATH_INFO"] == "/threads/1":
            may_end.wait(WAITED)
        start("200 OK", [])
        return Answer([])

    async def all_at_once() -> None:
        app = Threads(application, count=4, together=("/threads/",))
        first = asyncio.create_task(ask(app, scope_of("/threads/1", method="POST")))
        while not began:
            await asyncio.sleep(0)
        second = asyncio.create_task(ask(app, scope_of("/threads/2", method="POST")))
        await ask(app, scope_of("/threads/1/mine/"))
        await ask(app, scope_of("/newsroom/", method="POST"))
        assert "POST /threads/2" not in began
        may_end.set()
        await asyncio.gather(first, second)

    asyncio.run(all_at_once())
    assert began[0] == "POST /threads/1"
    assert began[-1] == "POST /threads/2"


def test_posts_that_wait_are_answered_by_one_thread_together_so_many_at_a_time(monkeypatch):
    monkeypatch.setattr(threads, "MOST_TOGETHER", 3)
    may_end = Event()
    taken: list[list[str]] = []
    answered: list[str] = []
    began = Event()

    def application(environ: dict[str, Any], start: Any) -> Answer:
        began.set()
        assert may_end.wait(WAITED)
        answered.append(environ["PATH_INFO"])
        start("200 OK", [])
        return Answer([environ["PATH_INFO"].encode()])

    def call_together(calls: Any) -> None:
        before = len(answered)
        for call in calls:
            call()
        taken.append(answered[before:])

    monkeypatch.setattr(threads, "call_together", call_together)

    async def all_at_once() -> list[Any]:
        app = Threads(application, count=4, together=("/threads/",))
        first = asyncio.create_task(ask(app, scope_of("/threads/0", method="POST")))
        while not began.is_set():
            await asyncio.sleep(0)
        others = [ask(app, scope_of(f"/threads/{n}", method="POST")) for n in range(1, 6)]
        waiting = asyncio.gather(*others)
        while len(app._waiting) < 5:
            await asyncio.sleep(0)
        may_end.set()
        return [await first, *await waiting]

    found = asyncio.run(all_at_once())
    assert [sent[-1]["body"] for sent in found] == [f"/threads/{n}".encode() for n in range(6)]
    assert taken == [
        ["/threads/0"],
        ["/threads/1", "/threads/2", "/threads/3"],
        ["/threads/4", "/threads/5"],
    ]


def test_who_has_gone_is_answered_to_nobody_and_the_others_are():
    may_end, began = Event(), Event()

    def application(environ: dict[str, Any], start: Any) -> Answer:
        began.set()
        assert may_end.wait(WAITED)
        start("200 OK", [])
        return Answer([b"said"])

    async def all_at_once() -> list[Any]:
        app = Threads(application, count=4, together=("/threads/",))
        first = asyncio.create_task(ask(app, scope_of("/threads/0", method="POST")))
        while not began.is_set():
            await asyncio.sleep(0)
        gone = asyncio.create_task(ask(app, scope_of("/threads/1", method="POST")))
        stays = asyncio.create_task(ask(app, scope_of("/threads/2", method="POST")))
        while len(app._waiting) < 2:
            await asyncio.sleep(0)
        gone.cancel()
        may_end.set()
        await first
        return await stays

    assert asyncio.run(all_at_once())[-1]["body"] == b"said"


def test_an_upload_that_is_still_coming_holds_up_nobody():
    release = asyncio.Event()
    read: list[int] = []

    def application(environ: dict[str, Any], start: Any) -> Answer:
        read.append(len(environ["wsgi.input"].read()))
        start("200 OK", [])
        return Answer([])

    async def slow() -> dict[str, Any]:
        if not slow_began.is_set():
            slow_began.set()
            return {"type": "http.request", "body": bytes(READ_AHEAD), "more_body": True}
        await release.wait()
        return {"type": "http.request", "body": b"rest", "more_body": False}

    slow_began = asyncio.Event()

    async def all_at_once() -> None:
        app = Threads(application, count=4, together=("/threads/",))
        upload = asyncio.create_task(ask(app, scope_of("/threads/1", method="POST"), slow))
        await slow_began.wait()
        await ask(app, scope_of("/threads/2", method="POST"), body_of(b"said"))
        assert read == [4]
        release.set()
        await upload
        assert read == [4, READ_AHEAD + 4]

    asyncio.run(all_at_once())


def test_who_waits_too_long_for_a_turn_goes_on_and_one_that_fails_gives_its_turn_back(monkeypatch):
    monkeypatch.setattr(threads, "PATIENCE", 0.01)
    is_other_there = Event()

    def application(environ: dict[str, Any], start: Any) -> Answer:
        if environ["PATH_INFO"] == "/threads/1":
            assert is_other_there.wait(WAITED)
        if environ["PATH_INFO"] == "/threads/3":
            raise ZeroDivisionError
        is_other_there.set()
        start("200 OK", [])
        return Answer([])

    async def all_at_once() -> None:
        app = Threads(application, count=4, together=("/threads/",))
        await asyncio.gather(
            ask(app, scope_of("/threads/1", method="POST")),
            ask(app, scope_of("/threads/2", method="POST")),
        )
        with pytest.raises(ZeroDivisionError):
            await ask(app, scope_of("/threads/3", method="POST"))
        assert not app._turn

    asyncio.run(all_at_once())
