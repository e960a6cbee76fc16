"""What an HTML page says of itself: title, author, time, address."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from typing import Any

from lxml import etree

from addyours.text.fold import clean_line
from addyours.transfer.page_blocks import Heading, ListBlock, Paragraph, Picture, RawPage, Spoken
from addyours.transfer.text_page import split_names

_SITE_TAIL = re.compile(
    r"(?<!\s)\s++[|\u2013\u2014\u00b7\u00bb-]\s++[^|\u2013\u2014\u00b7\u00bb]{2,60}$"
)

Item = Paragraph | Heading | ListBlock | Picture | Spoken


def text_key(text: str) -> str:
    """Return what two texts are compared by: their letters, caseless."""
    return re.sub(r"\W+", "", text).casefold()[:200]


def words_of(element: Any) -> str:
    """Return the text of an element on one line."""
    return clean_line("".join(texts_of(element)))


def texts_of(element: Any) -> Iterator[str]:
    """Return the pieces of text in an element in order, line breaks as such, without recursion."""
    for event, node in etree.iterwalk(element, events=("start", "end")):
        if event == "start":
            if node.tag in ("lb", "br"):
                yield "\n"
            yield node.text or ""
        elif node is not element:
            yield node.tail or ""


class PageMeta:
    """What a page says of itself in its head: meta elements, links and JSON-LD."""

    def __init__(self, tree: Any) -> None:
        """Collect the first value of every name."""
        self.values: dict[str, str] = {}
        for element in tree.iter("meta"):
            name = element.get("property") or element.get("name") or element.get("itemprop")
            if name and (content := clean_line(element.get("content") or "")):
                self.values.setdefault(name.strip().lower(), content[:1000])
        self.canonical = next(
            (
                link.get("href", "").strip()
                for link in tree.iter("link")
                if "canonical" in (link.get("rel") or "").lower().split()
            ),
            "",
        )
        self.h1 = [words_of(element) for element in tree.iter("h1")]
        self.title = next((words_of(element) for element in tree.iter("title")), "")
        self.times = [element.get("datetime") or "" for element in tree.iter("time")]
        self.linked = _linked_data(tree)

    def first(self, *names: str) -> str:
        """Return the first of these values the page has, or an empty text."""
        return next((self.values[name] for name in names if name in self.values), "")


def _linked_data(tree: Any) -> dict[str, Any]:
    """Return the first article of the page's JSON-LD, or nothing."""
    for element in list(tree.iter("script"))[:50]:
        if "ld+json" not in (element.get("type") or "") or not element.text:
            continue
        if len(element.text) > 200_000:
            continue
        try:
            data = json.loads(element.text)
        except (ValueError, RecursionError):
            continue
        nodes = data if isinstance(data, list) else [data]
        for node in nodes[:50]:
            graph = node.get("@graph") if isinstance(node, dict) else None
            for one in [node, *(graph if isinstance(graph, list) else [])][:50]:
                if isinstance(one, dict) and "Article" in str(one.get("@type"))[:100]:
                    return one
    return {}


def read_meta(page: RawPage, meta: PageMeta, extracted: Any) -> None:
    """Put title, dek, authors, time and address into a page whose items have been read."""
    page.site_name = meta.first("og:site_name", "application-name")
    address = meta.canonical or meta.first("og:url")
    page.url = address[:2000] if re.match(r"https?://\S+$", address) else None
    page.title = _title(meta, page.site_name)
    page.dek = _dek(meta, page.items)
    page.authors = _authors(meta, extracted)
    page.published_at = _published(meta, extracted)


def _title(meta: PageMeta, site_name: str) -> str:
    headline = meta.linked.get("headline")
    if isinstance(headline, str) and clean_line(headline):
        return clean_line(headline)[:300]
    title = meta.first("og:title", "twitter:title") or ""
    h1 = [words for words in meta.h1 if words and words != site_name]
    if not title and len(h1) == 1:
        return h1[0][:300]
    title = title or meta.title
    if site_name and title.endswith(site_name) and len(title) > len(site_name) + 3:
        title = title[: -len(site_name)].rstrip(" |\u2013\u2014\u00b7\u00bb-")
    elif not any(title == words for words in h1):
        shorter = _SITE_TAIL.sub("", title)
        title = shorter if shorter in h1 or (not h1 and len(shorter) > 15) else title
    return title[:300] or (h1[0][:300] if h1 else "")


def _dek(meta: PageMeta, items: Iterable[Item]) -> str:
    """Return the description, unless it is only the beginning of the story."""
    dek = meta.first("og:description", "description", "twitter:description")[:500]
    body = "".join(text_key(item.text) for item in list(items)[:6] if isinstance(item, Paragraph))
    beginning = text_key(dek.rstrip(".\u2026 []"))[:120]
    return "" if not beginning or beginning[:60] in body else dek


def _authors(meta: PageMeta, extracted: Any) -> tuple[str, ...]:
    linked = meta.linked.get("author")
    found: list[str] = []
    for one in linked if isinstance(linked, list) else [linked]:
        name = one.get("name") if isinstance(one, dict) else one
        if isinstance(name, str) and clean_line(name):
            found.append(clean_line(name)[:200])
    if not found and (author := meta.first("author", "article:author", "byl", "dc.creator")):
        found = list(split_names(re.sub(r"(?i)^by\s+", "", author)))
    if not found and extracted is not None and extracted.author:
        found = list(split_names(clean_line(str(extracted.author))))
    return tuple(name for name in dict.fromkeys(found) if not name.startswith("http"))[:10]


def _published(meta: PageMeta, extracted: Any) -> datetime | None:
    linked = meta.linked.get("datePublished")
    stated = [linked if isinstance(linked, str) else ""]
    stated.append(meta.first("article:published_time", "datepublished", "dc.date", "date"))
    if len(set(meta.times)) == 1:
        stated.append(meta.times[0])
    if extracted is not None and extracted.date:
        stated.append(str(extracted.date))
    for text in stated:
        if (at := _when(text.strip()[:40])) is not None:
            return at
    return None


def _when(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        try:
            at = datetime.combine(date.fromisoformat(text[:10]), time())
        except ValueError:
            return None
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)
