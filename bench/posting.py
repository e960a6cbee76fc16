"""Posts comments over several connections and keeps account of every answer, which wrk can't at its end."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from bench.figures import Round, percentile

Request = Callable[[int], tuple[str, dict[str, str], bytes]]
"""Path, headers and body of the comment with this number."""


@dataclass
class Account:
    """What became of the comments that were sent."""

    times: list[float] = field(default_factory=list)
    """Seconds each accepted one took."""
    refused: dict[int, int] = field(default_factory=dict)
    """Other answers by status; 0 for connections that broke."""

    @property
    def accepted(self) -> int:
        return len(self.times)

    def figures(self, seconds: float) -> Round:
        """Return comments a second and how long one takes."""
        return {
            "comments_a_second": self.accepted / seconds,
            "p50_ms": percentile(self.times, 0.5) * 1000,
            "p99_ms": percentile(self.times, 0.99) * 1000,
            "max_ms": max(self.times) * 1000,
            "refused": float(sum(self.refused.values())),
            "accepted": float(self.accepted),
        }


class Poster:
    """One connection that stays open as long as the server lets it."""

    def __init__(self, port: int, request: Request) -> None:
        self._port = port
        self._request = request
        self._connection: http.client.HTTPConnection | None = None
        self.led_to = ""
        """Where the last answer led."""

    def post(self, number: int) -> tuple[int, float]:
        """Post a comment; return the status, 0 for a broken connection, and the seconds it took."""
        path, headers, body = self._request(number)
        started = time.perf_counter()
        try:
            if self._connection is None:
                self._connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
                self._connection.connect()
                self._connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._connection.request("POST", path, body, headers)
            answer = self._connection.getresponse()
            answer.read()
            self.led_to = answer.getheader("Location", "")
            if answer.will_close:
                self.close()
            return answer.status, time.perf_counter() - started
        except (OSError, http.client.HTTPException):
            self.close()
            return 0, time.perf_counter() - started

    def close(self) -> None:
        """Close the connection; the next post opens another."""
        if self._connection is not None:
            with suppress(OSError):
                self._connection.close()
            self._connection = None


def post_for(
    port: int, request: Request, *, seconds: float, accepted: int, first: int, connections: int = 16
) -> tuple[Account, float]:
    """Post comments numbered from `first` for so many seconds; return the account and the time it took.

    A comment begun in time is waited for, so that every one that was accepted is counted.
    """
    account, lock = Account(), threading.Lock()
    numbers = iter(range(first, 1 << 62))
    started = time.perf_counter()

    def work() -> None:
        poster = Poster(port, request)
        while time.perf_counter() - started < seconds:
            with lock:
                number = next(numbers)
            status, took = poster.post(number)
            with lock:
                if status == accepted:
                    account.times.append(took)
                else:
                    account.refused[status] = account.refused.get(status, 0) + 1
        poster.close()

    threads = [threading.Thread(target=work) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return account, time.perf_counter() - started
