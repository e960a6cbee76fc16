"""Follows every link within a site, as a patient reader would."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from playwright.sync_api import APIRequestContext

SIGNED_IN = ("/newsroom/", "/account/")
"""What is for those who sign in: every page has a link there that leads back to it."""


@dataclass
class Crawl:
    """What was found: problems in words, and the pages there are."""

    pages: dict[str, _Page] = field(default_factory=dict)
    """HTML pages by address, redirects followed."""
    wrongs: list[str] = field(default_factory=list)


class _Page(HTMLParser):
    """The links and anchors of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values: dict[str, Any] = dict(attrs)
        self.ids.add(values.get("id") or "")
        for name in ("href", "src", "hx-get"):
            if values.get(name):
                self.links.append(values[name])
        for part in (values.get("srcset") or "").split(","):
            if part.strip():
                self.links.append(part.split()[0])


def crawl(client: APIRequestContext, start: str) -> Crawl:
    """Follow all links from `start` that stay on its host, those that ask to sign in left out.

    Each has to answer 200 in the end, and each anchor has to be on the page it points into.
    """
    host = urlsplit(start).netloc
    found = Crawl()
    came_from: dict[str, str] = {start: "the start"}
    anchors: list[tuple[str, str, str]] = []
    landed: dict[str, str] = {}
    waiting = deque([start])
    while waiting:
        url = waiting.popleft()
        answer = client.get(url)
        if answer.status != 200:
            found.wrongs.append(f"{url} answers {answer.status}; linked from {came_from[url]}")
            continue
        landed[url] = urldefrag(answer.url)[0]
        if "text/html" not in answer.headers["content-type"] or landed[url] in found.pages:
            continue
        page = found.pages[landed[url]] = _Page(answer.text())
        for link in page.links:
            target, anchor = urldefrag(urljoin(url, link))
            parts = urlsplit(target)
            if parts.netloc != host or parts.path.startswith(SIGNED_IN):
                continue
            if anchor:
                anchors.append((url, target, anchor))
            if target not in came_from:
                came_from[target] = url
                waiting.append(target)
    for source, target, anchor in anchors:
        page_there = found.pages.get(landed.get(target, ""))
        if page_there is not None and anchor not in page_there.ids:
            found.wrongs.append(f"{source} points to #{anchor}, which is not on {target}")
    return found
