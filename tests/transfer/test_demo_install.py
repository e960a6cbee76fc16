"""The demonstration content arrives in a site whole, with times counted back from now."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PIL import Image

from addyours.comments.models import Comment, CommentState, Thread, ThreadState
from addyours.moderation.models import WriterRecord
from addyours.stories.actions import found_site
from addyours.stories.models import Author, Person, Photo, PlainPage, Quote, SiteIdentity, Story
from addyours.stories.queries import updated_at
from addyours.transfer.demo import install as installing
from addyours.transfer.demo import pictures
from addyours.transfer.demo.content import load
from tests.fixtures.database import Clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("told")]

NOW = Clock().now


@pytest.fixture(scope="module")
def told(module_data: None) -> list[str]:
    """What is told while it is installed, with small plain pictures in one size: drawing takes long."""
    lines: list[str] = []
    found_site(url="http://127.0.0.1:8000", with_sections=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pictures, "draw", lambda name: Image.new("RGB", (60, 40), "#336699"))
        patch.setattr(installing, "photo_view", lambda photo, shape: None)
        # Something goes wrong at first: nothing may have arrived when it is tried again.
        with patch.context() as broken:
            broken.setattr(installing, "_close_threads", _fail)
            with pytest.raises(RuntimeError):
                installing.install(report=lambda line: None, now=NOW)
        for model in (Story, Comment, Person):
            assert not model.objects.exists()
        installing.install(report=lines.append, now=NOW)
    return lines


def _fail(*_: object) -> None:
    raise RuntimeError("the disk is full")


def test_everything_arrives_and_each_step_is_told_of(told: list[str]):
    demo = load()
    assert len(told) == 5
    assert Story.objects.live().count() == len(demo.stories)
    assert (Author.objects.count(), Person.objects.count()) == (len(demo.authors), len(demo.people))
    assert Comment.objects.count() == len(demo.comments)
    assert Photo.objects.count() == len(pictures.names())
    assert SiteIdentity.objects.get().name == demo.name


def test_stories_have_the_age_they_should_have_and_are_not_called_updated(clock):
    for one in load().stories:
        story = Story.objects.get(slug=one.slug)
        assert story.published_at == clock.now - timedelta(hours=one.hours_ago)
        assert story.thread is not None
        assert story.thread.opened_at == story.published_at
        assert updated_at(story) is None


def test_stories_keep_their_blocks_in_order():
    kinds = {"Paragraph": "paragraph", "Heading": "heading", "DemoPhoto": "photo"}
    kinds |= {"Quote": "quote", "ItemList": "list", "Divider": "divider"}
    for told in load().stories:
        story = Story.objects.get(slug=told.slug)
        assert [b.block_type for b in story.body] == [kinds[type(b).__name__] for b in told.body]


def test_people_are_found_by_what_they_said_in_several_stories():
    halima = Person.objects.get(slug="halima-darwish")
    quotes = Quote.objects.filter(person=halima)
    assert len({quote.story_id for quote in quotes}) >= 3
    assert any(quote.said_to and quote.said_on and quote.source_url for quote in quotes)


def test_comments_hang_where_they_belong_with_their_own_times(clock):
    thread = Story.objects.get(slug="the-bell-is-back-on-line-2").thread
    assert thread is not None
    comments = Comment.objects.filter(thread=thread)
    published = comments.filter(state=CommentState.PUBLISHED)
    assert thread.comment_count == published.count()
    assert all(c.parent is None or c.parent.created_at < c.created_at for c in comments)
    assert all(thread.opened_at < c.created_at < clock.now for c in comments)
    assert max(comment.depth for comment in comments) >= 5


def test_one_guest_is_one_writer_in_all_conversations():
    names = {guest.slug: guest.name for guest in load().guests}
    told = [c for c in load().comments if c.guest == "ruth" and c.state == "published"]
    (guest,) = set(Comment.objects.filter(name=names["ruth"]).values_list("guest", flat=True))
    assert WriterRecord.objects.get(key=f"guest:{guest}").accepted == len(told)


def test_the_moderation_queue_is_filled_and_one_conversation_is_closed():
    pending = Comment.objects.filter(state=CommentState.PENDING)
    assert pending.count() == 4
    assert all(comment.held_because for comment in pending)
    closed = Thread.objects.get(state=ThreadState.CLOSED)
    assert closed.story.slug == "the-market-moves-under-glass"


def test_the_plain_pages_of_a_founded_site_are_written_over():
    assert PlainPage.objects.count() == 2
    about = PlainPage.objects.get(slug="about")
    assert about.title == "About the Lantern"
    assert "nine thousand people" in about.body
