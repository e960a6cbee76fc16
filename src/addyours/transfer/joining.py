"""Finds which conversation here one of elsewhere belongs to, by its address or by other names."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from wagtail.contrib.redirects.models import Redirect

from addyours.comments.models import Thread
from addyours.pagecache.address import is_ignored
from addyours.transfer.models import ImportItem

LONGEST_PATH = 1000
_INDEX = re.compile(r"/(?:index\.(?:html?|php|aspx?)|amp/?)$", re.IGNORECASE)
# Queries that comment systems and translators of pages add to addresses.
_ADDED = frozenset("replytocom amp disqus_reply comment-page preview _thumbnail_id share".split())
_WORDPRESS = re.compile(r"^(\d{1,18}) \S+[?&](?:p|page_id)=\d+")
_GHOST = re.compile(r"^(?:ghost-)?([0-9a-f]{24}|\d{1,9})$")


def address_of(url: str) -> str:
    """Return path and query of an address, without what says nothing; empty for what is none.

    Host and scheme are left out: sites move from one to another.
    """
    try:
        parts = urlsplit(url.strip()[:2000])
    except ValueError:
        return ""
    if parts.scheme not in ("", "http", "https") or not (parts.netloc or parts.path):
        return ""
    path = re.sub(r"/{2,}", "/", _INDEX.sub("/", "/" + unquote(parts.path).lstrip("/")))
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = sorted(pair for pair in pairs if not is_ignored(pair[0]) and pair[0] not in _ADDED)
    address = (path.rstrip("/") or "/") + (f"?{urlencode(kept)}" if kept else "")
    return "" if "\0" in address else address


def thread_at(url: str) -> Thread | None:
    """Return the conversation of what is at an address here, whatever the host, redirects followed."""
    address = address_of(url)
    if not address:
        return None
    path, _, query = address.partition("?")
    raw = urlsplit(url.strip()[:2000]).path
    wanted = {path.rstrip("/") + "/", quote(path).rstrip("/") + "/", path, raw}
    if path != "/":
        found = Thread.objects.filter(path__in=wanted - {"/"}).order_by("pk").first()
        if found is not None:
            return found
    olds = [f"{path}?{query}"] if query else []
    olds += [path, raw.rstrip("/")] if path != "/" else []
    for old in olds:
        found = _led_from(Redirect.normalise_path(old))
        if found is not None:
            return found
    return _by_number(dict(parse_qsl(query)))


def thread_named(name: str) -> Thread | None:
    """Return the conversation a source means by a name: an address, or a post's number elsewhere.

    WordPress's plugin for Disqus says `12 https://…/?p=12`, Ghost's instructions `ghost-` and the
    post's number.
    """
    name = name.strip()
    if re.match(r"https?://|/", name):
        return thread_at(name)
    if found := _WORDPRESS.match(name):
        return _imported("wordpress", found[1])
    if found := _GHOST.match(name):
        return (
            _imported("ghost", found[1]) if name.startswith("ghost-") or len(name) == 24 else None
        )
    return None


def _led_from(old_path: str) -> Thread | None:
    redirect = Redirect.objects.filter(old_path=old_path[:255]).first()
    if redirect is None:
        return None
    if redirect.redirect_page_id:
        return Thread.objects.filter(story=redirect.redirect_page_id).first()
    return Thread.objects.filter(path=redirect.redirect_link).first()


def _by_number(query: dict[str, str]) -> Thread | None:
    """Follow WordPress's short addresses: `/?p=12`."""
    number = query.get("p") or query.get("page_id") or ""
    return _imported("wordpress", number) if number.isdecimal() else None


def _imported(source: str, number: str) -> Thread | None:
    """Return the conversation of what was imported under a number, if one site alone has it."""
    items = list(
        ImportItem.objects.filter(
            source=source, kind__in=("story", "thread"), source_id=number[:255]
        )[:2]
    )
    if len(items) != 1:
        return None
    if items[0].kind == "thread":
        return Thread.objects.filter(pk=items[0].object_id).first()
    return Thread.objects.filter(story=items[0].object_id).first()
