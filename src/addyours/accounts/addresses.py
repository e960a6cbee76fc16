"""Network addresses as keyed hashes: enough to count and to ban, not enough to find somebody."""

from __future__ import annotations

import hashlib
import hmac
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def address_key(request: HttpRequest) -> str:
    """Return `address:<hash>` of the sender's address; an IPv6 address counts by its /64 network."""
    try:
        address = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return ""
    plain = str(address)
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            plain = str(address.ipv4_mapped)
        else:
            plain = str(ip_network((address, 64), strict=False))
    digest = hmac.new(settings.SECRET_KEY.encode(), plain.encode(), hashlib.sha256)
    return f"address:{digest.hexdigest()[:32]}"
