"""What Granian calls: Django in lasting threads, posts by turns, as in the product."""

import os
from typing import Any

from django.core.wsgi import get_wsgi_application

from addyours.web.threads import Threads

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.bare_django.settings")
_django = Threads(
    get_wsgi_application(),
    count=16,
    together=("/threads/",),
)


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Hand every request to Django."""
    if scope["type"] == "lifespan":
        while True:
            event = await receive()
            await send({"type": event["type"] + ".complete"})
            if event["type"] == "lifespan.shutdown":
                return
    await _django(scope, receive, send)
