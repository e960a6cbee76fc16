"""Turns the site's links into those of a copy, in pages, feeds and what robots read."""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape, unescape
from urllib.parse import unquote, urljoin, urlsplit

from django.utils.translation import get_language

from addyours.transfer.static_site.addresses import (
    ANCHOR,
    PERMALINK,
    Address,
    Addresses,
    path_of_file,
)
from addyours.transfer.static_site.crawl import XML, Site, Taken
from addyours.transfer.static_site.pages import redrawn

_IN_XML = re.compile(r'(?<= href=")[^"]+(?=")|(?<=<loc>)[^<]+(?=</loc>)')
_ANCHORED = re.compile(rb'id="comment-(\d{1,18})"')


class Links:
    """Knows where everything of a site is in its copy."""

    def __init__(
        self, site: Site, addresses: Addresses, *, base: str, own: tuple[str, ...]
    ) -> None:
        self.site = site
        self._addresses = addresses
        self._base = base
        self._prefix = urlsplit(base).path
        names = "|".join(re.escape(one) for one in own)
        self._own = re.compile(rf"(?:{names})(?=[/?#\"'<\s]|$)")

    def redrawn(self, taken: Taken, body: bytes) -> bytes:
        """Return an answer of the site as it stands in the copy."""
        if taken.kind == "text/html":
            here = {int(number) for number in _ANCHORED.findall(body)}
            return redrawn(
                body,
                links=lambda href: self.lead(href, taken.address, here=here, before=taken.before),
                files=lambda reference: self.file(reference, taken.address),
                own=self.own,
                policy=taken.policy,
            )
        if taken.kind in XML:
            text = body.decode("utf-8")
            return _IN_XML.sub(lambda found: self._in_xml(found[0], taken), text).encode()
        return self.own(body.decode("utf-8")).encode() if taken.kind == "text/plain" else body

    def lead(
        self,
        href: str,
        page: Address,
        *,
        here: set[int] | None = None,
        before: Address | None = None,
    ) -> str | None:
        """Return what a link on a page becomes; None where the copy has nothing it could lead to.

        `here` are the comments on that page, `before` the page it goes on from.
        """
        if not self._addresses.is_own(href):
            return href
        link = self._addresses.read(href, page)
        if link is None:
            return None
        if permalink := PERMALINK.match(link.to.path):
            return self.to_comment(int(permalink[1]))
        if link.is_back:
            if before is None:
                return None
            link = replace(link, to=before)
        anchor = ANCHOR.match(link.fragment)
        number = int(anchor[1]) if anchor else 0
        if link.to == page and (not number or number in (here or ())):
            return f"#{link.fragment}" if link.fragment else self._to(page)
        if number in self.site.comments:
            return self.to_comment(number)
        led = self._to(link.to)
        return f"{led}#{link.fragment}" if led and link.fragment else led

    def to_comment(self, number: int) -> str | None:
        """Return where a comment is read."""
        address = self.site.comments.get(number)
        led = self._to(address) if address else None
        return f"{led}#comment-{number}" if led else None

    def file(self, reference: str, page: Address) -> str | None:
        """Return what the address of something a page loads becomes; None leaves it as it is."""
        if not self._addresses.is_own(reference):
            return None
        path = unquote(urlsplit(urljoin(page.path, reference)).path)
        if path.lstrip("/") in self.site.files:
            return self._prefix + path_of_file(path.lstrip("/"))
        return self._to(Address(path))

    def own(self, text: str) -> str:
        """Put the copy's address in the place of the site's."""
        return self._own.sub(lambda _found: self._base, text)

    def absolute(self, led: str) -> str:
        """Return a link of the copy with host and all, as programs want it."""
        return urljoin(f"{self._base}/", led)

    def _to(self, address: Address) -> str | None:
        taken = self.site.at(address)
        return self._prefix + path_of_file(taken.name) if taken else None

    def _in_xml(self, value: str, taken: Taken) -> str:
        address = unescape(value)
        if not self._addresses.is_own(address):
            return value
        led = self.lead(address, taken.address)
        return escape(self.absolute(led)) if led else self.own(value)


def leading(to: str, absolute: str) -> bytes:
    """Return a page that leads on by itself: a file server knows no redirects."""
    led, address = escape(to), escape(absolute)
    page = (
        f'<!doctype html>\n<html lang="{get_language() or "en"}">\n<head>\n<meta charset="utf-8">\n'
        f'<title>{address}</title>\n<meta http-equiv="refresh" content="0;url={led}">\n'
        f'<meta name="robots" content="noindex">\n<link rel="canonical" href="{address}">\n'
        f'</head>\n<body>\n<p><a href="{led}">{address}</a></p>\n</body>\n</html>\n'
    )
    return page.encode()
