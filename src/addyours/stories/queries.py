"""Reads stories and people as frozen views ready to be drawn, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse
from wagtail.models import Page, Site

from addyours.conf import current
from addyours.stories.blocks import quotes_in
from addyours.stories.models import (
    Author,
    Person,
    Photo,
    PlainPage,
    Quote,
    Section,
    Story,
    StoryAuthor,
)
from addyours.stories.photo_views import CARD, PORTRAIT, PhotoView, photo_view
from addyours.text.fold import fold_name
from addyours.text.links import web_link

PageType = TypeVar("PageType", bound=Page)
STORIES_A_PAGE = 20
QUOTES_SHOWN = 100
UPDATED_AFTER = timedelta(minutes=10)
"""A story counts as updated when it was published again so long after the first time."""


@dataclass(frozen=True, kw_only=True)
class Link:
    """A name and where it leads."""

    title: str
    url: str
    description: str = ""
    current: bool = False
    """Whether the page that shows the link is the one it leads to, or beneath it."""


@dataclass(frozen=True, kw_only=True)
class StoryCard:
    """A story as listings show it."""

    id: int
    url: str
    headline: str
    dek: str
    photo: PhotoView | None
    section: Link | None
    authors: tuple[Link, ...]
    published_at: datetime
    thread_id: int | None
    comment_count: int
    comments_url: str
    author_keys: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Listing:
    """One page of stories, newest first."""

    cards: tuple[StoryCard, ...]
    next_url: str | None = None
    first_url: str | None = None


@dataclass(frozen=True, kw_only=True)
class QuoteView:
    """Somebody's words with their attribution."""

    words: str
    speaker: Link | None
    speaker_note: str
    said_to: str
    said_on: Any
    source_url: str
    story: Link | None = None
    at: datetime | None = None


def path_of(page: Page) -> str:
    """Return the address of a page beneath the front page, from what is in memory."""
    return "/" + page.url_path.split("/", 2)[2]


def newest_stories() -> QuerySet[Story]:
    """Return the published stories, newest first, with all that cards need. Five queries when read."""
    return (
        Story.objects.filter(live=True, published_at__isnull=False)
        .select_related("in_section", "thread")
        .prefetch_related(
            Prefetch("photo", queryset=Photo.objects.prefetch_renditions(*CARD.specs)),
            Prefetch("bylines", queryset=StoryAuthor.objects.select_related("author")),
        )
        .defer("body", "search_description", "import_notes")
        .order_by("-published_at", "-page_ptr")
    )


def listing(stories: QuerySet[Story], *, url: str, before: str = "") -> Listing:
    """Return a page of stories; `before` continues behind the story with that cursor."""
    if (cursor := _read_cursor(before)) is not None:
        at, pk = cursor
        stories = stories.filter(Q(published_at__lt=at) | Q(published_at=at, page_ptr__lt=pk))
    found = list(stories[: STORIES_A_PAGE + 1])
    shown = found[:STORIES_A_PAGE]
    return Listing(
        cards=cards(shown),
        next_url=f"{url}?before={_cursor(shown[-1])}" if len(found) > STORIES_A_PAGE else None,
        first_url=url if before else None,
    )


def stories_naming(person: Person) -> QuerySet[Story]:
    """Return the published stories that name or quote a person, newest first."""
    return newest_stories().filter(mentions__person=person)


def stories_by(author: Author) -> QuerySet[Story]:
    """Return the published stories of an author, newest first."""
    return newest_stories().filter(bylines__author=author)


def cards(stories: Sequence[Story]) -> tuple[StoryCard, ...]:
    """Return stories read by `newest_stories` as cards. No query of its own."""
    return tuple(_card(story) for story in stories)


def quotes_of(person: Person) -> tuple[QuoteView, ...]:
    """Return what a person is quoted with in published stories, newest first. One query."""
    found = person.quotes.select_related("story").order_by("-at", "-id")[:QUOTES_SHOWN]
    return tuple(_stored_quote(quote, person) for quote in found)


def quote_views(story: Story, people: dict[int, Person]) -> dict[str, QuoteView]:
    """Return the quote blocks of a story by block id; speakers come from `people`."""
    return {block.id: quote_view(block.value, people) for block in quotes_in(story.body)}


def quote_view(value: Any, people: dict[int, Person] | None = None) -> QuoteView:
    """Return one quote block as it is drawn."""
    speaker = value.get("speaker")
    if speaker is not None and people:
        speaker = people.get(speaker.pk, speaker)
    return QuoteView(
        words=value["words"],
        speaker=Link(title=speaker.name, url=speaker.get_absolute_url()) if speaker else None,
        speaker_note=value.get("speaker_note") or "",
        said_to=value.get("said_to") or "",
        said_on=value.get("said_on"),
        source_url=web_link(value.get("source_url") or ""),
    )


