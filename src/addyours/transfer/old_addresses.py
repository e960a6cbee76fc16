"""Leads addresses that other systems made for lists, feeds and numbers to what stands for them here."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.urls import reverse
from taggit.models import Tag
from wagtail.contrib.redirects.models import Redirect

from addyours.stories.models import Author, Section, Story
from addyours.stories.queries import path_of
from addyours.transfer.models import ImportItem

_NUMBERS = ("p", "page_id", "attachment_id")
_KIND = r"(?:/(?:rss2?|rdf|atom))?"
_PAGED = re.compile(r"/page/\d{1,6}/?$")
_FEED = re.compile(rf"(.*?)/(?:feed|rss|rss2|atom|rdf){_KIND}/?$")
_LIST = re.compile(r"/(category|tag|author)/(?:[^/]+/)*([^/]+)/?$")
_LONGEST = 500


def numbered(query: Mapping[str, str]) -> str | None:
    """Return where the front page with a number in its query leads, as WordPress has it. One query."""
    for name in _NUMBERS:
        number = query.get(name, "")
        if re.fullmatch(r"[0-9]{1,18}", number):
            return _redirected(f"/?{name}={int(number)}")
    return reverse("stories:site_feed") if query.get("feed") else None


def listed(path: str) -> str | None:
    """Return what stands for a list or a feed at an address that is nothing here. A few queries."""
    if len(path) > _LONGEST or "\0" in path:
        return None
    path = _PAGED.sub("/", path)
    feed = _FEED.match(path)
    of = feed[1] if feed else path
    if feed and of in ("", "/comments"):
        return reverse("stories:site_feed")
    found = _LIST.match(of)
    if found is None:
        return _story_feed(of) if feed else None
    kind, slug = found[1], found[2]
    if kind == "author":
        return _author(slug, is_feed=bool(feed))
    return _section(slug, is_feed=bool(feed)) or _tag(slug)


def _redirected(path: str) -> str | None:
    led = Redirect.objects.filter(old_path=path).select_related("redirect_page").first()
    if led is None or led.redirect_page is None or not led.redirect_page.live:
        return None
    return path_of(led.redirect_page)


def _story_feed(path: str) -> str | None:
    """Return the feed of comments on the story an old address leads to."""
    led = Redirect.objects.filter(old_path=Redirect.normalise_path(path)).first()
    story = Story.objects.filter(pk=led.redirect_page_id).first() if led else None
    if story is None or not story.live or story.thread_id is None:
        return None
    return reverse("comments:thread_feed", args=[story.thread_id])


def _brought(kind: str, source_id: str) -> int:
    items = ImportItem.objects.filter(kind=kind, source_id=source_id)
    return items.values_list("object_id", flat=True).first() or 0


def _author(slug: str, *, is_feed: bool) -> str | None:
    authors = Author.objects.all()
    author = (
        authors.filter(pk=_brought("author", slug)).first() or authors.filter(slug=slug).first()
    )
    if author is None:
        return None
    return reverse("stories:author_feed" if is_feed else "stories:author", args=[author.slug])


def _section(slug: str, *, is_feed: bool) -> str | None:
    sections = Section.objects.live()
    section = (
        sections.filter(pk=_brought("section", slug)).first() or sections.filter(slug=slug).first()
    )
    if section is None:
        return None
    return reverse("stories:section_feed", args=[section.slug]) if is_feed else path_of(section)


def _tag(slug: str) -> str | None:
    tag = Tag.objects.filter(slug=slug).first()
    return reverse("stories:tag", args=[tag.slug]) if tag else None
