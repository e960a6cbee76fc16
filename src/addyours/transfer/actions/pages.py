"""Brings in what was read elsewhere, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.html import escape
from django.utils.translation import gettext as _

from addyours.accounts.models import User
from addyours.outbox.record import record
from addyours.stories.actions import StoryText, make_author, make_person, write_story
from addyours.stories.models import Person, Photo, Section, Story
from addyours.transfer.page_blocks import Heading, ListBlock, Paragraph, Picture, Quote, SavedPage
from addyours.transfer.page_pictures import PagePhoto, PagePhotos, picture_name

MOST_WORDS = 10_000
"""Characters a quote block holds; a longer one is unheard of."""
LONGEST_ADDRESS = 200
"""Characters the source of a photo holds."""


def bring_page(
    page: SavedPage,
    *,
    section: Section,
    photos: PagePhotos | None = None,
    by: User | None = None,
    publish: bool = False,
) -> Story:
    """Make a story out of a saved page with its photos, as a draft unless `publish`.

    People who are named become Persons, those known under one of their names are found again. What
    the reading was not sure of stands in the story's notes and at each quote, for the editor.
    """
    photos = photos or _none(page)
    with transaction.atomic():
        people = {name: make_person(name) for name in _names(page)}
        notes = list(page.unsure)
        body = _body(page, photos, people)
        notes += [_left_out(picture, reason) for picture, reason in photos.left_out]
        lead = _photo(photos.lead, page, caption=page.caption or "") if photos.lead else None
        if page.caption and lead is None:
            notes.append(_("The page's photo was not saved with it; its caption is kept."))
        if page.url:
            notes.append(_("Read from %s") % page.url)
        text = StoryText(
            headline=page.title,
            dek=page.dek,
            body=body,
            authors=[make_author(name) for name in page.authors],
            people=[people[name] for name in page.people],
            photo=lead,
            photo_fields={} if lead else {"photo_caption": (page.caption or "")[:500]},
            published_at=page.published_at,
            import_notes="\n".join(notes),
        )
        story = write_story(text, section=section, by=by, publish=publish)
        record("page.brought", keys=[story.key], story=story.pk)
    return story


def _none(page: SavedPage) -> PagePhotos:
    reason = _("it was not saved with the page")
    pictures = [block for block in page.blocks if isinstance(block, Picture)]
    return PagePhotos(left_out=[(one, reason) for one in pictures])


def _body(page: SavedPage, photos: PagePhotos, people: dict[str, Person]) -> list[tuple[str, Any]]:
    body: list[tuple[str, Any]] = []
    made: dict[bytes, Photo] = {}
    for place, block in enumerate(page.blocks):
        if not isinstance(block, Picture):
            body.append(_block(block, people))
        elif (found := photos.inside.get(place)) is not None:
            if found.digest not in made:
                made[found.digest] = _photo(found, page)
            words = {"alt": block.alt[:255], "caption": block.caption[:500], "credit": ""}
            body.append(("photo", {"image": made[found.digest], **words}))
    return body


def _photo(found: PagePhoto, page: SavedPage, *, caption: str = "") -> Photo:
    """Put a picture of the page into the library."""
    caption = found.picture.caption or caption
    address = page.url or ""
    return Photo.objects.create(
        title=(found.picture.alt or caption or page.title)[:255],
        file=ContentFile(found.data, name=found.name),
        description=found.picture.alt[:255],
        caption=caption[:500],
        source_url=address if len(address) <= LONGEST_ADDRESS else "",
    )


def _names(page: SavedPage) -> list[str]:
    speakers = [quote.speaker for quote in page.quotes if quote.speaker]
    return list(dict.fromkeys([*page.people, *speakers]))


def _block(block: Any, people: dict[str, Person]) -> tuple[str, Any]:
    make: dict[type, Callable[[Any, dict[str, Person]], tuple[str, Any]]] = {
        Paragraph: lambda one, _people: ("paragraph", _rich(one.text)),
        Heading: lambda one, _people: ("heading", one.text[:200]),
        ListBlock: lambda one, _people: (
            "list",
            {"is_ordered": one.ordered, "items": [escape(item) for item in one.items]},
        ),
        Quote: _quote,
    }
    return make[type(block)](block, people)


def _quote(block: Quote, people: dict[str, Person]) -> tuple[str, Any]:
    doubts = list(block.unsure)
    if block.said_on:
        doubts.append(_("Said on: “%s”.") % block.said_on)
    value = {
        "words": block.text[:MOST_WORDS],
        "speaker": people[block.speaker] if block.speaker else None,
        "speaker_note": (block.speaker_note or "")[:200],
        "said_to": (block.said_to or "")[:200],
        "attribution": block.attribution[:1000],
        "to_check": " ".join(doubts)[:500],
    }
    return ("quote", value)


def _left_out(picture: Picture, reason: str) -> str:
    words = picture.caption or picture.alt
    return _("A picture was left out: %(name)s %(words)s– %(reason)s.") % {
        "name": picture_name(picture)[:300],
        "words": f"(“{words}”) " if words else "",
        "reason": reason,
    }


def _rich(text: str) -> str:
    return f"<p>{escape(text)}</p>"
