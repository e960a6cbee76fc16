"""Makes stories and pages of Ghost's posts."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from markdown_it import MarkdownIt

from addyours.text.fold import clean_line
from addyours.transfer.ghost.cards import Cards
from addyours.transfer.ghost.lexical import lexical_html
from addyours.transfer.ghost.mobiledoc import mobiledoc_html
from addyours.transfer.html_blocks import Converted, to_blocks
from addyours.transfer.incoming import SitePage, SiteStory
from addyours.transfer.json_scan import Record, is_true, text_of
from addyours.transfer.page_text import page_html
from addyours.transfer.source_time import EPOCH

_HERE = "__GHOST_URL__"
_SIZED = re.compile(r"(/content/images/)size/w\d+(?:h\d+)?/(?:format/\w+/)?")
_markdown = MarkdownIt("commonmark", {"html": True})
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Site:
    """What holds for all posts of a site."""

    is_private: bool
    permalinks: str = "/:slug/"
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Around:
    """What other tables say of a post; tags and authors by their slugs."""

    meta: Row
    authors: Sequence[str]
    section: str
    tags: Sequence[str]


def story_of(row: Record, around: Around, site: Site) -> SiteStory:
    """Return a post as a story."""
    post = row.value
    made = _content(post)
    state, adapted = _state(post, around.meta, site)
    return SiteStory(
        id=text_of(post["id"]),
        title=clean_line(text_of(post.get("title"))),
        slug=text_of(post.get("slug"))[:80],
        dek=clean_line(text_of(post.get("custom_excerpt"))),
        body=tuple(made.blocks),
        authors=tuple(around.authors),
        section=around.section,
        tags=tuple(around.tags),
        photo=picture(post),
        state=state,
        published_at=when(post.get("published_at")),
        old_paths=_old_paths(post, site),
        adapted=tuple(dict.fromkeys([*adapted, *_also(post), *made.adapted])),
        place=row.place,
    )


def page_of(row: Record, around: Around, site: Site) -> SitePage:
    """Return a page as a plain page."""
    post = row.value
    state, adapted = _state(post, around.meta, site)
    if state == "scheduled":
        state = "draft"
        adapted.append("It was scheduled; plain pages are not, so it came as a draft.")
    made = _content(post)
    if picture(post):
        adapted.append(f"Plain pages have no pictures: {picture(post)[:300]}")
    html, more = page_html(made)
    return SitePage(
        id=text_of(post["id"]),
        title=clean_line(text_of(post.get("title"))),
        slug=text_of(post.get("slug"))[:80],
        html=html,
        state=state,
        old_paths=_old_paths(post, site),
        adapted=tuple(dict.fromkeys([*adapted, *_also(post), *more])),
        place=row.place,
    )


def is_page(post: Row) -> bool:
    """Tell a page from a post, as new and old versions do."""
    return text_of(post.get("type")) == "page" or is_true(post.get("page"))


def picture(post: Row) -> str:
    """Return the address of a post's picture."""
    return here(text_of(post.get("feature_image")) or text_of(post.get("image")))


def here(text: str) -> str:
    """Return a text in which the site's own addresses have no host, and pictures their full size."""
    text = text.replace(f"{_HERE}/", "/").replace(_HERE, "/")
    return _SIZED.sub(r"\1", text)


def when(given: object) -> datetime | None:
    """Return a time as Ghost writes it: ISO 8601, or milliseconds in versions before 1.0."""
    try:
        if isinstance(given, int | float):
            found = EPOCH + timedelta(milliseconds=given)
        else:
            found = datetime.fromisoformat(text_of(given))
    except (ValueError, OverflowError):
        return None
    found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    return found if 1900 <= found.year <= 2200 else None


def _content(post: Row) -> Converted:
    cards = Cards()
    html = _html(post, cards)
    made = to_blocks(here(html))
    made.adapted[:0] = cards.adapted
    return made


def _html(post: Row, cards: Cards) -> str:
    for name, read in (("lexical", lexical_html), ("mobiledoc", mobiledoc_html)):
        source = text_of(post.get(name))
        if not source:
            continue
        try:
            # Empty, too, if members alone were shown what is in it.
            return read(json.loads(source), cards)
        except (ValueError, RecursionError, TypeError, IndexError):
            cards.adapted.append("Its text can't be read; what Ghost made of it was taken.")
            break
    if post.get("html"):
        return text_of(post.get("html"))
    return _markdown.render(text_of(post.get("markdown")))


def _state(post: Row, meta: Row, site: Site) -> tuple[str, list[str]]:
    """Return a post's state here, and what of it is different. Nothing but public posts is published."""
    status = text_of(post.get("status"))
    visibility = text_of(post.get("visibility")) or "public"
    is_mail = status == "sent" or is_true(meta.get("email_only"))
    if is_mail:
        return "draft", ["It was a mail to members alone; it came as a draft."]
    if status == "draft":
        return "draft", []
    if visibility != "public":
        return "draft", [f"It was not for everybody but for “{visibility[:60]}”; it is a draft."]
    if site.is_private:
        return "draft", ["The site was private; it came as a draft."]
    if status == "published":
        return "published", []
    if status == "scheduled":
        return "scheduled", []
    return "draft", [f"Its state was “{status[:40]}”; it came as a draft."]


def _also(post: Row) -> list[str]:
    """Return what of a post has no place here."""
    found = []
    if is_true(post.get("featured")):
        found.append("It was featured; which story leads is decided in the newsroom.")
    if text_of(post.get("codeinjection_head")) or text_of(post.get("codeinjection_foot")):
        found.append("Code that was put into its page was left out.")
    if canonical := text_of(post.get("canonical_url")):
        found.append(f"It named another address as its first place: {canonical[:300]}")
    return found


def _old_paths(post: Row, site: Site) -> tuple[str, ...]:
    slug = text_of(post.get("slug"))
    if not slug:
        return ()
    paths = [f"/{slug}/"]
    at = when(post.get("published_at"))
    if not is_page(post) and at is not None and site.permalinks != "/:slug/":
        local = at.astimezone(ZoneInfo(site.zone))
        parts = {":year": f"{local:%Y}", ":month": f"{local:%m}", ":day": f"{local:%d}"}
        path = site.permalinks
        for name, value in {**parts, ":id": text_of(post["id"]), ":slug": slug}.items():
            path = path.replace(name, value)
        if ":" not in path:
            paths.insert(0, path)
    return tuple(paths)
