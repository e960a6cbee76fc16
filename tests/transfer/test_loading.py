"""What readers yield comes into the site once, whole, and is accounted for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from addyours.accounts.models import Guest, Role
from addyours.comments.models import Comment, Thread
from addyours.stories.actions import found_site
from addyours.stories.models import Author, PlainPage, Story
from addyours.transfer.actions import begin_run
from addyours.transfer.incoming import (
    Block,
    LeftOut,
    SiteAuthor,
    SiteComment,
    SitePage,
    SiteSection,
    SiteStory,
)
from addyours.transfer.loading import Loader
from addyours.transfer.models import ImportItem, ImportRun
from addyours.transfer.photo_shelf import Folder, NoMedia, PhotoShelf
from addyours.transfer.picture_check import MediaLost
from addyours.transfer.report import Report
from tests.factories import make_user

NOON = datetime(2020, 5, 1, 12, tzinfo=UTC)
AUTHOR = SiteAuthor(id="wren", name="Wren Ashby")
STORY = SiteStory(
    id="7",
    title="The tide clock",
    slug="tide-clock",
    body=(Block(kind="paragraph", value="<p>It <b>ticks</b>.</p>"),),
    authors=("wren",),
    section="harbour",
    tags=("clocks",),
    state="published",
    published_at=NOON,
    old_paths=("/2020/05/tide-clock/",),
)
SECTION = SiteSection(id="harbour", name="Harbour")


_opened: list[Report] = []


@pytest.fixture(autouse=True)
def closed_reports():
    yield
    while _opened:
        _opened.pop().close()


def a_comment(name: str, parent: str = "", **fields: object) -> SiteComment:
    given = {"text": f"Words of {name}", "at": NOON + timedelta(minutes=int(name)), **fields}
    return SiteComment(id=name, thread="7", parent=parent, name="Io", state="published", **given)  # type: ignore[arg-type]


def load(*records: object, writes: bool = True) -> Report:
    found_site(url="http://news.example")
    run = ImportRun(source="wordpress", site="old.example")
    if writes:
        run = begin_run(source="wordpress", site="old.example", files=["a.xml"])
    report = Report()
    _opened.append(report)
    Loader(run, report, PhotoShelf(run, NoMedia(), writes=writes), writes=writes).load(records)  # type: ignore[arg-type]
    return report


@pytest.mark.django_db
def test_a_story_comes_with_its_people_address_and_conversation():
    report = load(AUTHOR, SECTION, STORY, a_comment("1"), a_comment("2", "1"), a_comment("3", "2"))
    story = Story.objects.get()
    thread = Thread.objects.get()
    assert story.live
    assert story.first_published_at == NOON
    assert story.in_section.title == "Harbour"
    assert [line.author.name for line in story.bylines.all()] == ["Wren Ashby"]
    assert [tag.name for tag in story.tags.all()] == ["clocks"]
    assert story.thread == thread
    assert thread.comment_count == 3
    counts = dict(Comment.objects.values_list("body", "reply_count"))
    assert counts == {"Words of 1": 2, "Words of 2": 1, "Words of 3": 0}
    assert report.total == 6


@pytest.mark.django_db
def test_the_same_again_brings_nothing_and_what_changed_is_brought():
    everything = (AUTHOR, SECTION, STORY, a_comment("1"))
    load(*everything)
    before = (Story.objects.count(), Comment.objects.count(), ImportItem.objects.count())
    again = load(*everything)
    assert again.table()["story"] == {"unchanged": 1}
    assert again.table()["comment"] == {"unchanged": 1}
    assert before == (Story.objects.count(), Comment.objects.count(), ImportItem.objects.count())
    changed = load(replace(STORY, title="The tide bell"), a_comment("1", text="Reworded"))
    assert changed.table()["story"] == {"updated": 1}
    assert Story.objects.get().title == "The tide bell"
    assert Comment.objects.get().body == "Reworded"


@pytest.mark.django_db
def test_what_an_editor_changed_or_deleted_here_is_kept():
    load(STORY)
    story = Story.objects.get()
    story.title = "Ours"
    story.save_revision().publish()
    kept = load(replace(STORY, title="Theirs"))
    assert kept.table()["story"] == {"kept": 1}
    assert Story.objects.get().title == "Ours"
    Story.objects.get().delete()
    assert load(STORY).table()["story"] == {"kept": 1}
    assert not Story.objects.exists()


@pytest.mark.django_db
def test_a_run_that_writes_nothing_says_the_same():
    everything = (AUTHOR, SECTION, STORY, a_comment("2", "1"), a_comment("1"))
    dry = load(*everything, writes=False)
    assert not ImportItem.objects.exists()
    assert not Story.objects.exists()
    assert dry.table() == load(*everything).table()


@pytest.mark.django_db
def test_children_wait_for_parents_and_lost_ones_stand_alone():
    load(
        STORY,
        a_comment("2", "1"),
        a_comment("3", "99"),
        a_comment("4", "5"),
        a_comment("5", "4"),
        a_comment("1"),
    )
    parents = {one.body[-1]: one.parent and one.parent.body[-1] for one in Comment.objects.all()}
    assert parents["2"] == "1"
    assert parents["3"] is None
    assert {parents["4"], parents["5"]} in ({None, "4"}, {None, "5"})


@pytest.mark.django_db
def test_nobody_is_taken_over_and_nothing_private_is_shown():
    user = make_user(Role.EDITOR, name="Wren Ashby", email="wren@example.com")
    own = Author.objects.create(name="Wren Ashby", user=user)
    Guest.objects.create(name="Io", email="io@example.com")
    load(
        AUTHOR,
        replace(STORY, state="draft"),
        a_comment("1", email="io@example.com"),
        a_comment("2", email="io@example.com"),
    )
    story = Story.objects.get()
    assert not story.live
    assert story.bylines.get().author != own
    assert story.bylines.get().author.user is None
    guests = {one.guest_id for one in Comment.objects.all()}
    assert len(guests) == 1
    assert guests != {Guest.objects.order_by("pk").first().pk}


@pytest.mark.django_db
def test_a_page_is_made_safe_and_its_comments_have_a_conversation():
    page = SitePage(
        id="7", title="Staff", html="<p onclick=x>Hi<script>x()</script></p>", state="published"
    )
    load(page, a_comment("1"))
    here = PlainPage.objects.get(slug="staff")
    assert here.body == "<p>Hi</p>"
    assert Thread.objects.get(title="Staff").comment_count == 1


@pytest.mark.django_db
def test_what_has_no_place_is_listed_with_its_reason():
    report = load(LeftOut(kind="menu", id="3", reason="Menus are made here."), a_comment("1"))
    assert [line["outcome"] for line in report.lines()] == ["left out", "left out"]


def test_no_picture_is_read_from_outside_its_folder(tmp_path):
    (tmp_path / "secret.jpg").write_bytes(b"x")
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "link.jpg").symlink_to(tmp_path / "secret.jpg")
    folder = Folder(tmp_path / "media")
    for address in ("/../secret.jpg", "/%2e%2e/secret.jpg", "/link.jpg", "/gone.jpg"):
        with pytest.raises(MediaLost):
            folder.read(f"https://old.example{address}")
