"""Passages in stories: marked where readers commented on them, and found again when stories change."""

from __future__ import annotations

import random
import time

import pytest
from lxml import html
from wagtail.rich_text import RichText

from addyours.comments.actions import Brought, bring_comment, set_thread_state
from addyours.comments.actions.passages import kept_passage, placed
from addyours.comments.errors import CommentRefused
from addyours.comments.models import Passage, ThreadState
from addyours.comments.queries import thread_head
from addyours.stories.passages import drawn_body, text_of_thread
from addyours.text.passages import Selector, Span, whole_words, words_at
from tests import factories as make
from tests.comments.reader import Reader

pytestmark = pytest.mark.django_db


def body():
    return [
        make.paragraph(
            "<p>Nobody had touched the <b>old <i>rope</i></b>, she said.</p><p>At nine &amp; ten.</p>"
        ),
        ("heading", "The <tower>"),
        make.quote("Ring it.\n\nRing it again.", "Ada Quillfeather", said_to="The Pier"),
        (
            "list",
            {"is_ordered": False, "items": [RichText("<p>One bell</p>"), RichText("<p>two</p>")]},
        ),
    ]


@pytest.fixture
def story():
    make.make_site()
    make.make_policy()
    return make.make_story("Bell", body=body())


def about(story, exact):
    return make.post(story.thread, passage=Selector(exact=exact), now=story.published_at)


def prose(story):
    page = html.fromstring(Reader().get(story.thread.path).content.decode())
    return page.xpath("//div[@class='prose']")[0]


def marked(story):
    return ["".join(one.itertext()) for one in prose(story).xpath(".//mark")]


def rewrite(story, blocks):
    story.body = blocks
    story.save_revision().publish()
    story.refresh_from_db()


def test_a_passage_is_marked_and_leads_to_its_comments_with_their_number(story):
    made = about(story, "touched the old rope, she")
    about(story, "touched the old rope, she")
    drawn = prose(story)
    assert marked(story) == ["touched the ", "old ", "rope", ", she"]
    assert drawn.xpath(".//mark[1]/@id")[0] == f"passage-{made.passage_id}"
    (count,) = drawn.xpath(".//a[@class='pc']")
    assert (count.text, count.get("aria-label")) == ("2", "2 comments on this passage")
    assert Reader().get(count.get("href")).status_code == 200


def test_a_passage_may_span_paragraphs_headings_and_lists(story):
    about(story, "nine & ten. The <tower> Ring it. Ring it again. One")
    assert "".join(marked(story)).replace(" ", "") == "nine&ten.The<tower>Ringit.Ringitagain.One"
    drawn = prose(story)
    assert drawn.xpath("string(.//h2)").startswith("The <tower>")
    assert not drawn.xpath(".//figcaption//mark | .//ul/mark")


def test_what_is_no_text_of_the_story_is_no_passage(story):
    for exact in ("The Pier", "Comment on this quote", "Bell"):
        if exact != "Bell":
            with pytest.raises(CommentRefused):
                about(story, exact)
    about(story, "One bell")
    assert marked(story) == ["One bell"]


def test_each_quote_has_a_link_to_comment_on_it_while_the_conversation_is_open(story):
    (link,) = prose(story).xpath(".//figcaption/a[@class='about']")
    page = Reader().get(link.get("href"))
    assert "Ring it. Ring it again." in page.content.decode()
    make.close(story.thread)
    assert not prose(story).xpath(".//a[@class='about']")
    assert Reader().get(link.get("href")).status_code == 404


def test_a_hidden_conversation_leaves_the_story_as_it_was(story):
    about(story, "One bell")
    set_thread_state(story.thread, state=ThreadState.HIDDEN, by=None)
    assert marked(story) == []


def test_a_changed_story_keeps_its_passages_and_says_which_are_gone(story):
    about(story, "touched the old rope, she said")
    gone = about(story, "At nine & ten.")
    rewrite(
        story,
        [("paragraph", RichText("<p>News: nobody had touched the old, old rope, she said.</p>"))],
    )
    assert "".join(marked(story)) == "touched the old, old rope, she said."
    gone.passage.refresh_from_db()
    assert gone.passage.is_lost
    page = Reader().get(story.thread.path).content.decode()
    assert "From an earlier version of the story" in page
    rewrite(story, body())
    assert "At nine & ten." in " ".join("".join(marked(story)).split())


def test_a_story_that_is_not_public_any_more_has_no_passages(story):
    story.unpublish()
    assert text_of_thread(story.thread_id).text == ""


def test_passages_add_one_query_to_a_story_and_no_more_with_many(story, queries):
    about(story, "One bell")
    reader = Reader()
    reader.get(story.thread.path)
    with queries() as few:
        reader.get(story.thread.path)
    for exact in ("At nine", "The <tower>", "touched the", "old rope, she", "Ring it."):
        about(story, exact)
    with queries() as many:
        reader.get(story.thread.path)
    assert len(many.statements) == len(few.statements)


def test_ten_thousand_words_with_three_hundred_passages_are_drawn_fast():
    make.make_site()
    source = random.Random(3)
    words = [
        f"{source.choice('bdfgklmn')}{source.choice('aeiou')}{number % 977}"
        for number in range(10_000)
    ]
    parts = [" ".join(words[at : at + 100]) for at in range(0, 10_000, 100)]
    blocks = [make.paragraph(f"<p>{part[:200]}<em>{part[200:]}</em></p>") for part in parts]
    story = make.make_story("Long", body=blocks)
    text = text_of_thread(story.thread_id).text
    places = [source.randrange(len(text) - 300) for _ in range(300)]
    spans = [whole_words(text, Span(start, start + 250)) for start in places]
    Passage.objects.bulk_create(
        Passage(
            thread=story.thread,
            exact=words_at(text, span),
            start=span.start,
            end=span.end,
            comment_count=1,
        )
        for span in spans
    )
    story.refresh_from_db()
    drawn_body(story.body, thread_head(story.thread))
    started = time.process_time()
    drawn = drawn_body(story.body, thread_head(story.thread))
    took = time.process_time() - started
    assert drawn.count('class="pc"') >= 290
    assert took < 1.5, f"took {took:.2f} s"


def test_a_comment_brought_from_elsewhere_may_be_about_a_passage(story):
    found = placed(Selector(exact="One bell"), thread_id=story.thread_id)
    passage = kept_passage(found, now=story.published_at)
    brought = Brought(body="Old words.", created_at=story.published_at, passage=passage)
    bring_comment(story.thread, writer=make.make_writer(), brought=brought)
    assert marked(story) == ["One bell"]
