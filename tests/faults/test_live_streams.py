"""Many open pages, one of which never reads: it is dropped, the others miss nothing, memory stays small."""

from __future__ import annotations

import json
import selectors
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.faults.conftest import story_of, wait_for, web_processes
from tests.fixtures.site import Site

pytestmark = pytest.mark.sqlite_only
STREAMS = 200
BATCHES, EVENTS = 60, 40
PADDING = "x" * 2_000
"""So that the events are more than the kernel holds for one connection."""
MOST_GROWTH = 80
"""Megabytes; the recent changes themselves are about a tenth of it."""


def memory(site: Site) -> int:
    """Megabytes of the largest web process."""
    sizes = []
    for pid in web_processes(site):
        status = Path(f"/proc/{pid}/status").read_text()
        lines = [line for line in status.splitlines() if line.startswith("VmRSS")]
        sizes += [int(line.split()[1]) // 1024 for line in lines]
    return max(sizes)


def open_stream(site: Site, thread: int, *, window: int = 0) -> socket.socket:
    made = socket.socket()
    if window:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
    made.connect(("127.0.0.1", urlsplit(site.url).port))
    made.sendall(f"GET /threads/{thread}/live HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    return made


class Readers:
    """Pages that read whatever comes, and count it."""

    def __init__(self, streams: list[socket.socket]) -> None:
        self.events = dict.fromkeys(streams, 0)
        self._selector = selectors.DefaultSelector()
        for stream in streams:
            stream.setblocking(False)
            self._selector.register(stream, selectors.EVENT_READ)

    def read(self) -> None:
        for key, _events in self._selector.select(0.02):
            stream = key.fileobj
            assert isinstance(stream, socket.socket)
            try:
                self.events[stream] += stream.recv(1 << 20).count(b"event: change")
            except BlockingIOError:
                continue

    def have(self, count: int) -> bool:
        self.read()
        return min(self.events.values()) >= count


def changes(site: Site, thread: int) -> Iterator[None]:
    """Write changes into the outbox, a batch at a time."""
    ids = json.dumps({"comment": 1, "thread": thread, "shown": 1, "padding": PADDING})
    path = site.data / "db.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None, timeout=20)) as database:
        for _ in range(BATCHES):
            database.execute("BEGIN IMMEDIATE")
            database.executemany(
                "INSERT INTO outbox_change (topic, keys, ids, at)"
                " VALUES ('comment.edited', '[]', ?, '2031-03-05 12:00:00')",
                [[ids]] * EVENTS,
            )
            database.execute("COMMIT")
            yield


def test_a_page_that_never_reads_is_dropped_and_the_others_miss_nothing(start_site):
    site = start_site(LIVE_PER_ADDRESS="1000")
    _path, thread = story_of(site)
    with ExitStack() as open_:
        streams = [
            open_.enter_context(closing(open_stream(site, thread))) for _ in range(STREAMS - 1)
        ]
        lazy = open_.enter_context(closing(open_stream(site, thread, window=2048)))
        for stream in streams:
            stream.settimeout(20)
            assert b"200 OK" in stream.recv(4096)
        readers = Readers(streams)
        before = memory(site)
        for number, _batch in enumerate(changes(site, thread), 1):
            expected = number * EVENTS
            wait_for(partial(readers.have, expected), 20)
        assert set(readers.events.values()) == {BATCHES * EVENTS}
        assert memory(site) - before < MOST_GROWTH
        lazy.settimeout(5)
        got = bytearray()
        while not got.endswith(b"0\r\n\r\n"):
            got += lazy.recv(1 << 20)
        assert got.count(b"event: change") < BATCHES * EVENTS
