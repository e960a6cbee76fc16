"""After any sequence of actions, every page in memory is what a fresh render would be."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from wagtail.models import Site

from addyours.comments.actions import (
    decide,
    delete_comment,
    edit_comment,
    set_thread_state,
)
from addyours.comments.errors import CommentRefused
from addyours.comments.models import TRANSITIONS, Comment, Passage, Thread, ThreadState
from addyours.comments.queries import passage_url
from addyours.outbox.models import Change
from addyours.outbox.queries import head
from addyours.pagecache.marks import COUNTS_HEADER, KEYS_HEADER, SECONDS_HEADER
from addyours.pagecache.page import Page
from addyours.pagecache.store import SOFT_SECONDS, Store
from addyours.stories.actions import make_author, make_person
from addyours.stories.models import Author, Person, Photo, Section, SiteIdentity, Story
from addyours.stories.passages import text_of_thread
from addyours.stories.queries import path_of
from addyours.text.passages import Selector
from tests import factories as make
from tests.pagecache.harness import Clock

FIXED = ["/", "/tags/harbour/", "/feeds/site.atom", "/sitemap.xml", "/robots.txt"]


class Undone(Exception):
    """Takes back what an example has done."""


class Memory:
    """The pages of one process, with a follower that has always caught up."""

    def __init__(self, pages: dict[str, Any]) -> None:
        self.clock = Clock()
        self.store = Store(most_bytes=100_000_000, clock=self.clock)
        self.store.evict((), position=head())
        self.client = Client()
        self.known = set(FIXED)
        for path, page in pages.items():
            self.keep((b"testserver", path, b""), page)

    def catch_up(self) -> None:
        for change in Change.objects.filter(position__gt=self.store.position):
            self.store.evict(change.keys, position=change.position)
        # A count may be this old; after that it has to be right too.
        self.clock.now += SOFT_SECONDS

    def addresses(self) -> set[str]:
        self.known |= {path_of(story) for story in Story.objects.live()}
        for section in Section.objects.all():
            self.known |= {path_of(section), f"/feeds/section/{section.slug}.atom"}
        for person in Person.objects.all():
            self.known |= {person.get_absolute_url(), f"/feeds/person/{person.slug}.atom"}
        self.known |= {author.get_absolute_url() for author in Author.objects.all()}
        self.known |= {f"/threads/{thread.pk}/" for thread in Thread.objects.all()}
        self.known |= {passage_url(one) for one in Passage.objects.filter(comment_count__gt=0)[:4]}
        self.known |= {
            f"/comments/{pk}/item/" for pk in Comment.objects.values_list("pk", flat=True)[:4]
        }
        return self.known

    def check(self, after: str) -> None:
        """Compare each page in memory with a fresh one, and keep those that are not there."""
        for path in sorted(self.addresses()):
            address = (b"testserver", path, b"")
            kept = self.store.get(address)
            fresh = self.client.get(path)
            if kept is None:
                self.keep(address, fresh)
            elif fresh.status_code != HTTPStatus.OK:
                pytest.fail(f"After {after}, {path} is in memory and should be {fresh.status_code}")
            elif _timeless(kept.raw) != _timeless(fresh.content):
                pytest.fail(f"After {after}, {path} is old in memory: {_difference(kept, fresh)}")

    def keep(self, address: tuple[bytes, str, bytes], fresh: Any) -> None:
        if fresh.status_code != HTTPStatus.OK or KEYS_HEADER not in fresh:
            return
        page = Page(
            headers=(),
            raw=fresh.content,
            keys=frozenset(fresh[KEYS_HEADER].split()),
            soft_keys=frozenset(fresh.get(COUNTS_HEADER, "").split()),
        )
        if SECONDS_HEADER in fresh:
            page.stale_at = self.clock.now + int(fresh[SECONDS_HEADER])
        assert self.store.put(address, page, rendered_at=self.store.position)


def _timeless(page: bytes) -> bytes:
    """Return a page without the time at which a feed that has no story yet was made."""
    return page if b"<entry" in page else re.sub(rb"<updated>.*?</updated>", b"", page)


def _difference(kept: Page, fresh: Any) -> str:
    old, new = kept.raw.decode().splitlines(), fresh.content.decode().splitlines()
    lines = [f"\n- {one}\n+ {other}" for one, other in zip(old, new, strict=False) if one != other]
    return "".join(lines[:3]) or "one is longer"


def _pick(things: Any, number: int) -> Any:
    found = list(things)
    return found[number % len(found)] if found else None


def post(number: int) -> None:
    story = _pick(Story.objects.live(), number)
    if story:
        parent = _pick(Comment.objects.filter(thread=story.thread, state="published"), number)
        chosen = text_of_thread(story.thread_id).text[:20] if number % 3 == 0 else ""
        # Where the conversation is closed.
        with suppress(CommentRefused):
            make.post(
                story.thread,
                parent=parent if number % 2 else None,
                passage=Selector(exact=chosen),
                now=story.published_at,
            )


def decide_about(number: int) -> None:
    comment = _pick(Comment.objects.order_by("pk"), number)
    if comment and comment.state != "deleted":
        to = sorted(TRANSITIONS[comment.state])[number % 3]
        decide(comment, to=to, by=make.make_user("moderator"))


def edit(number: int) -> None:
    comment = _pick(Comment.objects.filter(state__in=["pending", "published"]), number)
    if comment:
        make.make_settings(edit_minutes=15)
        body = f"Changed words {number}."
        edit_comment(comment, writer=make.writer_of(comment), body=body, now=comment.created_at)


def take_back(number: int) -> None:
    comment = _pick(Comment.objects.filter(state__in=["pending", "published"]), number)
    if comment:
        delete_comment(comment, writer=make.writer_of(comment))


def close_or_open(number: int) -> None:
    thread = _pick(Thread.objects.order_by("pk"), number)
    state = list(ThreadState)[number % 3]
    set_thread_state(thread, state=state, by=make.make_user("moderator"))


def rewrite(number: int) -> None:
    story = _pick(Story.objects.live(), number)
    if story:
        story.title = f"Another headline {number}"
        story.bylines = []
        story.save_revision().publish()


def take_down(number: int) -> None:
    story = _pick(Story.objects.live(), number)
    if story:
        story.unpublish()


def bring_back(number: int) -> None:
    story = _pick(Story.objects.not_live(), number)
    if story:
        story.save_revision().publish()


def write(number: int) -> None:
    section = _pick(Section.objects.order_by("pk"), number)
    body = [make.paragraph("<p>New.</p>"), make.quote("I heard it.", "Ines Calder")]
    make.make_story(
        section=section, body=body, authors=[make_author("Otto Lind")], tags=["harbour"]
    )


def remove(number: int) -> None:
    story = _pick(Story.objects.order_by("pk"), number)
    if story:
        Story.objects.get(pk=story.pk).delete()


def move(number: int) -> None:
    story, section = (
        _pick(Story.objects.order_by("pk"), number),
        _pick(Section.objects.all(), number),
    )
    if story and story.get_parent().pk != section.pk:
        story.move(section, pos="last-child")


def rename_section(number: int) -> None:
    section = _pick(Section.objects.order_by("pk"), number)
    section.slug = f"section-{number}"
    section.title = f"Section {number}"
    if not Section.objects.filter(slug=section.slug).exists():
        section.save_revision().publish()


def rename_person(number: int) -> None:
    person = _pick(Person.objects.order_by("pk"), number)
    person.name = f"Person {number}"
    person.save()


def rename_author(number: int) -> None:
    author = _pick(Author.objects.order_by("pk"), number)
    author.name = f"Author {number}"
    author.save()


def retitle_photo(number: int) -> None:
    photo = Photo.objects.get()
    photo.caption = f"Caption {number}"
    photo.save()


def name_site(number: int) -> None:
    identity = SiteIdentity.objects.first()
    identity.name = f"The Quay {number}"
    identity.save()


def change_settings(number: int) -> None:
    make.make_settings(depth=1 + number % 4, close_after_days=number % 2 * 9000)


def change_policy(number: int) -> None:
    make.make_policy(["none", "first", "all"][number % 3])


ACTIONS: list[Callable[[int], None]] = [
    post,
    decide_about,
    edit,
    take_back,
    close_or_open,
    rewrite,
    take_down,
    bring_back,
    write,
    remove,
    move,
    rename_section,
    rename_person,
    rename_author,
    retitle_photo,
    name_site,
    change_settings,
    change_policy,
]
STEPS = st.lists(st.tuples(st.sampled_from(ACTIONS), st.integers(0, 11)), min_size=1, max_size=7)


@pytest.fixture(scope="module")
def pages(founded_once: None) -> dict[str, Any]:
    """A site with a little of everything, and each of its pages as it is drawn first."""
    make.make_policy("none")
    SiteIdentity.for_site(Site.objects.get())
    author, photo = make_author("Otto Lind"), make.make_photo(width=40, height=30)
    other = make.make_section("Sea")
    for number, section in enumerate([make.make_section("News"), other]):
        story = make.make_story(
            f"Bell {number}",
            section=section,
            body=[make.paragraph("<p>It rang.</p>"), make.quote("I heard it.", "Ines Calder")],
            authors=[author],
            people=[make_person("Nell Okafor")],
            photo=photo,
            tags=["harbour"],
        )
        first = make.post(story.thread, now=story.published_at)
        make.post(story.thread, parent=first, now=story.published_at)
    start = Memory({})
    return {path: start.client.get(path) for path in start.addresses()}


def happen(pages: dict[str, Any], steps: list[tuple[Callable[[int], None], int]]) -> None:
    """Let actions happen to the site, check all pages after each, and take it all back."""
    with pytest.raises(Undone), transaction.atomic():  # noqa: PT012
        memory = Memory(pages)
        for action, number in steps:
            action(number)
            memory.catch_up()
            memory.check(f"{action.__name__}({number})")
        raise Undone


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.__name__)
def test_no_page_is_old_after_one_action(db, pages, action):
    happen(pages, [(action, 0), (action, 1)])


@settings(
    max_examples=10,
    deadline=None,
    # An example is a whole site: the shortest one that fails is not worth its minutes.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_no_page_is_old_after_any_sequence_of_actions(db, pages, steps):
    happen(pages, steps)
