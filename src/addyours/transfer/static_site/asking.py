"""Asks the site for its pages as a reader would, without a server and a socket."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from urllib.parse import urlsplit

from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse

from addyours.pagecache.marks import KEYS_HEADER


@dataclass(frozen=True, slots=True)
class Answer:
    """What the site answers to one request."""

    status: int
    kind: str
    body: bytes
    location: str
    is_public: bool
    """Whether everybody gets the same: what depends on who asks is no part of a copy."""
    policy: str
    """The page's Content-Security-Policy."""

    @property
    def is_html(self) -> bool:
        return self.kind == "text/html"


class Asker:
    """Hands requests to Django, all middleware included."""

    def __init__(self, site: str) -> None:
        parts = urlsplit(site)
        self._handler = BaseHandler()
        self._handler.load_middleware()
        self._environ = {
            "REQUEST_METHOD": "GET",
            "HTTP_HOST": parts.netloc,
            "REMOTE_ADDR": "127.0.0.1",
            "SCRIPT_NAME": "",
            "SERVER_NAME": parts.hostname or "localhost",
            "SERVER_PORT": str(parts.port or (443 if parts.scheme == "https" else 80)),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.url_scheme": parts.scheme,
        }

    def ask(self, path: str, query: str = "") -> Answer:
        """Return the answer for a path, not percent-encoded, and a query, which is."""
        request = WSGIRequest(
            {
                **self._environ,
                "PATH_INFO": path.encode().decode("latin-1"),
                "QUERY_STRING": query,
                "wsgi.input": BytesIO(),
            }
        )
        response = self._handler.get_response(request)
        # What is streamed is made for one person.
        body = response.content if isinstance(response, HttpResponse) else b""
        return Answer(
            status=response.status_code,
            kind=response.get("Content-Type", "").partition(";")[0].strip().lower(),
            body=body,
            location=response.get("Location", ""),
            is_public=response.status_code == 200 and KEYS_HEADER in response,
            policy=response.get("Content-Security-Policy", ""),
        )
