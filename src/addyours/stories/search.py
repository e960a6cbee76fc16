"""Search over stories for readers, on Wagtail's database search."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from addyours.stories.models import Story
from addyours.stories.queries import STORIES_A_PAGE, Listing, cards, newest_stories

MOST_PAGES = 25
"""Nobody reads further; ranked results have no key to page by, so the depth is bounded instead."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """One page of results, best first, and how many there are."""

    listing: Listing
    count: int


def search_stories(query: str, *, page: int = 1) -> Found:
    """Return published stories with all words of `query` in headline, dek, text or people's names."""
    # Quotation marks would be the database's own syntax, and an error where one is missing.
    words = query.replace('"', " ").strip()
    if not words:
        return Found(listing=Listing(cards=()), count=0)
    page = max(1, min(page, MOST_PAGES))
    results = Story.objects.filter(live=True).search(words)
    start = (page - 1) * STORIES_A_PAGE
    ids = [story.pk for story in results[start : start + STORIES_A_PAGE]]
    stories = {story.pk: story for story in newest_stories().filter(pk__in=ids)}
    count = results.count()
    url = reverse("stories:search")
    more = count > page * STORIES_A_PAGE and page < MOST_PAGES
    return Found(
        listing=Listing(
            cards=cards([stories[pk] for pk in ids if pk in stories]),
            next_url=f"{url}?{urlencode({'q': query, 'page': page + 1})}" if more else None,
            first_url=f"{url}?{urlencode({'q': query})}" if page > 1 else None,
        ),
        count=count,
    )
