"""What follows from publishing, moving, renaming, copying and deleting stories through Wagtail."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Page

from addyours.comments.models import Thread
from addyours.outbox.models import Change
from addyours.stories.actions import make_person
from addyours.stories.models import Mention, Person, Quote, Section, Story
from addyours.stories.queries import quotes_of, stories_naming
from addyours.web.worker import publish_scheduled
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded_site")]


def fresh(story: Story) -> Story:
    return Story.objects.select_related("thread").get(pk=story.pk)


def save_and_publish(story: Story, **values) -> Story:
    """Change a story the way the editor does: a new revision of the newest one, published."""
    draft = fresh(story).get_latest_revision_as_object()
    for name, value in values.items():
        setattr(draft, name, value)
    draft.save_revision().publish()
    return fresh(story)


def test_a_story_has_a_thread_from_its_first_draft_and_opens_it_when_published(clock):
    draft = make.make_story("Harbour bell rings", publish=False)
    assert fresh(draft).thread.opened_at is None
    published = save_and_publish(draft)
    assert published.thread == fresh(draft).thread
    assert published.thread.opened_at == published.published_at
    assert published.thread.path == "/news/harbour-bell-rings/"
    assert published.thread.title == "Harbour bell rings"


def test_the_thread_survives_every_change_of_address(client):
    story = make.make_story("Harbour bell rings")
    comment = make.make_comment(story.thread)
    culture = make.make_section("Culture")
    places = ["/news/harbour-bell-rings/"]

    save_and_publish(story, slug="bell")
    places.append("/news/bell/")
    assert fresh(story).thread.path == places[-1]

    fresh(story).move(culture, pos="last-child")
    places.append("/culture/bell/")
    assert fresh(story).thread.path == places[-1]
    assert fresh(story).in_section_id == culture.pk

    section = Section.objects.get(pk=culture.pk)
    section.slug = "arts"
    section.save_revision().publish()
    places.append("/arts/bell/")
    assert fresh(story).thread.path == places[-1]

    assert Thread.objects.count() == 1
    assert client.get(f"/comments/{comment.pk}/")["Location"] == f"/arts/bell/#comment-{comment.pk}"
    assert f"comment-{comment.pk}" in client.get(places[-1]).content.decode()


def test_old_addresses_lead_to_the_new_one(client, django_capture_on_commit_callbacks):
    story = make.make_story("Harbour bell rings")
    culture = make.make_section("Culture")
    with django_capture_on_commit_callbacks(execute=True):
        save_and_publish(story, slug="bell")
    with django_capture_on_commit_callbacks(execute=True):
        fresh(story).move(culture, pos="last-child")
    section = Section.objects.get(pk=culture.pk)
    section.slug = "arts"
    with django_capture_on_commit_callbacks(execute=True):
        section.save_revision().publish()
    for old in ("/news/harbour-bell-rings/", "/news/bell/", "/culture/bell/", "/culture/"):
        response = client.get(old, follow=True)
        assert response.status_code == 200, old
        expected = "/arts/" if old == "/culture/" else "/arts/bell/"
        assert response.request["PATH_INFO"] == expected, old


def test_a_renamed_section_renames_its_threads_and_no_others():
    news, newsletter = make.make_section("News"), make.make_section("Newsletter")
    inside = [make.make_story(section=news), make.make_story(section=news, publish=False)]
    outside = make.make_story(section=newsletter)
    before = outside.thread.path
    news.slug = "new"
    news.save()
    for story in inside:
        assert fresh(story).thread.path == fresh(story).get_url_parts()[2] == f"/new/{story.slug}/"
    assert fresh(outside).thread.path == before


def test_a_section_of_many_stories_is_renamed_in_a_few_queries(queries):
    section = make.make_section()
    for _ in range(2):
        make.make_story(section=section)
    section.slug = "a"
    with queries() as few:
        section.save()
    for _ in range(10):
        make.make_story(section=section)
    section = Section.objects.get(pk=section.pk)
    section.slug = "b"
    with queries() as many:
        section.save()
    assert len(many.statements) <= len(few.statements) + 1, str(many)


def test_an_unpublished_story_is_gone_with_its_conversation_and_comes_back_with_it(client):
    story = make.make_story()
    comment = make.make_comment(story.thread)
    url = story.thread.path
    first = story.published_at
    fresh(story).unpublish()
    assert fresh(story).thread.opened_at is None
    for place in (url, f"/threads/{story.thread_id}/", f"/comments/{comment.pk}/"):
        assert client.get(place).status_code == 404
    assert story.title not in client.get("/").content.decode()
    save_and_publish(story)
    assert fresh(story).thread.opened_at == fresh(story).published_at == first
    assert comment.body in client.get(url).content.decode()


def test_a_deleted_story_takes_its_conversation_out_of_sight(client):
    story = make.make_story()
    comment = make.make_comment(story.thread)
    thread = story.thread
    fresh(story).delete()
    assert Thread.objects.get(pk=thread.pk).opened_at is None
    for place in (f"/threads/{thread.pk}/", f"/comments/{comment.pk}/", thread.path):
        assert client.get(place).status_code == 404
    told = {key for change in Change.objects.all() for key in change.keys}
    assert {story.key, thread.key} <= told


def test_a_deleted_section_takes_the_conversations_of_its_stories_out_of_sight(client):
    section = make.make_section()
    stories = [make.make_story(section=section) for _ in range(2)]
    Page.objects.get(pk=section.pk).delete()
    assert not Story.objects.exists()
    assert not Thread.objects.filter(opened_at__isnull=False).exists()
    assert client.get(f"/threads/{stories[0].thread_id}/").status_code == 404


def test_a_draft_saved_over_a_published_story_changes_nothing_readers_see(client):
    story = make.make_story("Before", body=[make.quote("Old words.", "Mara Vint")])
    page = client.get(story.thread.path).content
    rows = Change.objects.count()
    draft = fresh(story).get_latest_revision_as_object()
    draft.title, draft.slug = "After", "after"
    draft.body = [("quote", {"words": "New words.", "speaker": make_person("Otto Lind")})]
    made = Change.objects.count() - rows
    draft.save_revision()
    assert Change.objects.count() - rows == made
    assert fresh(story).thread.title == "Before"
    assert [quote.words for quote in Quote.objects.all()] == ["Old words."]
    assert client.get(story.thread.path).content == page


def test_a_story_keeps_its_first_date_unless_an_editor_changes_it():
    story = make.make_story()
    first = fresh(story).published_at
    assert save_and_publish(story, title="Again").published_at == first
    earlier = first - timedelta(days=400)
    assert save_and_publish(story, published_at=earlier).published_at == earlier
    assert save_and_publish(story, title="Third").published_at == earlier


def test_a_story_is_published_on_the_minute_as_the_editor_shows_it():
    at = fresh(make.make_story()).published_at
    assert (at.second, at.microsecond) == (0, 0)


def test_a_copy_of_a_story_has_a_thread_and_dates_of_its_own():
    story = make.make_story(body=[make.quote("Ring it.", "Mara Vint")])
    make.make_comment(story.thread)
    copied = fresh(story).copy(update_attrs={"slug": "copy", "title": "Copy"}, keep_live=False)
    copied = fresh(copied)
    assert copied.thread not in (None, story.thread)
    assert (copied.thread.comment_count, copied.thread.path) == (0, "/news/copy/")
    assert copied.thread.opened_at is None
    later = save_and_publish(copied)
    assert later.thread == copied.thread
    assert later.published_at >= fresh(story).published_at
    assert Quote.objects.count() == 2


def test_a_live_copy_is_published_now():
    story = make.make_story(published_at=make.NOON - timedelta(days=9000))
    copied = fresh(fresh(story).copy(update_attrs={"slug": "copy"}, keep_live=True))
    assert copied.thread not in (None, story.thread)
    assert copied.thread.opened_at == copied.published_at


def test_the_index_of_quotes_follows_publishing_and_editing():
    mara, otto = make_person("Mara Vint"), make_person("Otto Lind")
    story = make.make_story(publish=False, people=[otto], body=[make.quote("One.", mara)])
    assert not Quote.objects.exists()
    assert not Mention.objects.exists()

    story = save_and_publish(story)
    assert [quote.words for quote in quotes_of(mara)] == ["One."]
    assert list(stories_naming(otto)) == list(stories_naming(mara)) == [story]

    story = save_and_publish(story, body=[make.quote("Two.", otto), make.quote("Three.", otto)])
    assert quotes_of(mara) == ()
    assert {quote.words for quote in quotes_of(otto)} == {"Two.", "Three."}
    assert not stories_naming(mara)

    story.unpublish()
    assert quotes_of(otto) == ()
    assert not stories_naming(otto)

    story = save_and_publish(story)
    assert len(quotes_of(otto)) == 2
    story.delete()
    assert not Quote.objects.exists()
    assert not Mention.objects.exists()


def test_a_persons_quotes_are_newest_first_by_when_they_were_said():
    mara = make_person("Mara Vint")
    year = make.NOON.year
    for age in (3, 1, 2):
        at = make.NOON - timedelta(days=365 * age)
        make.make_story(published_at=at, body=[make.quote(f"{age} years ago.", mara)])
    old = make.quote("Long ago.", mara, said_on=make.NOON.replace(year=year - 30).date())
    make.make_story(published_at=make.NOON, body=[old])
    words = [quote.words for quote in quotes_of(mara)]
    assert words == ["1 years ago.", "2 years ago.", "3 years ago.", "Long ago."]


def test_the_people_of_a_story_are_told_of_when_they_leave_it():
    mara = make_person("Mara Vint")
    story = make.make_story(body=[make.quote("One.", mara)])
    before = Change.objects.count()
    save_and_publish(story, body=[])
    rows = Change.objects.filter(topic="story.saved")
    assert Change.objects.count() > before
    assert mara.key in rows.last().keys


def test_a_deleted_person_leaves_the_quote_without_a_speaker(client):
    mara = make_person("Mara Vint")
    story = make.make_story(body=[make.quote("Ring it.", mara)], people=[mara])
    Person.objects.get(pk=mara.pk).delete()
    page = client.get(story.thread.path)
    assert page.status_code == 200
    assert "Ring it." in page.content.decode()


def test_a_story_whose_time_has_come_is_published_by_the_worker(client, monkeypatch):
    story = make.make_story("Later", publish=False)
    draft = story.get_latest_revision_as_object()
    draft.go_live_at = timezone.now() + timedelta(hours=1)
    draft.save_revision().publish()
    publish_scheduled()
    assert not fresh(story).live
    assert client.get(story.thread.path).status_code == 404
    later = timezone.now() + timedelta(hours=1, seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    publish_scheduled()
    published = fresh(story)
    assert published.live
    assert published.thread.opened_at == published.published_at
    assert client.get(story.thread.path).status_code == 200


def test_a_story_whose_time_is_over_is_taken_down_by_the_worker(client):
    story = make.make_story()
    Story.objects.filter(pk=story.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    publish_scheduled()
    assert not fresh(story).live
    assert fresh(story).thread.opened_at is None
    assert client.get(story.thread.path).status_code == 404


@pytest.mark.parametrize("slug", ["comments", "people", "newsroom", "threads", "static", "search"])
def test_no_section_takes_an_address_of_the_site_itself(slug, founded_site):
    section = Section(title="Comments", slug=slug)
    with pytest.raises(Exception, match="site itself uses"):
        section.full_clean(exclude=["path", "depth", "url_path", "draft_title"])


def test_two_stories_of_one_headline_have_two_addresses():
    first, second = make.make_story("The same"), make.make_story("The same")
    assert {first.slug, second.slug} == {"the-same", "the-same-2"}


@pytest.mark.parametrize(
    "headline", ["…", "日本語の見出し", "x" * 255, "Ärger — “groß”", "<b>&amp;"]
)
def test_any_headline_gives_an_address_that_answers(client, headline):
    story = make.make_story(headline)
    response = client.get(story.thread.path)
    assert response.status_code == 200
    assert b"<b>&amp;" not in response.content


def test_whoever_wrote_a_story_is_known_in_its_conversation():
    writer, other = make.make_user("author"), make.make_user("author")
    author = make.make_author(user=writer)
    story = make.make_story(authors=[author, make.make_author()])
    assert story.thread.author_ids == [writer.pk]
    mine = make.make_comment(story.thread, writer=make.make_writer(writer))
    theirs = make.make_comment(story.thread, writer=make.make_writer(other))
    assert (mine.is_by_author, theirs.is_by_author) == (True, False)
    author.user = other
    author.save()
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.is_by_author, theirs.is_by_author) == (False, True)
