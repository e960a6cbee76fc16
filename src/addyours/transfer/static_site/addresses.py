"""Tells which address of the site is which file of a copy, and which have none."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit

from addyours.comments.queries import is_path

LONGEST_NAME = 200
"""Bytes of one part of a file's name; most file systems take 255."""
_QUERY = ("after", "before", "page")
"""What says which page of something is meant; the rest of a query changes nothing in a copy."""
_SERVERS_OWN = re.compile(
    r"/(?:account|newsroom|search|sign-in|mail|feeds/new)(?:/|$)|/(?:healthz|readyz)$"
    r"|/comments/(?:mine/|\d+/(?!replies/$).+)"
    r"|/threads/\d+/(?!passages/\d+/$).+"
)
"""What only a server can answer: what is typed, who asks, what is new."""
PERMALINK = re.compile(r"/comments/(\d{1,18})/$")
ANCHOR = re.compile(r"comment-(\d{1,18})$")
_REPLIES = re.compile(r"/comments/\d+/replies/$")
_PLAIN = re.compile(r"[\w-]+(?:\.[\w-]+)*")


@dataclass(frozen=True, slots=True)
class Address:
    """A page of the site; `query` as it is asked for, in a fixed order."""

    path: str
    query: str = ""

    def __str__(self) -> str:
        return f"{self.path}?{self.query}" if self.query else self.path


@dataclass(frozen=True, slots=True)
class Link:
    """Where a link leads within the site."""

    to: Address
    fragment: str = ""
    is_back: bool = False
    """Whether it leads to the page before the one it stands on, in a conversation of several."""


class Addresses:
    """Reads the links of a site that has one or several addresses of its own."""

    def __init__(self, own: tuple[str, ...], *, order: str) -> None:
        """`own` are its addresses without closing slash; `order` is how conversations are read."""
        self._own = {_origin(one) for one in own}
        self._order = order

    def read(self, href: str, page: Address) -> Link | None:
        """Return where a link on a page leads; None for another site or what needs the server."""
        try:
            parts = urlsplit(urljoin(f"http://self{quote(page.path)}", href.strip()))
        except ValueError:
            return None
        if parts.scheme not in ("http", "https"):
            return None
        if parts.netloc != "self" and _origin(parts.geturl()) not in self._own:
            return None
        path = unquote(parts.path) or "/"
        if "\0" in path or _SERVERS_OWN.match(path):
            return None
        if not parts.path and not parts.query and href.startswith("#"):
            return Link(page, parts.fragment)
        return self._paged(Link(Address(path), unquote(parts.fragment)), parts.query, page)

    def is_own(self, href: str) -> bool:
        """Tell whether an address is one of the site's, whatever is to be found there."""
        try:
            parts = urlsplit(href.strip())
        except ValueError:
            return False
        if parts.scheme and parts.scheme not in ("http", "https"):
            return False
        return (
            not parts.netloc or _origin(f"http:{href}" if not parts.scheme else href) in self._own
        )

    def _paged(self, link: Link, query: str, page: Address) -> Link | None:
        given = dict(parse_qsl(query))
        if given.get("sort", self._order) != self._order:
            return None
        if is_path(given.get("before", "")):
            return replace(link, is_back=True)
        if _REPLIES.match(link.to.path) and page.path != link.to.path:
            # The whole branch is one row of pages; from elsewhere its beginning is led to.
            return link
        if given.get("page") == "1":
            del given["page"]
        kept = sorted((name, given[name]) for name in _QUERY if given.get(name))
        return replace(link, to=replace(link.to, query=urlencode(kept)))


def file_of(address: Address) -> str | None:
    """Return the name of a page's file in a copy; None where no file can have it."""
    path = address.path.lstrip("/")
    if address.query:
        # No page has a dot in its address, so none is in the way.
        name = ".".join(part for pair in parse_qsl(address.query) for part in pair)
        if not _PLAIN.fullmatch(name) or len(name.encode()) > LONGEST_NAME:
            digest = hashlib.blake2b(name.encode(), digest_size=8).hexdigest()
            name = f"{name.partition('.')[0]}.{digest}"
        path = f"{path}{'' if path.endswith('/') or not path else '/'}{name}/"
    if not path or path.endswith("/"):
        path += "index.html"
    return path if is_file_name(path) else None


def is_file_name(path: str) -> bool:
    """Tell whether a path can be that of a file within the copy, and of a file that is not hidden."""
    parts = path.split("/")
    return all(
        part
        and not part.startswith(".")
        and len(part.encode()) <= LONGEST_NAME
        and "\0" not in part
        for part in parts
    ) and not any("\\" in part for part in parts)


def path_of_file(name: str) -> str:
    """Return the address, percent-encoded, at which a file server shows a file."""
    return quote("/" + name.removesuffix("index.html"), safe="/~@:!$&'()*+,;=")


def _origin(address: str) -> str:
    parts = urlsplit(address)
    host = (parts.hostname or "").lower()
    port = {"http": 80, "https": 443}.get(parts.scheme)
    try:
        port = parts.port or port
    except ValueError:
        return ""
    # The same site by http and https is one site.
    return f"{host}:{'' if port in (80, 443) else port}"
