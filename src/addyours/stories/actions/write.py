"""Writes a story from what an import or a script brings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from addyours.accounts.models import User
from addyours.outbox.record import record
from addyours.stories.models import Author, Person, Photo, Section, Story, StoryAuthor

LONGEST_SLUG = 80


@dataclass(frozen=True, kw_only=True)
class StoryText:
    """What a story is made of. `body` is what its StreamField takes: (block name, value) pairs."""

    headline: str
    slug: str = ""
    """The last part of its address; made from the headline when empty."""
    dek: str = ""
    body: Sequence[tuple[str, Any]] = ()
    authors: Sequence[Author] = ()
    people: Sequence[Person] = ()
    tags: Sequence[str] = ()
    photo: Photo | None = None
    photo_fields: dict[str, str] = field(default_factory=dict)
    """Of `photo_alt`, `photo_caption`, `photo_credit`, `photo_source` those that differ from the photo's own."""
    published_at: datetime | None = None
    go_live_at: datetime | None = None
    """In the future: publishing it only schedules it."""
    import_notes: str = ""


def write_story(
    text: StoryText, *, section: Section, by: User | None = None, publish: bool = False
) -> Story:
    """Write a story into a section as a draft, or published, with a first revision either way."""
    with transaction.atomic():
        story = Story(
            title=text.headline[:255],
            slug=_free_slug(section, text.slug or text.headline),
            dek=text.dek[:500],
            photo=text.photo,
            published_at=text.published_at,
            go_live_at=text.go_live_at,
            import_notes=text.import_notes,
            live=False,
            has_unpublished_changes=True,
            owner=by,
            **text.photo_fields,
        )
        story.body.extend(text.body)
        story.bylines = _bylines(text)
        story.people = list(text.people)
        section.add_child(instance=story)
        story.tags.add(*text.tags)
        revision = story.save_revision(user=by)
        if publish:
            revision.publish(user=by)
            _date_back(story, text)
        record("story.written", keys=[story.key], story=story.pk)
    return story


def rewrite_story(story: Story, text: StoryText, *, publish: bool = False) -> Story:
    """Write a story anew over what it was, as a further revision; its address and place stay.

    Without `publish` it is a draft afterwards, also where it was public.
    """
    with transaction.atomic():
        story.title, story.dek = text.headline[:255], text.dek[:500]
        story.photo, story.published_at = text.photo, text.published_at
        story.go_live_at, story.import_notes = text.go_live_at, text.import_notes
        for field_name, words in text.photo_fields.items():
            setattr(story, field_name, words)
        story.body.clear()
        story.body.extend(text.body)
        story.bylines = _bylines(text)
        story.people = list(text.people)
        story.tags.set(text.tags)
        revision = story.save_revision()
        if publish:
            revision.publish()
            _date_back(story, text)
        elif story.live:
            story.unpublish()
        record("story.written", keys=[story.key], story=story.pk)
    return story


def _bylines(text: StoryText) -> list[StoryAuthor]:
    # Numbered, as Wagtail's form does it: without, PostgreSQL gives them in any order.
    return [
        StoryAuthor(author=author, sort_order=place) for place, author in enumerate(text.authors)
    ]


def _date_back(story: Story, text: StoryText) -> None:
    """Give a story just published its own date: Wagtail notes the present, which reads as "updated"."""
    if text.published_at is not None and text.go_live_at is None:
        Story.objects.filter(pk=story.pk).update(
            first_published_at=text.published_at, last_published_at=text.published_at
        )
    story.refresh_from_db()


def _free_slug(section: Section, wanted: str) -> str:
    stem = slugify(wanted, allow_unicode=True)[:LONGEST_SLUG].strip("-") or "story"
    taken = set(section.get_children().values_list("slug", flat=True).filter(slug__startswith=stem))
    numbers = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return stem if stem not in taken else next(slug for slug in numbers if slug not in taken)
