"""A passage is found again in a text that has changed, and not found in one it has left."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addyours.text.passages import (
    LONGEST_EXACT,
    Haystack,
    Selector,
    Span,
    selector_at,
    whole_words,
    words_at,
)

STORY = (
    "The ferry left the quay at nine. Nobody had touched the rope, said the harbour master,"
    " and nobody would say who had.\nThe second boat left at ten. “We heard the bell,” Ada said,"
    " “and then we heard it again.” It was the first time since the storm.\n"
    "Nobody had touched the engine either, said the cook."
)
WORDS = st.lists(
    st.sampled_from(
        "ab cd efg hij klmn opqr stu vw xyz ñandú Ærø été الميناء 港 。 “ ” ’ – & <".split()
    ),
    min_size=1,
    max_size=60,
)


def selected(words: str, text: str = STORY) -> Span:
    start = text.index(words)
    found = whole_words(text, Span(start, start + len(words)))
    assert found is not None
    return found


def found(words: str, changed: str, text: str = STORY) -> str:
    """What the passage with these words is, once the text has changed; empty when it is gone."""
    span = Haystack(changed).find(selector_at(text, selected(words, text)))
    return words_at(changed, span) if span else ""


@given(WORDS, st.data())
def test_whatever_is_selected_is_found_where_it_was(words, data):
    text = " ".join(words)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    span = whole_words(text, Span(start, end))
    if span is None:
        return
    assert whole_words(text, span) == span
    again = Haystack(text).find(selector_at(text, span), near=span.start)
    assert again is not None
    assert again == span or words_at(text, again).casefold() == words_at(text, span).casefold()


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=80), st.text(max_size=80))
def test_no_selector_from_outside_breaks_anything(text, exact, prefix, suffix):
    span = Haystack(text).find(Selector(exact=exact, prefix=prefix, suffix=suffix))
    if span is not None:
        assert 0 <= span.start < span.end <= len(text)
        whole_words(text, span)


@given(st.integers(-5, 100), st.integers(-5, 100))
def test_no_place_from_outside_breaks_anything(start, end):
    span = whole_words("A short text.", Span(start, end))
    assert span is None or 0 <= span.start < span.end <= len("A short text.")


def test_blanks_quotation_marks_dashes_accents_and_case_make_no_difference():
    text = "He said:\n“It’s the   café – at last…” and left."
    span = Haystack(text).find(Selector(exact='"it\'s the cafe - at last..."'))
    assert span is not None
    assert words_at(text, span) == "“It’s the café – at last…”"


def test_where_words_stand_twice_the_surroundings_decide():
    second = STORY.rindex("Nobody had touched")
    span = selected("Nobody had touched", STORY[second:])
    span = Span(span.start + second, span.end + second)
    again = Haystack("A new beginning. " + STORY).find(selector_at(STORY, span))
    assert again is not None
    assert again.start == span.start + len("A new beginning. ")


def test_where_surroundings_are_the_same_too_the_nearest_is_meant():
    text = "Row on, row on. " * 40
    span = Haystack(text).find(Selector(exact="row on"), near=15 * 16)
    assert span is not None
    assert abs(span.start - 15 * 16) < 16


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("at ten.", "at eleven.", "Nobody had touched the rope, said the harbour master"),
        (
            "Nobody had touched the rope",
            "Not a soul had touched the rope",
            "Not a soul had touched the rope, said the harbour master",
        ),
        (
            "at nine. Nobody had touched the rope, said the harbour master, and nobody would",
            "at six. Nobody had touched that rope, said the old harbour master; who would",
            "Nobody had touched that rope, said the old harbour master",
        ),
    ],
)
def test_a_passage_survives_changes_around_and_in_it(before, after, expected):
    words = "Nobody had touched the rope, said the harbour master"
    assert before in STORY
    assert found(words, STORY.replace(before, after)) == expected


def test_what_was_reworded_between_the_same_neighbours_is_the_same_passage():
    changed = STORY.replace("heard the bell", "all heard that bell ring")
    assert found("We heard the bell", changed) != ""


def test_a_passage_that_was_taken_out_is_not_found_elsewhere():
    gone = STORY.replace(" Nobody had touched the rope, said the harbour master,", "")
    assert found("Nobody had touched the rope, said the harbour master", gone) == ""
    assert found("the first time since the storm", STORY.partition("It was")[0]) == ""


def test_a_short_passage_is_found_only_among_its_neighbours():
    assert found("nine", "Nine people came. " + STORY.replace("at nine", "late")) == ""
    assert found("nine", "Nine people came. " + STORY) == "nine."


@pytest.mark.parametrize(
    "selection", ["obody had touch", " Nobody had touched ", "Nobody had touched"]
)
def test_a_letter_or_a_blank_more_or_less_is_the_same_passage(selection):
    assert selected(selection) == selected("Nobody had touched")


def test_a_full_stop_and_both_quotation_marks_belong_to_what_they_are_around():
    assert words_at(STORY, selected("quay at nine")) == "quay at nine."
    whole = selected("We heard the bell,” Ada said, “and then we heard it again")
    assert words_at(STORY, whole) == "“We heard the bell,” Ada said, “and then we heard it again.”"
    text = "She said “no” twice (or thrice)."
    assert words_at(text, selected("no", text)) == "“no”"
    assert words_at(text, selected("or thrice", text)) == "(or thrice)"


def test_scripts_without_blanks_are_not_taken_for_one_long_word():
    text = "船は九時に港を出た。誰も縄に触れていない。"
    assert words_at(text, selected("誰も縄に", text)) == "誰も縄に"


def test_signs_without_a_word_are_no_passage():
    assert whole_words("What? – …", Span(4, 9)) is None
    assert Haystack("What?").find(Selector(exact=" … \n")) is None


def test_a_very_long_selection_is_cut():
    span = whole_words("word " * 1000, Span(0, 5000))
    assert span is not None
    assert span.end - span.start <= LONGEST_EXACT + 40


def test_three_hundred_passages_are_found_in_ten_thousand_words():
    source = random.Random(7)
    words = [
        f"{source.choice('bdfgklmnprst')}{source.choice('aeiou')}{n % 977}" for n in range(10_000)
    ]
    text = " ".join(words)
    places = [source.randrange(len(text) - 200) for _ in range(300)]
    selectors = [selector_at(text, whole_words(text, Span(at, at + 150))) for at in places]
    for number in range(0, 10_000, 40):
        words[number] = "changed"
    started = time.process_time()
    haystack = Haystack(" ".join(words))
    assert sum(haystack.find(one) is not None for one in selectors) >= 295
    assert time.process_time() - started < 2
