"""Which changes drop which pages: the keys of everything a page of this package shows."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse

from addyours.comments.queries import ThreadPage
from addyours.pagecache.marks import keep
from addyours.stories.models import Story
from addyours.stories.queries import Listing

NEWEST = "front"
"""Changes with every story: for lists of the newest, whatever they are narrowed by."""


def keep_listing(
    request: HttpRequest, response: HttpResponse, listing: Listing, *, key: str
) -> HttpResponse:
    """Mark a page with a list of stories; `key` stands for which stories are in the list."""
    if not is_preview(request):
        keep(response, keys=[key, *_card_keys(listing)], counts=_counted(listing))
    return response


def keep_story(
    request: HttpRequest,
    response: HttpResponse,
    story: Story,
    conversation: ThreadPage | None,
    *,
    people: Iterable[str],
) -> HttpResponse:
    """Mark the page of a story with its conversation; `people` are the keys of people and authors."""
    if is_preview(request):
        return response
    keys = [story.key, f"section:{story.in_section_id}", *people]
    if conversation is None:
        keep(response, keys=keys)
    else:
        keep(
            response,
            keys=[*keys, *conversation.keys],
            counts=[conversation.thread.votes_key],
            seconds=conversation.seconds_until_closing,
        )
    return response


def keep_plain(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Mark a page that depends on itself and the site alone."""
    if not is_preview(request):
        keep(response, keys=())
    return response


def is_preview(request: HttpRequest) -> bool:
    """Tell whether an editor looks at a draft, which nobody else may be served."""
    return bool(getattr(request, "is_preview", False))


def _card_keys(listing: Listing) -> Iterable[str]:
    for card in listing.cards:
        yield f"story:{card.id}"
        yield from card.author_keys


def _counted(listing: Listing) -> list[str]:
    return [f"thread:{card.thread_id}" for card in listing.cards if card.thread_id]