def people_in(story: Story) -> list[Person]:
    """Return who is in a story, named by the editor first, then the quoted; works for drafts too."""
    people = {person.pk: person for person in story.people.all()}
    for block in quotes_in(story.body):
        if (speaker := block.value.get("speaker")) is not None:
            people.setdefault(speaker.pk, speaker)
    return list(people.values())


def sources_of(story: Story) -> list[Link]:
    """Return the outlets and links that a story's quotes come from, each once."""
    sources: dict[str, Link] = {}
    for block in quotes_in(story.body):
        name, url = block.value.get("said_to") or "", web_link(block.value.get("source_url") or "")
        if name or url:
            known = sources.get(name or url)
            sources[name or url] = Link(title=name or url, url=url or (known.url if known else ""))
    return list(sources.values())


def updated_at(story: Story) -> datetime | None:
    """Return when a story was last changed for readers, if that is worth saying."""
    first, last = story.published_at, story.last_published_at
    return last if first and last and last - first > UPDATED_AFTER else None


def served_address() -> str:
    """Return the site's own address without a closing slash, as it was last served. One query.

    For programs beside the server, which don't know the host and port it was started with.
    """
    site = Site.objects.filter(is_default_site=True).first()
    if current().base_url or site is None:
        return current().site_url
    return str(site.root_url)


def sections() -> list[Section]:
    """Return the published sections in the order of the newsroom's tree. One query."""
    return _in_tree_order(Section.objects.filter(id__in=Section.objects.values("page_ptr_id")))


def plain_pages() -> list[PlainPage]:
    """Return the published plain pages in the order of the newsroom's tree. One query."""
    own = PlainPage.objects.values("page_ptr_id")
    return _in_tree_order(PlainPage.objects.filter(id__in=own).defer("body"))


def _in_tree_order(pages: QuerySet[PageType]) -> list[PageType]:
    """Return the published ones of a handful of pages, sorted here and not by the database.

    Without statistics SQLite begins with the table of all pages, when it is asked for an order or
    for a state, and looks each of them up: 11 to 45 ms of every uncached page on a site of 100,000
    stories. So callers name the ids by a query of the small table, which it begins with then.
    """
    return sorted(pages.filter(live=True).order_by(), key=lambda page: page.path)


def portrait(photo: Photo | None, *, name: str) -> PhotoView | None:
    """Return the portrait of a person or an author."""
    return photo_view(photo, PORTRAIT, alt=photo.description or name) if photo else None


def links(pages: Iterable[Page], *, path: str = "") -> tuple[Link, ...]:
    """Return pages as links; the one that `path` is at or beneath is marked as current."""
    found = ((page.title, path_of(page)) for page in pages)
    return tuple(Link(title=title, url=url, current=path.startswith(url)) for title, url in found)


def section_link(story: Story) -> Link | None:
    """Return the section a story is in."""
    section = story.in_section
    return Link(title=section.title, url=path_of(section)) if section else None


def _card(story: Story) -> StoryCard:
    url = path_of(story)
    count = story.thread.comment_count if story.thread else 0
    assert story.published_at is not None, "only published stories are read for cards"
    return StoryCard(
        id=story.pk,
        url=url,
        headline=story.title,
        dek=story.dek,
        photo=photo_view(story.photo, CARD, alt=story.photo_alt) if story.photo else None,
        section=section_link(story),
        authors=tuple(
            Link(title=line.author.name, url=line.author.get_absolute_url())
            for line in story.bylines.all()
        ),
        published_at=story.published_at,
        thread_id=story.thread_id,
        comment_count=count,
        comments_url=f"{url}#comments" if count else f"{url}#add-yours",
        author_keys=tuple(line.author.key for line in story.bylines.all()),
    )


def _stored_quote(quote: Quote, person: Person) -> QuoteView:
    story = quote.story
    return QuoteView(
        words=quote.words,
        speaker=Link(title=person.name, url=reverse("stories:person", args=[person.slug])),
        speaker_note=quote.speaker_note,
        said_to=quote.said_to,
        said_on=quote.said_on,
        source_url=web_link(quote.source_url),
        story=Link(title=story.title, url=path_of(story)),
        at=quote.at,
    )


def _cursor(story: Story) -> str:
    assert story.published_at is not None
    micros = (story.published_at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    return f"{micros}-{story.pk}"


def _read_cursor(text: str) -> tuple[datetime, int] | None:
    micros, _dash, pk = text.partition("-")
    if not (micros.isdecimal() and pk.isdecimal() and len(micros) < 18 and len(pk) < 19):
        return None
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(micros)), int(pk)


def people_named(names: Collection[str]) -> dict[str, Person]:
    """Return who has these names among the people, as their own or as another name. One query."""
    wanted = {fold_name(name): name for name in names}
    found: dict[str, Person] = {}
    if wanted:
        for person in Person.objects.only("name", "other_names", "slug").iterator():
            for name in person.all_names:
                if name in names:
                    found[name] = person
                elif (other := wanted.get(fold_name(name))) is not None:
                    found.setdefault(other, person)
    return found
