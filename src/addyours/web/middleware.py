"""Believes forwarded headers from the configured proxies and from nobody else."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address, ip_network

from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse

from addyours.conf import current


class ForwardedHeaders:
    """Puts the sender's own address and scheme into a request that came through a trusted proxy."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.networks = [ip_network(item, strict=False) for item in current().trusted_proxies]
        if not self.networks:
            raise MiddlewareNotUsed

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._is_trusted(request.META.get("REMOTE_ADDR", "")):
            chain = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
            for hop in reversed([hop.strip() for hop in chain if hop.strip()]):
                request.META["REMOTE_ADDR"] = hop
                if not self._is_trusted(hop):
                    break
            scheme = request.META.get("HTTP_X_FORWARDED_PROTO", "").strip().lower()
            if scheme in ("http", "https"):
                request.META["wsgi.url_scheme"] = scheme
        return self.get_response(request)

    def _is_trusted(self, text: str) -> bool:
        try:
            address = ip_address(text)
        except ValueError:
            return False
        return any(address in network for network in self.networks)
