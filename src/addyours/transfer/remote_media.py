"""Fetches pictures from the one address an owner named, and from nowhere that address may lead to."""

from __future__ import annotations

import http
import http.client
import socket
import ssl
import time
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import quote, unquote, urljoin, urlsplit

from addyours.transfer.errors import ImportRefused
from addyours.transfer.picture_check import MOST_BYTES, MediaLost

SECONDS_TO_CONNECT = 10
SECONDS_IN_ALL = 60
MOST_REDIRECTS = 3
MOST_FAILURES = 5
"""Pictures in a row for which there was no answer at all; then nobody is asked any more."""
_UPLOADS = "/wp-content/uploads/"
_TRANSLATED = (ip_network("64:ff9b::/96"), ip_network("2002::/16"), ip_network("2001::/32"))
"""IPv6 addresses with an IPv4 address in them, which may be a private one."""

Ip = IPv4Address | IPv6Address


def is_public(address: Ip) -> bool:
    """Tell whether an address is one of the open internet."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if any(address in network for network in _TRANSLATED):
            return False
    return address.is_global and not address.is_multicast


class Remote:
    """The pictures beneath an address such as https://old.example/wp-content/uploads/."""

    def __init__(self, base: str, *, may_connect: Callable[[Ip], bool] = is_public) -> None:
        parts = urlsplit(base)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
            raise ImportRefused("media", f"{base} is no address media can be fetched from.")
        self._scheme, self._host = parts.scheme, parts.hostname
        try:
            self._port = parts.port or (443 if parts.scheme == "https" else 80)
        except ValueError:
            raise ImportRefused("media", f"{base} has no port that can be.") from None
        self._path = parts.path.rstrip("/") + "/"
        self._may_connect = may_connect
        self._failures = 0

    def read(self, url: str) -> bytes:
        """Return the bytes of the file with that address at the source; raises MediaLost."""
        if self._failures >= MOST_FAILURES:
            raise MediaLost("the address of the media does not answer")
        path = self._place(url)
        deadline = time.monotonic() + SECONDS_IN_ALL
        try:
            for _redirect in range(MOST_REDIRECTS + 1):
                data, led = self._ask(path, deadline)
                self._failures = 0
                if led is None:
                    return data
                path = self._below(led)
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
        port = parts.port or (443 if parts.scheme == "https" else 80)
        same = (parts.scheme, parts.hostname, port) == (self._scheme, self._host, self._port)
        path = unquote(parts.path)
        if not same or not path.startswith(self._path) or ".." in path.split("/"):
            raise MediaLost("it leads away from the address of the media")
        return quote(path)

    def _ask(self, path: str, deadline: float) -> tuple[bytes, str | None]:
        connection = http.client.HTTPConnection(self._host, self._port, timeout=SECONDS_TO_CONNECT)
        connection.sock = self._connected()
        try:
            connection.request("GET", path, headers={"Accept": "image/*", "User-Agent": "AddYours"})
            answer = connection.getresponse()
            if answer.status in (301, 302, 303, 307, 308):
                base = f"{self._scheme}://{self._host}:{self._port}{path}"
                return b"", urljoin(base, answer.headers.get("Location", ""))
            if answer.status != http.HTTPStatus.OK:
                raise MediaLost(f"the answer was {answer.status}")
            parts, size = [], 0
            while piece := answer.read(64 * 1024):
                parts.append(piece)
                size += len(piece)
                if size > MOST_BYTES:
                    raise MediaLost(f"it has more than {MOST_BYTES // 1024**2} MB")
                if time.monotonic() > deadline:
                    raise MediaLost("it took more than a minute")
            return b"".join(parts), None
        finally:
            connection.close()

    def _connected(self) -> socket.socket:
        """Connect to an address that was looked at: asking for the name twice may give two answers."""
        found = socket.getaddrinfo(self._host, self._port, type=socket.SOCK_STREAM)
        addresses = [str(one[4][0]).partition("%")[0] for one in found]
        if not addresses or not all(self._may_connect(ip_address(one)) for one in addresses):
            raise MediaLost("the address of the media is within a private network")
        connected = socket.create_connection((addresses[0], self._port), timeout=SECONDS_TO_CONNECT)
        if self._scheme == "http":
            return connected
        return ssl.create_default_context().wrap_socket(connected, server_hostname=self._host)
