"""Excerpts end between words and never grow beyond their length."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from addyours.text.excerpt import excerpt


def test_a_text_that_fits_comes_back_whole() -> None:
    assert excerpt("The boat\nstops.", 20) == "The boat stops."


def test_a_long_text_is_cut_between_words() -> None:
    assert excerpt("The boat stops in June, they say.", 24) == "The boat stops in June…"


def test_a_single_long_word_is_cut_inside() -> None:
    assert excerpt("Donaudampfschifffahrt", 6) == "Donau…"


@given(st.text(), st.integers(-3, 80))
def test_an_excerpt_is_never_longer_than_asked(text: str, length: int) -> None:
    assert len(excerpt(text, length)) <= max(0, length)
