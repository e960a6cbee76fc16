"""Reads the links of a page and draws it anew for a copy: what needs a server is taken out of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree, html

HREF = {"a": "href", "link": "href", "img": "src", "script": "src", "source": "src"}
LOADED = frozenset({"stylesheet", "icon", "apple-touch-icon", "manifest", "preload"})
_KEPT_SCRIPT = re.compile(r"/web/branches(?:\.[0-9a-f]{12})?\.js$")
"""Folding needs no server; all other scripts talk to one."""
_PICTURES = ("og:image", "twitter:image")
_EMPTIED = frozenset("p li ul ol nav div span section".split())
_DROPPED = ("hx-", "data-live", "data-me", "data-hint", "data-people", "data-fresh")
_POLICY_NOT_IN_PAGES = ("frame-ancestors", "report-uri", "report-to", "sandbox")
_REFERENCE = re.compile(
    rb"url\(\s*+[\"']?([^\"'()]++)[\"']?\s*+\)|@import\s++[\"']([^\"']+)"
    rb"|(?:\bfrom|\bimport)\s*+(?:\(\s*+)?[\"']([^\"']+)[\"']"
)
Resolve = Callable[[str], str | None]
"""Gives what a link becomes in the copy; None where there is nothing to lead to."""


@dataclass(slots=True)
class Found:
    """What a page leads to, shows, and has in it."""

    links: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    comments: list[int] = field(default_factory=list)


def found_in(page: bytes) -> Found:
    """Return what a page of the site leads to and what it loads."""
    tree = parsed(page)
    _without_servers_own(tree)
    found = Found()
    for element in tree.iter(*HREF, "article", "p", "meta"):
        if element.tag == "meta":
            if element.get("property") in _PICTURES and (address := element.get("content")):
                found.files.append(address)
            continue
        if element.tag in ("article", "p"):
            number = re.fullmatch(r"comment-(\d{1,18})", element.get("id") or "")
            if number:
                found.comments.append(int(number[1]))
            continue
        address = element.get(HREF[element.tag])
        rel = set((element.get("rel") or "").split())
        if element.tag == "a" or (element.tag == "link" and "alternate" in rel):
            found.links += [address] if address else []
        elif element.tag != "link" or rel & LOADED:
            found.files += [address] if address else []
            found.files += _sources(element.get("srcset") or "")
    return found


def referred(text: bytes) -> Iterator[str]:
    """Yield what a stylesheet or a script module loads."""
    for match in _REFERENCE.finditer(text):
        reference = next(part for part in match.groups() if part).decode("utf-8", "replace")
        if not reference.startswith(("data:", "#")):
            yield reference


def redrawn(
    page: bytes, *, links: Resolve, files: Resolve, own: Callable[[str], str], policy: str
) -> bytes:
    """Return a page as it stands in a copy.

    `own` puts the copy's address in the place of the site's in what other sites read of a page.
    """
    tree = parsed(page)
    _without_servers_own(tree)
    for element in list(tree.iter(etree.Element)):
        if element.get("rel") == "canonical":
            element.set("href", own(element.get("href") or ""))
        elif element.tag in HREF:
            _lead(element, links, files)
    for element in tree.iter(etree.Element):
        for name in [name for name in element.attrib if name.startswith(_DROPPED)]:
            del element.attrib[name]
        if element.tag == "meta" and "://" in (element.get("content") or ""):
            element.set("content", own(element.get("content")))
        elif element.tag == "script" and element.text:
            element.text = own(element.text)
    _guard(tree, policy)
    drawn = html.tostring(tree, encoding="utf-8", doctype="<!doctype html>")
    return bytes(drawn) + b"\n"


def parsed(page: bytes) -> Any:
    """Return the tree of a page of the site's own."""
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True)
    return html.document_fromstring(page, parser=parser)


def _without_servers_own(tree: Any) -> None:
    for element in _servers_own(tree):
        _drop(element)


def _servers_own(tree: Any) -> list[Any]:
    found = [*tree.iter("form", "button")]
    found += [one for one in tree.iter("nav") if "sorts" in (one.get("class") or "").split()]
    found += [one for one in tree.iter("meta") if one.get("name") == "htmx-config"]
    found += [
        one
        for one in tree.iter("script")
        if one.get("type") != "application/ld+json"
        and not _KEPT_SCRIPT.search(one.get("src") or "")
    ]
    return found


def _lead(element: Any, links: Resolve, files: Resolve) -> None:
    name = HREF[element.tag]
    address = element.get(name)
    if address is None:
        return
    rel = set((element.get("rel") or "").split())
    if element.tag == "a":
        if "external" in rel:
            return
        led = links(address)
        if led is not None:
            element.set(name, led)
        elif _is_text(element):
            # Somebody's words: they stay where the page they led to is gone.
            element.drop_tag()
        else:
            _drop(element)
    elif element.tag == "link" and not rel & LOADED:
        led = links(address)
        if led is not None:
            element.set(name, led)
        else:
            _drop(element)
    else:
        element.set(name, files(address) or address)
        if sources := element.get("srcset"):
            element.set("srcset", _with_sources(sources, files))


def _is_text(element: Any) -> bool:
    return any(
        "prose" in (one.get("class") or "").split() or "hx-disable" in one.attrib
        for one in element.iterancestors()
    )


def _drop(element: Any) -> None:
    """Take an element out, and what holds nothing any more without it."""
    parent = element.getparent()
    if parent is None:
        return
    element.drop_tree()
    if parent.tag in _EMPTIED and not len(parent) and not (parent.text or "").strip():
        _drop(parent)


def _guard(tree: Any, policy: str) -> None:
    """Put the site's rules for scripts and frames into the page: a file server sends none."""
    # In an order of their own, or each copy would differ from the one before.
    rules = sorted(
        rule.strip()
        for rule in policy.split(";")
        if rule.strip() and rule.split()[0] not in _POLICY_NOT_IN_PAGES
    )
    head = tree.find("head")
    if rules and head is not None:
        meta = html.Element("meta")
        meta.set("http-equiv", "Content-Security-Policy")
        meta.set("content", "; ".join(rules))
        meta.tail = "\n"
        # Behind the encoding, before anything is loaded.
        head.insert(1, meta)


def _sources(srcset: str) -> list[str]:
    return [part.split()[0] for part in srcset.split(",") if part.strip()]


def _with_sources(srcset: str, files: Resolve) -> str:
    parts = [part.split() for part in srcset.split(",") if part.strip()]
    return ", ".join(" ".join([files(part[0]) or part[0], *part[1:]]) for part in parts)
