"""What follows from a saved page inside the same transaction: its conversation, its index, its outbox row."""

from __future__ import annotations

from datetime import datetime

from django.db import models, transaction
from django.utils import timezone
from wagtail.models import Page

from addyours.comments.actions import mark_authors, move_threads, settle_passages, sync_thread
from addyours.comments.models import Thread
from addyours.outbox.record import record
from addyours.stories.blocks import quotes_in
from addyours.stories.models import Author, Mention, Quote, Story
from addyours.stories.passages import text_of_body
from addyours.stories.queries import path_of, people_in


def settle_story(story: Story, *, topic: str = "story.saved") -> None:
    """Bring a story's conversation and the index of its people and quotes in line with its page row."""
    with transaction.atomic():
        opened_at = story.published_at if story.live else None
        bylines = story.bylines.all()
        thread = sync_thread(
            story.thread,
            path=path_of(story),
            title=story.title,
            opened_at=opened_at,
            author_ids=[line.author.user_id for line in bylines if line.author.user_id],
        )
        if story.thread_id != thread.pk:
            story.thread = thread
            Story.objects.filter(pk=story.pk).update(thread=thread)
        if thread.passages.exists():
            settle_passages(thread, text=text_of_body(story.body).text)
        people = _index(story)
        keys = [story.key, thread.key, "front", f"section:{story.in_section_id}"]
        keys += [f"person:{person}" for person in people]
        keys += [f"author:{line.author_id}" for line in bylines]
        record(topic, keys=keys, story=story.pk, thread=thread.pk)


def name_authors(author: Author) -> None:
    """Tell the conversations of an author's stories whose accounts wrote them, where that has changed.

    Joins the transaction that saves the author, which has the outbox row: all lists of stories, and
    the author's own pages, are drawn anew after it.
    """
    beneath = Thread.objects.filter(story__bylines__author=author)
    for thread in beneath.prefetch_related("story__bylines__author").iterator(chunk_size=200):
        accounts = {line.author.user_id for line in thread.story.bylines.all()} - {None}
        mark_authors(thread, author_ids=sorted(accounts))


def settle_page(page: Page, *, topic: str = "page.saved") -> None:
    """Bring the conversations beneath a page in line with its address, and tell of the change.

    Wagtail rewrites the addresses beneath a renamed or moved page without a word, and only after
    this runs, so the new ones are worked out here: the page's own, then what followed before.
    """
    with transaction.atomic():
        if page.depth > 1:
            _move_threads_beneath(page)
        record(topic, keys=[f"tree:{page.pk}", "site"], page=page.pk)


def tell_of(thing: models.Model, *, topic: str, keys: list[str]) -> None:
    """Tell of a change to something pages show: a person, an author, a photo, the site's name."""
    with transaction.atomic():
        record(topic, keys=keys, id=thing.pk)


def _move_threads_beneath(page: Page) -> None:
    own = path_of(page) if page.depth > 2 else "/"
    beneath = Thread.objects.filter(
        story__path__startswith=page.path, story__depth__gt=page.depth
    ).exclude(path__startswith=own)
    if own == "/" or not beneath.exists():
        return
    paths = {}
    for thread_id, url_path in beneath.values_list("pk", "story__url_path"):
        rest = url_path.strip("/").split("/")[page.depth - 1 :]
        paths[thread_id] = own + "/".join(rest) + "/"
    move_threads(paths)


def _index(story: Story) -> list[int]:
    """Rebuild the mentions and quotes of a story; return the ids of its people, past ones included."""
    before = set(story.mentions.values_list("person", flat=True))
    Mention.objects.filter(story=story).delete()
    Quote.objects.filter(story=story).delete()
    people = people_in(story)
    if story.live and story.published_at is not None:
        at = story.published_at
        Mention.objects.bulk_create(
            Mention(story=story, person=person, published_at=at) for person in people
        )
        Quote.objects.bulk_create(
            _quote(story, position, block) for position, block in enumerate(quotes_in(story.body))
        )
    return sorted(before | {person.pk for person in people})


def _quote(story: Story, position: int, block: object) -> Quote:
    value = block.value  # type: ignore[attr-defined]
    said_on = value.get("said_on")
    at = story.published_at or timezone.now()
    if said_on:
        at = datetime(said_on.year, said_on.month, said_on.day, tzinfo=at.tzinfo)
    return Quote(
        story=story,
        person=value.get("speaker"),
        block_id=block.id,  # type: ignore[attr-defined]
        position=position,
        words=value["words"],
        speaker_note=value.get("speaker_note") or "",
        said_to=value.get("said_to") or "",
        said_on=said_on,
        source_url=value.get("source_url") or "",
        at=at,
    )
