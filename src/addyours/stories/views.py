"""Turns readers' requests for pages into views of stories and people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe
from taggit.models import Tag
from wagtail.views import serve as wagtail_page

from addyours.comments.forms import CommentForm
from addyours.comments.queries import ThreadPage, thread_page
from addyours.comments.queries.transparency import transparency as figures_of_months
from addyours.pagecache.marks import keep
from addyours.stories import queries
from addyours.stories.context import site_view
from addyours.stories.keys import NEWEST, keep_listing, keep_plain, keep_story
from addyours.stories.models import Author, FrontPage, Person, PlainPage, Section, Story
from addyours.stories.models.serving import serves
from addyours.stories.passages import drawn_body
from addyours.stories.photo_views import LEAD, PhotoView, photo_view, share_url
from addyours.stories.queries import Link
from addyours.stories.search import search_stories
from addyours.stories.structured_data import news_article

LONGEST_QUERY = 200
COUNTED_AGAIN = 3_600
"""Seconds for which the figures about moderation are kept."""


@dataclass(kw_only=True)
class StoryView:
    """A story as its page draws it."""

    page: Story
    headline: str
    dek: str
    section: Link | None
    authors: tuple[Link, ...]
    published_at: datetime | None
    updated_at: datetime | None
    photo: PhotoView | None
    people: tuple[Link, ...]
    sources: list[Link]
    tags: tuple[Link, ...]
    keys: tuple[str, ...]
    """Of the people and authors on the page."""
    canonical_url: str
    share_image: str
    json_ld: SafeString | str = ""
    body: SafeString | str = ""


@serves("FrontPage")
def front_page(request: HttpRequest, page: FrontPage) -> HttpResponse:
    """Show the newest stories of all sections."""
    found = queries.listing(queries.newest_stories(), url="/", before=_before(request))
    response = render(request, "stories/front_page.html", {"page": page, "listing": found})
    return keep_listing(request, response, found, key=NEWEST)


@serves("Section")
def section(request: HttpRequest, page: Section) -> HttpResponse:
    """Show the newest stories of a section."""
    url = queries.path_of(page)
    stories = queries.newest_stories().filter(in_section=page)
    found = queries.listing(stories, url=url, before=_before(request))
    feed_url = reverse("stories:section_feed", args=[page.slug])
    context = {"page": page, "section": page, "listing": found, "feed_url": feed_url}
    response = render(request, "stories/section.html", context)
    return keep_listing(request, response, found, key=page.key)


@serves("PlainPage")
def plain_page(request: HttpRequest, page: PlainPage) -> HttpResponse:
    """Show a page that is not news."""
    return keep_plain(request, render(request, "stories/plain_page.html", {"page": page}))


@serves("Story")
def story(request: HttpRequest, page: Story) -> HttpResponse:
    """Show a story with its conversation."""
    conversation = None
    if page.thread is not None:
        conversation = thread_page(
            page.thread,
            sort=request.GET.get("sort", ""),
            after=request.GET.get("after", ""),
            start=request.GET.get("start", ""),
            before=request.GET.get("before", ""),
        )
    view = story_view(page)
    view.body = drawn_body(page.body, conversation)
    if conversation is not None:
        view.json_ld = _json_ld(request, view, conversation)
    context = {
        "page": page,
        "story": view,
        "conversation": conversation,
        "form": CommentForm(),
    }
    response = render(request, "stories/story.html", context)
    return keep_story(request, response, page, conversation, people=view.keys)


@require_safe
def person(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a person: who they are, the stories that name them, and what they said."""
    found = get_object_or_404(Person.objects.select_related("photo"), slug=slug)
    url = found.get_absolute_url()
    stories = queries.listing(queries.stories_naming(found), url=url, before=_before(request))
    context = {
        "person": found,
        "photo": queries.portrait(found.photo, name=found.name),
        "quotes": queries.quotes_of(found),
        "listing": stories,
        "feed_url": reverse("stories:person_feed", args=[slug]),
    }
    response = render(request, "stories/person.html", context)
    return keep_listing(request, response, stories, key=found.key)


@require_safe
def author(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an author and what they wrote."""
    found = get_object_or_404(Author.objects.select_related("photo"), slug=slug)
    url = found.get_absolute_url()
    stories = queries.listing(queries.stories_by(found), url=url, before=_before(request))
    context = {
        "author": found,
        "photo": queries.portrait(found.photo, name=found.name),
        "listing": stories,
        "feed_url": reverse("stories:author_feed", args=[slug]),
    }
    response = render(request, "stories/author.html", context)
    return keep_listing(request, response, stories, key=found.key)


@require_safe
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the stories with a tag."""
    found = get_object_or_404(Tag, slug=slug)
    url = reverse("stories:tag", args=[slug])
    tagged = queries.newest_stories().filter(tagged__tag=found)
    stories = queries.listing(tagged, url=url, before=_before(request))
    response = render(request, "stories/tag.html", {"tag": found, "listing": stories})
    return keep_listing(request, response, stories, key=NEWEST)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show the stories with the words asked for."""
    query = " ".join(request.GET.get("q", "").replace("\0", "").split())[:LONGEST_QUERY]
    number = request.GET.get("page", "1")
    found = search_stories(query, page=int(number) if number.isdecimal() and len(number) < 4 else 1)
    context: dict[str, Any] = {"query": query, "listing": found.listing, "count": found.count}
    return render(request, "stories/search.html", context)


@require_safe
def transparency(request: HttpRequest) -> HttpResponse:
    """Show what became of comments in the last months, where the owner has switched that on."""
    if not site_view().identity.has_transparency_page:
        # A page of the editors may have had the address before the site knew it.
        return wagtail_page(request, request.path.lstrip("/"))
    found = figures_of_months(now=timezone.now())
    response = render(request, "stories/transparency.html", {"found": found})
    keep(response, keys=(), seconds=COUNTED_AGAIN)
    return response


def story_view(page: Story) -> StoryView:
    """Return a story as its page draws it, drafts included. Five queries at most."""
    photo = page.photo
    lead = photo and photo_view(
        photo,
        LEAD,
        alt=page.photo_alt,
        caption=page.photo_caption,
        credit=page.photo_credit,
        source_url=page.photo_source,
    )
    base = site_view().base_url
    people = queries.people_in(page)
    authors = [line.author for line in page.bylines.select_related("author")]
    return StoryView(
        page=page,
        headline=page.title,
        dek=page.dek,
        section=queries.section_link(page),
        authors=tuple(Link(title=one.name, url=one.get_absolute_url()) for one in authors),
        published_at=page.published_at,
        updated_at=queries.updated_at(page),
        photo=lead,
        people=tuple(
            Link(title=one.name, url=one.get_absolute_url(), description=one.description)
            for one in people
        ),
        sources=queries.sources_of(page),
        tags=tuple(
            Link(title=one.name, url=reverse("stories:tag", args=[one.slug]))
            for one in page.tags.all()
        ),
        keys=tuple(one.key for one in (*people, *authors)),
        canonical_url=base + queries.path_of(page),
        share_image=_absolute(base, share_url(photo)) if photo else "",
    )


def _json_ld(request: HttpRequest, view: StoryView, conversation: ThreadPage) -> SafeString:
    quotes = queries.quote_views(view.page, {}).values()
    return news_article(view, conversation, quotes=quotes, site=site_view())


def _absolute(base: str, url: str) -> str:
    return url if "://" in url or not url else base + url


def _before(request: HttpRequest) -> str:
    return request.GET.get("before", "")
