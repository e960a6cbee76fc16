"""Readers find published stories by headline, dek, text and people; nothing they type breaks it."""

from __future__ import annotations

import pytest
from lxml import html

from addyours.stories import search
from addyours.stories.actions import make_person
from addyours.stories.models import Story
from addyours.stories.search import search_stories
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded_site")]


def found(query):
    return [card.headline for card in search_stories(query).listing.cards]


@pytest.fixture
def story():
    mara = make_person("Mara Vint")
    mara.other_names = "Bellkeeper Em"
    mara.save()
    return make.make_story(
        "Harbour bell rings",
        dek="A curious midnight.",
        people=[mara],
        body=[
            make.paragraph("<p>Nobody had touched the <b>halyard</b>.</p>"),
            make.quote("Foghorns are worse.", "Otto Lind", said_to="The Pier"),
            ("heading", "Lanterns"),
        ],
    )


def test_a_story_is_found_by_any_of_its_words_and_by_no_other(story):
    for query in (
        "harbour", "HARBOUR bell", "midnight", "halyard", "foghorns", "lanterns", "Mara",
        "Vint mara", "Bellkeeper", "Otto Lind",
    ):  # fmt: skip
        assert found(query) == [story.title], query
    for query in ("zeppelin", "harbour zeppelin", "import", "strong", "words"):
        assert found(query) == [], query


def test_drafts_are_not_found_and_neither_are_unpublished_stories(story):
    make.make_story("Harbour draft", publish=False)
    draft = Story.objects.get(pk=story.pk).get_latest_revision_as_object()
    draft.title = "Zeppelin"
    draft.save_revision()
    assert found("harbour") == [story.title]
    assert found("zeppelin") == []
    Story.objects.get(pk=story.pk).unpublish()
    assert found("harbour") == []


def test_a_story_is_found_by_its_new_words_once_they_are_published(story):
    draft = Story.objects.get(pk=story.pk).get_latest_revision_as_object()
    draft.title = "Zeppelin"
    draft.people = [make_person("Ada Brook")]
    draft.save_revision().publish()
    assert found("zeppelin") == found("Brook") == ["Zeppelin"]
    assert found("harbour") == []
    assert found("Vint") == []


def test_results_are_paged(story, client, monkeypatch):
    monkeypatch.setattr(search, "STORIES_A_PAGE", 4)
    for _ in range(6):
        make.make_story("Harbour again")
    first = client.get("/search/", {"q": "harbour"})
    drawn = html.fromstring(first.content.decode())
    following = drawn.xpath("string(//a[@rel='next']/@href)")
    assert following
    seen = set(drawn.xpath("//main//h2//a/@href | //main//h3//a/@href"))
    rest = html.fromstring(client.get(following).content.decode())
    more = set(rest.xpath("//main//h2//a/@href | //main//h3//a/@href"))
    assert len(seen | more) == 7
    assert not seen & more
    assert not rest.xpath("//a[@rel='next']")


HOSTILE = (
    ["", " ", '"', "'", '"harbour', "harbour*", "*", "-harbour", "AND", "harbour AND", "NOT", "OR OR",
     "NEAR(a b)", "title:harbour", "(", ")", "((((", "^", "\\", "%", "_", "\x00", "harbour\x00", "&|!",
     ":*", "<->", "' OR 1=1 --", "日本語", "é" * 300, "x" * 9000, "a " * 5000, "🔔", "\u202e", "{}", ";"]
)  # fmt: skip


def test_nothing_that_is_searched_for_breaks_the_page(story, client):
    for query in HOSTILE:
        assert client.get("/search/", {"q": query}).status_code == 200, query
    for number in ("", "0", "-1", "2", "999", "9" * 50, "x", "²", "\x00"):
        answer = client.get("/search/", {"q": "harbour", "page": number})
        assert answer.status_code == 200, number


def test_what_was_searched_for_is_shown_as_text(story, client):
    response = client.get("/search/", {"q": "<script>alert(1)</script>"})
    assert b"<script>alert" not in response.content
    assert b"&lt;script&gt;alert(1)&lt;/script&gt;" in response.content
