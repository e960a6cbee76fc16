"""The composition of one web process: who answers what, and what a change sets in motion."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from addyours.conf import current
from addyours.outbox.changes import ChangeRow
from addyours.pagecache.page import Page
from addyours.web import asgi


class Recorded:
    """Stands in for a part of the process and notes that it was asked."""

    def __init__(self, name: str, told: list[Any]) -> None:
        self.name, self.told = name, told

    async def __call__(self, scope: Any, receive: Any, send: Any, **more: Any) -> None:
        self.told.append((self.name, scope["path"], more))
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


@pytest.fixture
def told() -> list[Any]:
    return []


@pytest.fixture
def process(told: list[Any], monkeypatch: pytest.MonkeyPatch) -> asgi.Application:
    """A process whose parts only note that they were asked."""
    made = asgi.Application()
    monkeypatch.setattr(made, "_django", Recorded("django", told))
    monkeypatch.setattr(made._live, "serve", Recorded("live", told))
    return made


def ask(process: asgi.Application, path: str, **scope: Any) -> list[dict[str, Any]]:
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    whole = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": b"",
        "headers": [(b"host", b"news.example")],
        "client": ("192.0.2.7", 5000),
        **scope,
    }
    asyncio.run(process.cache(whole, receive, send))
    return sent


@pytest.mark.parametrize(
    ("path", "who"),
    [
        ("/", "django"),
        ("/news/bell/", "django"),
        ("/newsroom/", "django"),
        ("/threads/5/live", "live"),
        ("/threads/5/", "django"),
        ("/staticky/", "django"),
    ],
)
def test_each_request_goes_where_it_belongs(process, told, path, who):
    ask(process, path)
    assert [name for name, _path, _more in told] == [who]


@pytest.mark.parametrize("path", ["/static/web/none.css", "/media/none.webp"])
def test_files_are_no_business_of_django(process, told, path):
    assert ask(process, path)[0]["status"] == 404
    assert told == []


def test_a_stream_belongs_to_who_connects(process, told):
    headers = [(b"x-forwarded-for", b"203.0.113.9")]
    ask(process, "/threads/5/live", headers=headers)
    assert told[0][2] == {"address": "192.0.2.7"}


def test_a_stream_behind_a_trusted_proxy_belongs_to_the_reader(process, told):
    process._conf = replace(current(), trusted_proxies=("192.0.2.0/24",))
    headers = [(b"x-forwarded-for", b"198.51.100.1, 203.0.113.9")]
    ask(process, "/threads/5/live", headers=headers)
    assert told[0][2] == {"address": "203.0.113.9"}


def page(*keys: str) -> Page:
    return Page(headers=(), raw=b"x", keys=frozenset(keys), soft_keys=frozenset())


def test_a_change_drops_its_pages_before_readers_are_told(process, monkeypatch):
    process._apply([], 4)
    address = (b"news.example", "/news/bell/", b"")
    assert process._store.put(address, page("thread:1"), rendered_at=4)
    seen: list[bool] = []
    monkeypatch.setattr(
        process._live, "publish", lambda changes: seen.append(process._store.get(address) is None)
    )
    process._apply([ChangeRow(5, "comment.posted", ("thread:1",), {"thread": 1, "shown": 1})], 5)
    assert seen == [True]
    assert process._store.position == 5


def test_nothing_is_kept_before_the_head_is_known(process):
    address = (b"news.example", "/", b"")
    assert not process._store.put(address, page("front"), rendered_at=process._store.position)
    process._apply([], 0)
    assert process._live.position == 0
    assert process._store.put(address, page("front"), rendered_at=0)


def test_a_change_heard_before_the_loop_runs_is_no_trouble(process):
    process._hear([])


def test_a_process_follows_for_as_long_as_it_lives(process, monkeypatch):
    done: list[str] = []
    monkeypatch.setattr(process._follower, "start", lambda: done.append("start"))
    monkeypatch.setattr(process._follower, "stop", lambda: done.append("stop"))
    monkeypatch.setattr(process._scorer, "start", lambda: done.append("start scorer"))
    monkeypatch.setattr(process._scorer, "stop", lambda: done.append("stop scorer"))
    events = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])
    sent: list[str] = []

    async def receive() -> dict[str, str]:
        return next(events)

    async def send(message: dict[str, str]) -> None:
        sent.append(message["type"])

    asyncio.run(process.cache({"type": "lifespan"}, receive, send))
    assert done == ["start", "start scorer", "stop", "stop scorer"]
    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
