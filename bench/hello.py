"""The least an ASGI application can do, on the same Granian with the same settings as the product."""

from __future__ import annotations

import os
import sys
from typing import Any

from granian import Granian
from granian.constants import Interfaces, Loops
from granian.log import LogLevels

BODY = b"x" * int(os.environ.get("HELLO_BYTES", "12"))
START = {
    "type": "http.response.start",
    "status": 200,
    "headers": [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", str(len(BODY)).encode()),
    ],
}
END = {"type": "http.response.body", "body": BODY, "more_body": False}


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Answer every request with the same bytes."""
    if scope["type"] == "lifespan":
        while True:
            event = await receive()
            await send({"type": event["type"] + ".complete"})
            if event["type"] == "lifespan.shutdown":
                return
    await send(START)
    await send(END)


if __name__ == "__main__":
    # As in addyours.web.server.
    Granian(
        target="bench.hello:application",
        address="127.0.0.1",
        port=int(sys.argv[1]),
        interface=Interfaces.ASGI,
        workers=1,
        backpressure=65_536,
        loop=Loops.auto,
        respawn_failed_workers=True,
        log_enabled=False,
        log_level=LogLevels.warning,
    ).serve()
