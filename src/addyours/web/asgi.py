"""The outermost application: what Granian calls for each request."""

from __future__ import annotations

from typing import Any

from a2wsgi import WSGIMiddleware

from addyours.web.wsgi import application as django_application

THREADS = 16
"""Lasting threads in which Django answers; each keeps its database connection."""

_django = WSGIMiddleware(django_application, workers=THREADS)  # type: ignore[arg-type]


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Answer one ASGI connection."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
        return
    if scope["type"] != "http":
        return

    # a2wsgi asks whether these are coroutines; Granian's own are not.
    async def receive_event() -> Any:
        return await receive()

    async def send_event(event: Any) -> None:
        await send(event)

    await _django(scope, receive_event, send_event)


async def _lifespan(receive: Any, send: Any) -> None:
    while True:
        event = await receive()
        if event["type"] == "lifespan.startup":
            await send({"type": "lifespan.startup.complete"})
        elif event["type"] == "lifespan.shutdown":
            await send({"type": "lifespan.shutdown.complete"})
            return
