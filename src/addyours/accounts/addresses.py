"""Network addresses as keyed hashes: enough to count and to ban, not enough to find somebody."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

LENGTHS = {4: range(8, 32), 6: range(16, 64, 4)}
"""Of the networks around an address that it is known by, by version: each may be shut out as a whole."""
NEAREST = {4: 24, 6: 48}
"""The network around an address that is kept with what came from it."""
Address = IPv4Address | IPv6Address


@dataclass(frozen=True)
class Network:
    """A network as it is known here, and as it may be shown to moderators."""

    key: str
    label: str


def address_key(request: HttpRequest) -> str:
    """Return `address:<hash>` of the sender's address; an IPv6 address counts by its /64 network."""
    address = _address(request.META.get("REMOTE_ADDR", ""))
    return _key_of(address) if address else ""


def range_keys(request: HttpRequest, *, among: Collection[str] | None = None) -> tuple[str, ...]:
    """Return `range4:<length>:<hash>` or `range6:…` of every network around the sender's address.

    From them it can be told whether the sender is in a network that was named, and nothing else.
    `among` are the beginnings of keys that matter (`range4:16`); the nearest is always returned.
    """
    address = _address(request.META.get("REMOTE_ADDR", ""))
    if address is None:
        return ()
    lengths: Iterable[int] = LENGTHS[address.version]
    if among is not None:
        nearest, start = NEAREST[address.version], f"range{address.version}"
        lengths = [one for one in lengths if one == nearest or f"{start}:{one}" in among]
    return _range_keys(address, lengths)


def nearest_range(keys: tuple[str, ...]) -> str:
    """Return that of a sender's networks that is kept: /24, or /48 of IPv6. Empty without any."""
    starts = tuple(f"range{version}:{length}:" for version, length in NEAREST.items())
    return next((key for key in keys if key.startswith(starts)), "")


def network_of(text: str) -> Network:
    """Return the network that somebody typed: one address, or many as in 203.0.113.0/24.

    Its label is empty where it would tell a single address: less than 256 of IPv4, than /48 of IPv6.
    Raises ValueError for what is none, and for networks too large to be meant.
    """
    network = ip_network(text.strip(), strict=False)
    version, length = network.version, network.prefixlen
    address = network.network_address
    if length >= LENGTHS[version].stop:
        return Network(_key_of(address), "")
    steps = LENGTHS[version]
    if length not in steps:
        raise ValueError(f"/{length} is no length that is compared")
    label = str(network) if length <= NEAREST[version] else f"/{length}"
    return Network(_range_keys(address, [length])[0], label)


def domain_keys(email: str) -> tuple[str, ...]:
    """Return `domain:…` of an e-mail address: its domain and those above it."""
    domain = email.rpartition("@")[2].strip().strip(".").lower()
    parts = domain.split(".")[-8:] if domain else []
    return tuple("domain:" + ".".join(parts[start:]) for start in range(max(len(parts) - 1, 0)))


def _address(text: str) -> Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped
    return address


def _key_of(address: Address) -> str:
    plain = str(address)
    if isinstance(address, IPv6Address):
        plain = str(ip_network((address, 64), strict=False))
    return f"address:{_hashed(plain)}"


def _range_keys(address: Address, lengths: Iterable[int]) -> tuple[str, ...]:
    # A sender has two dozen of them: of the keyed hashes it is the quickest.
    number, version, longest = int(address), address.version, address.max_prefixlen
    secret = _network_secret(settings.SECRET_KEY)
    keys = []
    for length in lengths:
        text = b"%d/%d/%d" % (version, length, number >> (longest - length))
        digest = hashlib.blake2b(text, key=secret, digest_size=16)
        keys.append(f"range{version}:{length}:{digest.hexdigest()}")
    return tuple(keys)


@cache
def _network_secret(secret: str) -> bytes:
    return hashlib.sha256(f"addyours.network {secret}".encode()).digest()


def _hashed(text: str) -> str:
    return hmac.digest(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hex()[:32]
