"""Fetches pictures from the one address an owner named, and from nowhere that address may lead to."""

from __future__ import annotations

import http
import http.client
import time
from collections.abc import Callable
from urllib.parse import quote, unquote, urlsplit

from addyours.stories.elsewhere import PORTS, Ip, NotAsked, TooMuch, ask, is_public
from addyours.transfer.errors import ImportRefused
from addyours.transfer.picture_check import MOST_BYTES, MediaLost

SECONDS_IN_ALL = 60
MOST_REDIRECTS = 3
MOST_FAILURES = 5
"""Pictures in a row for which there was no answer at all; then nobody is asked any more."""
_UPLOADS = "/wp-content/uploads/"


class Remote:
    """The pictures beneath an address such as https://old.example/wp-content/uploads/."""

    def __init__(self, base: str, *, may_connect: Callable[[Ip], bool] = is_public) -> None:
        try:
            parts = urlsplit(base)
            port = parts.port
        except ValueError:
            raise ImportRefused("media", f"{base} has no host or port that can be.") from None
        if parts.scheme not in PORTS or not parts.hostname or parts.username is not None:
            raise ImportRefused("media", f"{base} is no address media can be fetched from.")
        self._scheme, self._host = parts.scheme, parts.hostname
        self._port = port or PORTS[parts.scheme]
        self._origin = f"{parts.scheme}://{parts.netloc}"
        self._path = parts.path.rstrip("/") + "/"
        self._may_connect = may_connect
        self._failures = 0

    def read(self, url: str) -> bytes:
        """Return the bytes of the file with that address at the source; raises MediaLost."""
        if self._failures >= MOST_FAILURES:
            raise MediaLost("the address of the media does not answer")
        deadline = time.monotonic() + SECONDS_IN_ALL
        try:
            path = self._place(url)
        except ValueError as error:
            raise MediaLost("it has no address") from error
        try:
            for _redirect in range(MOST_REDIRECTS + 1):
                data, led = self._ask(path, deadline)
                self._failures = 0
                if led is None:
                    return data
                path = self._below(led)
        except NotAsked as refused:
            raise MediaLost("the address of the media is within a private network") from refused
        except TooMuch as refused:
            raise MediaLost(str(refused)) from refused
        except (OSError, ValueError, http.client.HTTPException) as error:
            self._failures += 1
            raise MediaLost("the address of the media does not answer") from error
        raise MediaLost("it leads from one address to the next")

    def _place(self, url: str) -> str:
        """Return where a file is beneath the base, wherever the source says that it was."""
        path = unquote(urlsplit(url).path)
        if any(part in ("..", ".") for part in path.split("/")) or "\\" in path or "\0" in path:
            raise MediaLost("its address leads out of that of the media")
        if path.startswith(self._path):
            return quote(path)
        _before, found, after = path.rpartition(_UPLOADS)
        if found and not self._path.endswith(_UPLOADS):
            after = found.lstrip("/") + after
        return quote(self._path + (after if found else path.lstrip("/")))

    def _below(self, address: str) -> str:
        """Return the path of an address the server leads to, if it stays beneath the base."""
        parts = urlsplit(address)
        port = parts.port or PORTS.get(parts.scheme)
        same = (parts.scheme, parts.hostname, port) == (self._scheme, self._host, self._port)
        path = unquote(parts.path)
        if not same or not path.startswith(self._path) or ".." in path.split("/"):
            raise MediaLost("it leads away from the address of the media")
        return quote(path)

    def _ask(self, path: str, deadline: float) -> tuple[bytes, str | None]:
        answer = ask(
            f"{self._origin}{path}",
            accept="image/*",
            most_bytes=MOST_BYTES,
            seconds=max(deadline - time.monotonic(), 0.1),
            may_connect=self._may_connect,
        )
        if answer.leads_to:
            return b"", answer.leads_to
        if answer.status != http.HTTPStatus.OK:
            raise MediaLost(f"the answer was {answer.status}")
        return answer.body, None
