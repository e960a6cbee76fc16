"""Asks machines of elsewhere for something: only those of the open internet, for so long and for so much."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urljoin, urlsplit

SECONDS_TO_CONNECT = 10
PORTS = {"http": 80, "https": 443}
LEADS_ON = (301, 302, 303, 307, 308)
_PIECE = 64 * 1024
_TRANSLATED = (ip_network("64:ff9b::/96"), ip_network("2002::/16"), ip_network("2001::/32"))
"""IPv6 addresses with an IPv4 address in them, which may be a private one."""

Ip = IPv4Address | IPv6Address


class NotAsked(Exception):
    """Nobody is asked there: it is no address of the web, or one within a private network."""


class TooMuch(Exception):
    """The answer is longer, or takes longer, than is waited for."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said; `leads_to` is where it sends whoever asks, which is not followed."""

    status: int
    body: bytes = b""
    leads_to: str = ""


def is_public(address: Ip) -> bool:
    """Tell whether an address is one of the open internet."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if any(address in network for network in _TRANSLATED):
            return False
    return address.is_global and not address.is_multicast


def ask(
    address: str,
    *,
    accept: str,
    most_bytes: int,
    seconds: float,
    may_connect: Callable[[Ip], bool] = is_public,
) -> Answer:
    """Ask for what is at an address, once.

    Raises NotAsked and TooMuch; OSError, ValueError or http.client.HTTPException where there is no
    answer that can be understood.
    """
    parts, port = _read(address)
    deadline = time.monotonic() + seconds
    host = parts.hostname or ""
    connection = http.client.HTTPConnection(host, port)
    connection.default_port = PORTS[parts.scheme]
    connected = _connected(parts, port, may_connect)
    # A time-out of a socket begins anew with each byte: who sends one a second would never be done.
    watch = threading.Timer(seconds, _hang_up, [connected])
    watch.daemon = True
    watch.start()
    try:
        if isinstance(connected, ssl.SSLSocket):
            connected.do_handshake()
        connection.sock = connected
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("GET", path, headers={"Accept": accept, "User-Agent": "AddYours"})
        answer = connection.getresponse()
        if answer.status in LEADS_ON:
            place = urljoin(address, answer.headers.get("Location", ""))
            return Answer(answer.status, leads_to=place)
        body = _body(answer, most_bytes) if answer.status == http.client.OK else b""
        if time.monotonic() > deadline:
            raise TooMuch(f"it took more than {seconds:.0f} seconds")
        return Answer(answer.status, body)
    finally:
        watch.cancel()
        connected.close()
        connection.close()


def _read(address: str) -> tuple[SplitResult, int]:
    try:
        parts = urlsplit(address)
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError as error:
        raise NotAsked("it is no address") from error
    if parts.scheme not in PORTS or not parts.hostname or parts.username is not None:
        raise NotAsked("it is no address of the web")
    return parts, port


def _connected(
    parts: SplitResult, port: int, may_connect: Callable[[Ip], bool]
) -> socket.socket | ssl.SSLSocket:
    """Connect to an address that was looked at: asking for the name twice may give two answers."""
    host = parts.hostname or ""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(one[4][0]).partition("%")[0] for one in found]
    if not addresses or not all(may_connect(ip_address(one)) for one in addresses):
        raise NotAsked("it is within a private network")
    connected = socket.create_connection((addresses[0], port), timeout=SECONDS_TO_CONNECT)
    if parts.scheme == "http":
        return connected
    return ssl.create_default_context().wrap_socket(
        connected, server_hostname=host, do_handshake_on_connect=False
    )


def _body(answer: http.client.HTTPResponse, most_bytes: int) -> bytes:
    pieces, size = [], 0
    while piece := answer.read(_PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > most_bytes:
            raise TooMuch(f"it has more than {most_bytes // 1024**2 or 1} MB")
    return b"".join(pieces)


def _hang_up(connected: socket.socket) -> None:
    with suppress(OSError, ValueError):
        connected.shutdown(socket.SHUT_RDWR)
