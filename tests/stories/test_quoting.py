"""Quoted speech in a story's paragraphs becomes quote blocks; what stands around it stays."""

from __future__ import annotations

import pytest

from addyours.stories.actions import make_person, quote_words
from addyours.stories.models import Person, Story
from addyours.stories.quoting import find_quotes
from tests import factories as make

pytestmark = pytest.mark.django_db
PASTED = (
    "<p>The mayor came on Tuesday with <b>three</b> aides. “We have money for one bridge,”"
    " Hendrik Sole told The Pier, “not two.” Then he left for the "
    '<a href="/ferry/">ferry</a>.</p>'
    "<p>Mara Delgado walked to the window. “It was the longest night of my life,” she said. She"
    " paused. “I never slept again.” Outside, it rained.</p><p>That was all.</p>"
)


def a_draft(*body: tuple[str, object]) -> Story:
    return make.make_story(body=list(body), publish=False)


def draft_of(story: Story) -> Story:
    draft: Story = Story.objects.get(pk=story.pk).get_latest_revision_as_object()
    return draft


def shown(story: Story) -> list[tuple[str, str]]:
    body = draft_of(story).body
    return [
        (block.block_type, block.value["words"] if block.block_type == "quote" else str(block.value.source))
        for block in body
    ]  # fmt: skip


def test_each_quote_is_found_with_who_said_it_to_whom():
    story = a_draft(make.paragraph(PASTED))
    found = find_quotes(story.body)
    assert [(one.words, one.speaker, one.said_to) for one in found] == [
        ("We have money for one bridge, not two.", "Hendrik Sole", "The Pier"),
        ("It was the longest night of my life.", "Mara Delgado", ""),
        ("I never slept again.", "Mara Delgado", ""),
    ]
    assert found[0].attribution == "Hendrik Sole told The Pier,"
    assert len({one.key for one in found}) == 3


def test_all_become_blocks_and_the_text_between_them_stays_with_its_markup():
    story = a_draft(make.paragraph("<p>Before.</p>"), make.paragraph(PASTED))
    known = make_person("Hendrik Sole")
    first = story.latest_revision_id
    quoted = quote_words(story, keys=None, makes_people=True, by=None)
    assert (quoted.number, quoted.before, quoted.people) == (3, first, ("Mara Delgado",))
    assert shown(story) == [
        ("paragraph", "<p>Before.</p>"),
        ("paragraph", "<p>The mayor came on Tuesday with <b>three</b> aides.</p>"),
        ("quote", "We have money for one bridge, not two."),
        ("paragraph", '<p>Then he left for the <a href="/ferry/">ferry</a>.</p>'
                      "<p>Mara Delgado walked to the window.</p>"),
        ("quote", "It was the longest night of my life."),
        ("paragraph", "<p>She paused.</p>"),
        ("quote", "I never slept again."),
        ("paragraph", "<p>Outside, it rained.</p><p>That was all.</p>"),
    ]  # fmt: skip
    draft = draft_of(story)
    assert draft.body[2].value["speaker"] == known
    assert draft.body[4].value["speaker"] == Person.objects.get(name="Mara Delgado")
    assert draft.body[1].id == story.body[1].id
    before = story.revisions.get(pk=first).as_object()
    assert [block.block_type for block in before.body] == ["paragraph", "paragraph"]
    assert find_quotes(draft.body) == []


def test_one_alone_becomes_a_block_and_the_next_pronoun_still_means_its_speaker():
    story = a_draft(
        make.paragraph("<p>“I counted them all,” said Tamsin Okafor.</p>"),
        make.paragraph("<p>“There were nine,” she added.</p>"),
    )
    first, second = find_quotes(story.body)
    quote_words(story, keys={first.key}, makes_people=False, by=None)
    assert not Person.objects.exists()
    draft = draft_of(story)
    assert [block.block_type for block in draft.body] == ["quote", "paragraph"]
    assert "Tamsin Okafor" in draft.body[0].value["to_check"]
    make_person("Tamsin Okafor")
    draft.body[0].value["speaker"] = Person.objects.get()
    [left] = find_quotes(draft.body)
    assert (left.key, left.speaker) == (second.key, "Tamsin Okafor")
    assert quote_words(story, keys={"gone"}, makes_people=True, by=None).number == 0


def test_what_is_unsure_says_so_and_can_be_left_out():
    story = a_draft(
        make.paragraph(
            '<p>Lind called the plan “<a href="https://other.example/">a disgrace</a> to the town'
            " and everybody in it” and left the room.</p><p>“Who knows?”</p>"
        ),
        make.paragraph("<p>“We won the cup,” said Oona Brannigan.</p>"),
    )
    found = find_quotes(story.body)
    assert [bool(one.doubts) for one in found] == [True, True, False]
    assert any("https://other.example/" in doubt for doubt in found[0].doubts)
    assert quote_words(story, keys=None, only_sure=True, makes_people=True, by=None).number == 1
    assert len(find_quotes(draft_of(story).body)) == 2
