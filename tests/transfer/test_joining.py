"""Conversations from elsewhere join the stories they are about, or stand alone where they can be read."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from wagtail.contrib.redirects.models import Redirect

from addyours.comments.models import Comment, Thread, ThreadState
from addyours.stories.models import Story
from addyours.transfer.incoming import SiteComment, SiteStory, SiteThread
from addyours.transfer.joining import address_of, thread_at, thread_named
from tests.transfer.test_loading import closed_reports, load

__all__ = ["closed_reports"]
NOON = datetime(2020, 5, 1, 12, tzinfo=UTC)
STORY = SiteStory(
    id="7",
    title="The tide clock",
    slug="tide-clock",
    state="published",
    published_at=NOON,
    old_paths=("/2020/05/tide-clock/", "/alt.php?id=7"),
)


def a_comment(number: str, thread: str, **fields: object) -> SiteComment:
    given = {"text": f"Words {number}", "at": NOON, "state": "published", **fields}
    return SiteComment(id=number, thread=thread, name="Io", **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://www.old.example/a//b/index.html?utm_source=x&replytocom=5#c", "/a/b"),
        ("http://old.example", ""),
        ("http://old.example/", "/"),
        ("/a%20b/?b=2&a=1", "/a b?a=1&b=2"),
        ("javascript:alert(1)", ""),
        ("http://[broken", ""),
        ("", ""),
    ],
)
def test_addresses_are_compared_without_what_says_nothing(url, address):
    if url == "http://old.example":
        address = "/"
    assert address_of(url) == address


@pytest.mark.django_db
def test_a_conversation_finds_its_story_by_address_redirect_and_number():
    load(STORY)
    story = Story.objects.get()
    for url in (
        f"http://elsewhere.example{story.thread.path}",
        f"https://old.example{story.thread.path.rstrip('/')}?utm_source=x",
        "http://old.example/2020/05/tide-clock",
        "http://old.example/2020/05/tide-clock/amp/",
        "http://old.example/alt.php?id=7&fbclid=1",
        "http://old.example/?p=7",
    ):
        assert thread_at(url) == story.thread, url
    assert thread_named("7 https://old.example/?p=7") == story.thread
    for url in ("http://old.example/", "http://old.example/alt.php?id=8", "/2020/05/", ""):
        assert thread_at(url) is None, url
    assert thread_named("7") is None


@pytest.mark.django_db
def test_what_has_no_story_stands_alone_with_a_page(client):
    one = SiteThread(id="1", url="http://old.example/gone/", title="Gone <b>", opened_at=NOON)
    same = SiteThread(id="2", url="https://www.old.example/gone?utm_medium=x", title="Other")
    report = load(
        one,
        same,
        a_comment("1", "1", ups=3, downs=1, is_pick=True),
        a_comment("2", "2", writer="io"),
        a_comment("3", "2", writer="io"),
    )
    (thread,) = Thread.objects.all()
    assert [line.get("here") for line in report.lines()][:2] == [thread.path] * 2
    assert (thread.comment_count, thread.pick_count) == (3, 1)
    voted = Comment.objects.get(body="Words 1")
    assert (voted.up_count, voted.down_count, voted.up_weight) == (3, 1, 3)
    assert len({comment.guest_id for comment in Comment.objects.exclude(pk=voted.pk)}) == 1
    page = client.get("/gone/", follow=True)
    assert page.redirect_chain == [(thread.path, 302)]
    html = page.content.decode()
    assert "<h1>Gone &lt;b&gt;</h1>" in html
    assert "Words 2" in html
    assert "data-comment-form" in html
    assert thread.path in client.get("/conversations/").content.decode()
    assert thread.path in client.get("/sitemap.xml").content.decode()
    Thread.objects.update(state=ThreadState.HIDDEN)
    assert client.get(thread.path).status_code == 404
    assert thread.path not in client.get("/conversations/").content.decode()


@pytest.mark.django_db
def test_a_second_run_brings_what_changed_and_a_story_that_comes_later_gets_the_address():
    one = SiteThread(id="1", url="http://old.example/2020/05/tide-clock/", title="Old")
    first = (one, a_comment("1", "1"))
    load(*first)
    opened = SiteThread(id="1", url=one.url, title="New", is_closed=True)
    assert load(*first).table() == {"comment": {"unchanged": 1}, "thread": {"unchanged": 1}}
    report = load(opened, a_comment("1", "1", text="Reworded", state="spam"))
    assert report.table() == {"comment": {"updated": 1}, "thread": {"updated": 1}}
    thread = Thread.objects.get()
    assert (thread.title, thread.state, thread.comment_count) == ("New", "closed", 0)
    load(STORY)
    assert Redirect.objects.get(old_path="/2020/05/tide-clock").redirect_page is not None
