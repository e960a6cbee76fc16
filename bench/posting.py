"""Posts comments one at a time, and tells where each has led to."""

from __future__ import annotations

import http.client
import socket
import time
from collections.abc import Callable
from contextlib import suppress

Request = Callable[[int], tuple[str, dict[str, str], bytes]]
"""Path, headers and body of the comment with this number."""


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
