"""Atom feeds of the site, a section, an author and a person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from addyours.conf import current
from addyours.pagecache.marks import keep
from addyours.stories.context import site_view
from addyours.stories.keys import NEWEST
from addyours.stories.models import Author, Person, Section, Story
from addyours.stories.queries import (
    StoryCard,
    cards,
    newest_stories,
    path_of,
    stories_by,
    stories_naming,
)
from addyours.text.fold import clean_line

ENTRIES = 30


class StoryFeed(Feed[StoryCard, Any]):
    """What all feeds of stories have in common; on its own, the feed of the site.

    Everything that was typed is cleaned: one control character would make the XML no XML.
    """

    feed_type = Atom1Feed

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with a feed that is kept until a story, or who it is of, changes."""
        response = super().__call__(request, *args, **kwargs)
        keep(response, keys=[NEWEST, *self.keys(*args, **kwargs)])
        return response

    def keys(self, slug: str = "") -> list[str]:
        return []

    def stories(self, obj: Any) -> QuerySet[Story]:
        return newest_stories()

    def title(self, obj: Any) -> str:
        return clean_line(site_view().name)

    def subtitle(self, obj: Any) -> str:
        return clean_line(site_view().tagline)

    def link(self, obj: Any) -> str:
        return current().site_url + self.path(obj)

    def path(self, obj: Any) -> str:
        return "/"

    def feed_guid(self, obj: Any) -> str:
        return self.link(obj)

    def author_name(self, obj: Any) -> str:
        """Return who stands for the entries that have no author of their own."""
        return clean_line(site_view().name)

    def items(self, obj: Any) -> tuple[StoryCard, ...]:
        return cards(list(self.stories(obj)[:ENTRIES]))

    def item_title(self, item: StoryCard) -> str:
        return clean_line(item.headline)

    def item_description(self, item: StoryCard) -> str:
        return clean_line(item.dek)

    def item_link(self, item: StoryCard) -> str:
        return current().site_url + item.url

    def item_guid(self, item: StoryCard) -> str:
        return f"{current().site_url}/#story-{item.id}"

    def item_author_name(self, item: StoryCard) -> str:
        return clean_line(", ".join(author.title for author in item.authors))

    def item_pubdate(self, item: StoryCard) -> datetime:
        return item.published_at

    def item_updateddate(self, item: StoryCard) -> datetime:
        return item.published_at

    def item_categories(self, item: StoryCard) -> list[str]:
        return [clean_line(item.section.title)] if item.section else []


class SectionFeed(StoryFeed):
    """The stories of one section."""

    def get_object(self, request: HttpRequest, slug: str) -> Section:
        return get_object_or_404(Section, slug=slug, live=True)

    def stories(self, obj: Section) -> QuerySet[Story]:
        return newest_stories().filter(in_section=obj)

    def title(self, obj: Section) -> str:
        return clean_line(f"{obj.title} – {site_view().name}")

    def path(self, obj: Section) -> str:
        return path_of(obj)


class AuthorFeed(StoryFeed):
    """The stories of one author."""

    def get_object(self, request: HttpRequest, slug: str) -> Author:
        return get_object_or_404(Author, slug=slug)

    def stories(self, obj: Author) -> QuerySet[Story]:
        return stories_by(obj)

    def keys(self, slug: str = "") -> list[str]:
        return [found.key for found in Author.objects.filter(slug=slug)]

    def title(self, obj: Author) -> str:
        return clean_line(f"{obj.name} – {site_view().name}")

    def path(self, obj: Author) -> str:
        return obj.get_absolute_url()


class PersonFeed(StoryFeed):
    """The stories that name or quote one person."""

    def get_object(self, request: HttpRequest, slug: str) -> Person:
        return get_object_or_404(Person, slug=slug)

    def stories(self, obj: Person) -> QuerySet[Story]:
        return stories_naming(obj)

    def keys(self, slug: str = "") -> list[str]:
        return [found.key for found in Person.objects.filter(slug=slug)]

    def title(self, obj: Person) -> str:
        names = {"person": obj.name, "site": site_view().name}
        return clean_line(_("Stories with %(person)s – %(site)s") % names)

    def path(self, obj: Person) -> str:
        return obj.get_absolute_url()
