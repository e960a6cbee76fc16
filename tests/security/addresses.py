"""All addresses of the site, from the URL map itself, so that a new one can't be forgotten."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import get_resolver
from django.urls.resolvers import RegexPattern, URLPattern, URLResolver

_PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")


@dataclass(frozen=True)
class Address:
    """One pattern of the URL map."""

    name: str
    route: str
    view: Any

    @property
    def template(self) -> str:
        """The address as OpenAPI writes it: `/threads/{thread_id}/`."""
        return "/" + _PARAMETER.sub(r"{\2}", self.route)

    @property
    def is_newsroom(self) -> bool:
        return self.route.startswith("newsroom/")

    @property
    def kinds(self) -> dict[str, str]:
        """Each parameter with the converter of Django's it has; without one it is empty."""
        return {name: kind for kind, name in _PARAMETER.findall(self.route)}

    def value(self, parameter: str, values: Mapping[str, object]) -> object:
        """Look a parameter up, for this address or its namespace before any."""
        space = self.name.rpartition(":")[0] or self.name
        keys = (f"{self.name}:{parameter}", f"{space}:{parameter}")
        return values[next((key for key in keys if key in values), parameter)]

    def path(self, values: Mapping[str, object]) -> str:
        """Fill in the parameters."""
        return "/" + _PARAMETER.sub(lambda found: str(self.value(found[2], values)), self.route)


def all_addresses(beneath: str = "") -> list[Address]:
    """Every address whose route begins so; where two are the same, the one that is reached."""
    found: dict[str, Address] = {}
    for address in _walk(get_resolver().url_patterns, "", ""):
        if address.route.startswith(beneath):
            found.setdefault(address.route, address)
    return list(found.values())


def _walk(patterns: list[URLPattern | URLResolver], above: str, spaces: str) -> Iterator[Address]:
    for pattern in patterns:
        route = above + _plain(pattern.pattern)
        if isinstance(pattern, URLResolver):
            below = f"{spaces}{pattern.namespace}:" if pattern.namespace else spaces
            yield from _walk(pattern.url_patterns, route, below)
        elif ".*" not in route and "((?:" not in route:  # Both take whatever nobody else took.
            yield Address(spaces + (pattern.name or ""), route, pattern.callback)


def _plain(pattern: Any) -> str:
    """Return a route with `<name>` for each parameter, whichever way it is written."""
    route = str(pattern)
    if isinstance(pattern, RegexPattern):
        route = re.sub(r"\(\?P(<\w+>)(?:\[[^]]*\]|[^()\[])*\)", r"\1", route)
        route = route.removeprefix("^").removesuffix("$").replace("\\", "")
    return route
