"""Puts the demonstration content into a new site, with times counted back from now."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from wagtail.models import Site
from wagtail.rich_text import RichText

from addyours.accounts.writers import Writer, writer_of_guest
from addyours.comments.actions import Brought, bring_comment, set_thread_state
from addyours.comments.models import Comment, Thread, ThreadState
from addyours.stories.actions import StoryText, write_story
from addyours.stories.models import (
    Author,
    FrontPage,
    Person,
    Photo,
    PlainPage,
    Section,
    SiteIdentity,
    Story,
)
from addyours.stories.photo_views import CARD, LEAD, photo_view
from addyours.transfer.demo import pictures
from addyours.transfer.demo.content import (
    Block,
    Demo,
    DemoComment,
    DemoGuest,
    DemoPage,
    DemoPhoto,
    DemoStory,
    Divider,
    Heading,
    ItemList,
    Paragraph,
    Quote,
    load,
)

_JPEG_QUALITY = 86


@dataclass(frozen=True, slots=True)
class _Made:
    """What is in the site already, by the names the content uses."""

    front: FrontPage
    now: datetime
    photos: dict[str, Photo] = field(default_factory=dict)
    sections: dict[str, Section] = field(default_factory=dict)
    authors: dict[str, Author] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    stories: dict[str, Story] = field(default_factory=dict)


def install(*, report: Callable[[str], None], now: datetime | None = None) -> None:
    """Fill a founded site without sections with the demonstration content, all of it or nothing.

    Calls `report` with one line before each step. Takes some ten seconds, most of them for
    pictures, which are drawn before the database is locked.
    """
    demo = load()
    report(f"drawing {len(pictures.names())} pictures")
    files = {name: _jpeg(name) for name in pictures.names()}
    with transaction.atomic():
        made = _Made(front=FrontPage.objects.get(), now=now or timezone.now())
        report(f"{len(demo.authors)} authors, {len(demo.people)} people, plain pages")
        _keep_photos(demo, files, made)
        _name_site(demo, made)
        report(f"{len(demo.stories)} stories in {len(demo.sections)} sections")
        # Oldest first, so that numbers grow with time as on a site that grew by itself.
        for story in reversed(demo.stories):
            made.stories[story.slug] = _write(story, made)
        report(f"{len(demo.comments)} comments by {len(demo.guests)} guests")
        _bring_comments(demo, made)
        _close_threads(demo, made)
    report("photos in the sizes of the front page")
    # Sizes are otherwise made for the first reader, who is the owner at their very first look.
    for story in demo.stories:
        photo_view(made.photos[story.photo.picture], CARD)
    photo_view(made.photos[demo.stories[0].photo.picture], LEAD)


def _jpeg(name: str) -> bytes:
    data = io.BytesIO()
    pictures.draw(name).save(data, "JPEG", quality=_JPEG_QUALITY)
    return data.getvalue()


def _keep_photos(demo: Demo, files: dict[str, bytes], made: _Made) -> None:
    """Save each picture with its words, people's and authors' portraits with them."""
    for photo in _photos_in(demo):
        if photo.picture not in made.photos:
            made.photos[photo.picture] = _keep(photo, files[photo.picture])
    for row in demo.authors:
        portrait = _keep(_portrait(row.picture, row.name), files[row.picture])
        made.authors[row.slug] = Author.objects.create(
            name=row.name, slug=row.slug, bio=row.bio, photo=portrait
        )
    for one in demo.people:
        portrait = _keep(_portrait(one.picture, one.name), files[one.picture])
        made.people[one.slug] = Person.objects.create(
            name=one.name,
            slug=one.slug,
            other_names="\n".join(one.other_names),
            description=one.description,
            photo=portrait,
        )


def _photos_in(demo: Demo) -> Iterable[DemoPhoto]:
    for story in demo.stories:
        yield story.photo
        yield from (block for block in story.body if isinstance(block, DemoPhoto))


def _portrait(picture: str, name: str) -> DemoPhoto:
    return DemoPhoto(
        picture, alt=f"Drawn portrait of {name}.", caption=name, credit="Ottoline Grebe"
    )


def _keep(photo: DemoPhoto, data: bytes) -> Photo:
    return Photo.objects.create(
        title=photo.picture.replace("-", " ").capitalize(),
        file=ContentFile(data, name=f"{photo.picture}.jpg"),
        description=photo.alt,
        caption=photo.caption,
        credit=photo.credit,
        source_url=photo.source_url,
    )


def _name_site(demo: Demo, made: _Made) -> None:
    identity = SiteIdentity.for_site(Site.objects.get(is_default_site=True))
    identity.name, identity.tagline = demo.name, demo.tagline
    identity.save()
    for row in demo.sections:
        section = Section(title=row.title, slug=row.slug, description=row.description)
        made.sections[row.slug] = made.front.add_child(instance=section)
    for page in demo.pages:
        _write_plain_page(page, made.front)


def _write_plain_page(page: DemoPage, front: FrontPage) -> None:
    """Write a plain page, over the one a founded site has at that address."""
    known = PlainPage.objects.child_of(front).filter(slug=page.slug).first()
    if known is None:
        known = front.add_child(
            instance=PlainPage(title=page.title, slug=page.slug, body=page.html)
        )
    known.title, known.body = page.title, page.html
    known.save_revision().publish()


def _write(story: DemoStory, made: _Made) -> Story:
    text = StoryText(
        headline=story.headline,
        slug=story.slug,
        dek=story.dek,
        body=[_block(block, made) for block in story.body],
        authors=[made.authors[slug] for slug in story.authors],
        people=[made.people[slug] for slug in story.people],
        tags=story.tags,
        photo=made.photos[story.photo.picture],
        published_at=made.now - timedelta(hours=story.hours_ago),
    )
    return write_story(text, section=made.sections[story.section], publish=True)


def _block(block: Block, made: _Made) -> tuple[str, Any]:
    """Give a block as the body's StreamField takes it. A photo's words are kept with the photo."""
    match block:
        case Paragraph(html):
            return "paragraph", RichText(f"<p>{html}</p>")
        case Heading(text):
            return "heading", text
        case DemoPhoto(picture):
            return "photo", {"image": made.photos[picture]}
        case Quote():
            return "quote", {
                "words": block.words,
                "speaker": made.people[block.speaker],
                "speaker_note": block.speaker_note,
                "said_to": block.said_to,
                "said_on": _day(block.said_days_ago, made.now),
                "source_url": block.source_url,
            }
        case ItemList(items, is_ordered):
            return "list", {"is_ordered": is_ordered, "items": [RichText(item) for item in items]}
        case Divider():
            return "divider", None


def _day(days_ago: int | None, now: datetime) -> date | None:
    return None if days_ago is None else timezone.localdate(now - timedelta(days=days_ago))


def _bring_comments(demo: Demo, made: _Made) -> None:
    guests = {guest.slug: guest for guest in demo.guests}
    writers: dict[str, Writer] = {}
    brought: dict[tuple[str, str], Comment] = {}
    for row in sorted(demo.comments, key=lambda row: _time(row, made)):
        guest = guests[row.guest]
        writer = writers.get(guest.slug) or _new_writer(guest)
        parent = brought[row.story, row.parent] if row.parent else None
        comment = bring_comment(
            _thread(made.stories[row.story]),
            writer=writer,
            brought=Brought(
                body=row.body,
                created_at=_time(row, made),
                state=row.state,
                parent=parent,
                held_because=row.why,
            ),
        )
        brought[row.story, row.id] = comment
        if comment.guest is not None:
            writers[guest.slug] = writer_of_guest(comment.guest)


def _new_writer(guest: DemoGuest) -> Writer:
    return Writer(name=guest.name, email=guest.email)


def _time(comment: DemoComment, made: _Made) -> datetime:
    published_at = made.stories[comment.story].published_at
    if published_at is None:
        raise ValueError(comment.story)
    return published_at + timedelta(minutes=comment.minutes_after)


def _thread(story: Story) -> Thread:
    if story.thread is None:
        raise ValueError(story.slug)
    return story.thread


def _close_threads(demo: Demo, made: _Made) -> None:
    for story in demo.stories:
        if story.thread == "closed":
            thread = _thread(made.stories[story.slug])
            set_thread_state(thread, state=ThreadState.CLOSED, by=None)
