"""Stands for many readers with a story open, in one process.

Run as python -m bench.stream_clients PORT PATH NUMBER.

Prints "open" once all streams are, and when its input ends one line of JSON: the moments at which
each event reached each stream.
"""

from __future__ import annotations

import json
import re
import resource
import select
import socket
import sys
import time

EVENT_ID = re.compile(rb"id: (\d+)\nevent: change")
AT_ONCE = 200
"""Connections opened before the next ones wait for their answers."""
PATIENCE = 60


def main(port: int, path: str, number: int) -> None:
    """Open so many streams, then note when what arrives on them."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    poll = select.epoll()
    streams: dict[int, socket.socket] = {}
    for first in range(0, number, AT_ONCE):
        batch = [_open(port, path) for _ in range(min(AT_ONCE, number - first))]
        for stream in batch:
            _await_headers(stream)
            stream.setblocking(False)
            poll.register(stream, select.EPOLLIN)
            streams[stream.fileno()] = stream
    print("open", flush=True)  # noqa: T201
    poll.register(sys.stdin, select.EPOLLIN)
    print(json.dumps(_listen(poll, streams)), flush=True)  # noqa: T201


def _open(port: int, path: str) -> socket.socket:
    stream = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
    stream.sendall(
        f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n".encode()
    )
    return stream


def _await_headers(stream: socket.socket) -> None:
    seen = b""
    while b"retry:" not in seen:
        data = stream.recv(4096)
        if not data:
            raise RuntimeError(f"The stream was refused: {seen[:200]!r}")
        seen += data
    if b" 200 " not in seen.split(b"\r\n", 1)[0]:
        raise RuntimeError(f"The stream was refused: {seen[:200]!r}")


def _listen(poll: select.epoll, streams: dict[int, socket.socket]) -> dict[str, list[float]]:
    arrived: dict[str, list[float]] = {"closed": []}
    while True:
        for number, _event in poll.poll():
            if number not in streams:
                return arrived
            data = streams[number].recv(65536)
            now = time.monotonic()
            for event in EVENT_ID.findall(data):
                arrived.setdefault(event.decode(), []).append(now)
            if not data:
                arrived["closed"].append(now)
                poll.unregister(number)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
