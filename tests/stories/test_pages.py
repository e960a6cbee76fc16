"""Reader pages: what is on them, what search engines read, and what hostile addresses get."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from lxml import html

from addyours.comments.actions import set_thread_state
from addyours.comments.models import ThreadState
from addyours.stories import queries as queries_of_stories
from addyours.stories.actions import make_person
from addyours.stories.models import StoryAuthor
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded_site")]
PLACES = ("/", "/news/", "/people/mara-vint/", "/authors/otto-lind/", "/tags/sea/", "/news/bell/")


@pytest.fixture
def story():
    return make.make_story(
        "Bell",
        dek="It rang.",
        published_at=timezone.now() - timedelta(hours=2),
        authors=[make.make_author("Otto Lind"), make.make_author("Nela Holt")],
        people=[make_person("Mara Vint", description="bell keeper")],
        tags=["sea"],
        photo=make.make_photo(width=64, height=48),
        body=[
            make.paragraph("<p>Nobody had touched the <b>rope</b>.</p>"),
            ("heading", "The tower"),
            make.quote("Ring it.", "Mara Vint", said_to="The Pier", speaker_note="34"),
            ("divider", None),
        ],
    )


def page(client, url):
    response = client.get(url)
    assert response.status_code == 200, url
    return html.fromstring(response.content.decode())


def linked_data(client, url):
    (script,) = page(client, url).xpath("//script[@type='application/ld+json']/text()")
    return json.loads(script)


def test_the_story_page_keeps_its_promises_to_those_who_look_from_outside(client, story):
    drawn = page(client, "/news/bell/")
    assert len(drawn.xpath("//main//article[.//h1]")) == 1
    assert drawn.xpath("string(//h1)") == "Bell"
    form = drawn.xpath("//section[@id='comments']//form[@data-comment-form][@method='post']")[0]
    assert form.get("action") == f"/threads/{story.thread_id}/comments/"
    fields = {element.get("name") for element in form.xpath(".//input | .//textarea")}
    assert {"name", "email", "body", "parent"} <= fields
    assert drawn.xpath("//a[@href='#add-yours']")
    assert drawn.xpath("//*[@id='add-yours']")
    assert drawn.xpath("normalize-space(//*[@id='comments-title'])") == "Add yours"
    assert drawn.xpath("//blockquote[contains(., 'Ring it.')]")
    for link in ("/people/mara-vint/", "/authors/otto-lind/", "/authors/nela-holt/", "/tags/sea/"):
        assert drawn.xpath(f"//article//a[@href='{link}']"), link
    make.make_comment(story.thread)
    heading = page(client, "/news/bell/").xpath("normalize-space(//*[@id='comments-title'])")
    assert heading == "1 comment – add yours"


@pytest.mark.parametrize("place", PLACES)
def test_every_page_says_where_it_is_and_what_it_is(client, story, place):
    head = page(client, place).xpath("//head")[0]
    assert head.xpath("string(link[@rel='canonical']/@href)").endswith(place)
    assert head.xpath("string(meta[@property='og:url']/@content)").endswith(place)
    assert head.xpath("string(meta[@property='og:title']/@content)")
    assert head.xpath("string(title)")


def test_the_story_is_described_for_previews(client, story):
    head = page(client, "/news/bell/").xpath("//head")[0]
    said = {one.get("property"): one.get("content") for one in head.xpath("meta[@property]")}
    assert said["og:type"] == "article"
    assert said["og:description"] == "It rang."
    assert said["og:image"].startswith("http")


def test_sorted_and_paged_conversations_have_the_storys_own_address(client, story):
    for query in ("?sort=newest", "?sort=replies&after=1", "?start=2"):
        head = page(client, f"/news/bell/{query}")
        assert head.xpath("string(//link[@rel='canonical']/@href)").endswith("/news/bell/")


def test_authors_are_numbered_in_the_order_they_are_named(story):
    lines = StoryAuthor.objects.filter(story=story)
    named = {line.sort_order: line.author.name for line in lines}
    assert named == {0: "Otto Lind", 1: "Nela Holt"}


def test_linked_data_tells_of_the_story_its_quotes_and_its_comments(client, story):
    first = make.make_comment(story.thread, body="Lovely *bell*.")
    make.make_comment(parent=first)
    make.make_comment(story.thread, state="pending", body="Not yet.")
    data = linked_data(client, "/news/bell/")
    assert data["@type"] == "NewsArticle"
    assert data["headline"] == "Bell"
    assert [one["name"] for one in data["author"]] == ["Otto Lind", "Nela Holt"]
    assert data["commentCount"] == 2
    assert [one["@type"] for one in data["comment"]] == ["Comment", "Comment"]
    assert data["comment"][0]["url"].endswith(f"/news/bell/#comment-{first.pk}")
    assert "Not yet." not in json.dumps(data)
    (quotation,) = data["citation"]
    assert quotation["text"] == "Ring it."
    assert quotation["spokenByCharacter"]["name"] == "Mara Vint"


def test_nothing_that_was_typed_ends_the_script_it_is_in(client):
    evil = "</script><script>alert(1)</script><!-- \u2028 ]]> &amp;"
    story = make.make_story(evil, dek=evil, body=[make.quote(evil, evil)], tags=["</script>"])
    make.make_comment(story.thread, body=evil, writer=make.make_writer(name="</script>x"))
    data = linked_data(client, story.thread.path)
    assert data["headline"] == evil
    assert data["comment"][0]["author"]["name"] == "</script>x"
    drawn = page(client, story.thread.path)
    assert not [one for one in drawn.xpath("//script[not(@src)]") if one.get("type") is None]


def test_a_hidden_conversation_is_not_told_of(client, story):
    make.make_comment(story.thread, body="Not for you.")
    set_thread_state(story.thread, state=ThreadState.HIDDEN, by=None)
    answer = client.get("/news/bell/").content.decode()
    assert "Not for you." not in answer
    assert "comments-title" not in answer
    assert "add-yours" not in answer
    data = linked_data(client, "/news/bell/")
    assert "comment" not in data
    assert "commentCount" not in data


def test_a_closed_conversation_shows_its_comments_and_no_form(client, story):
    make.make_comment(story.thread, body="Still here.")
    make.close(story.thread)
    drawn = page(client, "/news/bell/")
    assert drawn.xpath("//article[contains(., 'Still here.')]")
    assert not drawn.xpath("//form[@data-comment-form]")
    assert "This conversation is closed." in drawn.xpath("string(//section[@id='comments'])")


@pytest.mark.parametrize("kind", ["front", "section", "author", "person", "tag"])
def test_a_listing_is_paged_to_its_end_and_names_each_story_once(client, kind, monkeypatch):
    monkeypatch.setattr(queries_of_stories, "STORIES_A_PAGE", 4)
    section, author, mara = make.make_section(), make.make_author("A"), make_person("B")
    urls = {
        "front": "/",
        "section": "/news/",
        "author": author.get_absolute_url(),
        "person": mara.get_absolute_url(),
        "tag": "/tags/sea/",
    }
    made = []
    for number in range(9):
        at = make.NOON - timedelta(days=3000 + number // 3)
        story = make.make_story(
            section=section, authors=[author], people=[mara], tags=["sea"], published_at=at
        )
        made.append(story)
    seen, url = [], urls[kind]
    pages = 0
    while url:
        drawn = page(client, url)
        seen += drawn.xpath("//main//h2//a/@href | //main//h3//a/@href")
        url = drawn.xpath("string(//a[@rel='next']/@href)")
        pages += 1
    made.sort(key=lambda one: (one.published_at, one.pk), reverse=True)
    assert [one for one in seen if one.startswith("/news/")] == [one.thread.path for one in made]
    assert pages == 3


HOSTILE = [
    "\x00", "x" * 8000, "é☃", "-1", "0", "999999999999999999-1", "99999999999999999-999999999999999999",
    "1-", "-", "1-1-1", "٣-٣", "²-²", "1e9-1", "' OR 1=1 --", "%s%n", "[]", "{{7*7}}", "\ud7ff",
]  # fmt: skip


@pytest.mark.parametrize("place", [*PLACES, "/search/"])
def test_hostile_parameters_break_nothing(client, story, place):
    names = ("before", "after", "sort", "start", "page", "q", "utm[]", "preview")
    for value in HOSTILE:
        assert client.get(place, dict.fromkeys(names, value)).status_code == 200, value


@pytest.mark.parametrize(
    "path",
    ["/nowhere/", "/news/nowhere/", "/news/bell/more/", "/people/nobody/", "/tags/none/", "/%00/",
     "/news/%00/", "/people/%00/", "/" + "a" * 3000 + "/", "/news/../../etc/passwd", "/%ff%fe/",
     "/news/bell%0a/", "/é/", "/people/mara-vint", "/feeds/nothing.atom", "/comments/x/"],
)  # fmt: skip
def test_what_is_not_there_gets_a_friendly_page(client, story, path):
    response = client.get(path, follow=True)
    if path == "/people/mara-vint":
        assert response.status_code == 200
        return
    assert response.status_code == 404
    drawn = html.fromstring(response.content.decode())
    assert drawn.xpath("string(//h1)") == "There is no page here"
    assert drawn.xpath("//form[@action='/search/']//input[@name='q']")


@pytest.mark.parametrize("host", ["a b", "[", "\x00", "testserver:x"])
def test_a_host_that_is_none_is_refused(client, host):
    assert client.get("/", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_pages_are_only_read(client, story, method):
    for place in ("/people/mara-vint/", "/tags/sea/", "/search/"):
        assert getattr(client, method)(place).status_code == 405


def test_a_head_request_has_no_body(client, story):
    for place in PLACES:
        response = client.head(place)
        assert (response.status_code, response.content) == (200, b"")


def test_a_persons_page_has_their_stories_and_quotes(client, story):
    text = page(client, "/people/mara-vint/").xpath("string(//main)")
    assert "Bell" in text
    assert "Ring it." in text
    assert "The Pier" in text
    assert "bell keeper" in text


@pytest.mark.parametrize("place", [*PLACES, "/search/?q=bell", "/comments/mine/", "/nowhere/"])
def test_reader_pages_allow_no_inline_script_or_style(client, story, place):
    response = client.get(place)
    policy = response["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    drawn = html.fromstring(response.content.decode())
    assert not drawn.xpath("//@style | //style | //@*[starts-with(name(), 'on')]")
    assert not drawn.xpath("//script[not(@src) and not(@type='application/ld+json')]")
    for address in drawn.xpath("//img/@src | //script/@src | //link[@rel='stylesheet']/@href"):
        assert address.startswith("/")
        assert not address.startswith("//")


@pytest.fixture
def make_many():
    """Return what makes stories of the same people, with the same photo."""
    author, mara = make.make_author("Otto Lind"), make_person("Mara Vint")
    photo = make.make_photo(width=64, height=48)

    def many(number):
        for _ in range(number):
            made = make.make_story(
                authors=[author, make.make_author()],
                people=[mara],
                tags=["sea"],
                photo=photo,
                body=[make.quote("Ring it.", mara), make.quote("Twice.", make_person("Ada Brook"))],
            )
            make.make_comment(made.thread)
        return made

    return many


@pytest.mark.parametrize(
    ("place", "number"),
    [("/", 11), ("/news/", 13), ("/people/mara-vint/", 9), ("/authors/otto-lind/", 8),
     ("/tags/sea/", 8), ("/about/", 9), ("/search/?q=twice", 9)],
)  # fmt: skip
def test_a_page_takes_a_fixed_number_of_queries(client, queries, make_many, place, number):
    make_many(1)
    client.get(place)  # Draws the photos, once and for all.
    with queries() as few:
        client.get(place)
    make_many(6)
    with queries() as many:
        client.get(place)
    assert len(many.statements) == len(few.statements) == number, f"{few}\n{many}"


def test_the_story_page_takes_the_same_queries_for_one_comment_and_for_two_hundred(
    client, queries, make_many
):
    story = make_many(1)
    client.get(story.thread.path)
    with queries() as few:
        client.get(story.thread.path)
    for _ in range(67):
        reply = make.make_comment(parent=make.make_comment(story.thread))
        make.make_comment(parent=reply)
    with queries() as many:
        client.get(story.thread.path)
    # One for the replies, which a conversation without any does not ask for.
    assert len(many.statements) == len(few.statements) + 1 == 20, f"{few}\n{many}"
