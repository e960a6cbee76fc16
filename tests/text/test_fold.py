"""Cleaning and folding: what is taken away, what is kept, what compares as the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addyours.text.fold import clean, clean_line, fold, fold_name


def test_control_and_bidi_override_characters_are_taken_away() -> None:
    assert clean("a\x00b\u202ec\u2066d\ud800e\u200b") == "abcde"


def test_line_breaks_are_kept_as_one_kind() -> None:
    assert clean("one\r\ntwo\u2028three\rfour") == "one\ntwo\nthree\nfour"


def test_blanks_that_lay_text_out_are_kept() -> None:
    assert clean("- one\n  - two\n\n\tcode") == "- one\n  - two\n\n\tcode"


def test_a_line_has_single_blanks_and_none_at_its_ends() -> None:
    assert clean_line(" one\r\n two \t\u00a0three ") == "one two three"


def test_folding_ignores_case_width_and_ligatures() -> None:
    assert fold("ＦＩＮＥ  Straße") == fold("\ufb01ne STRASSE")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("José O’Neill", "JOSE O'NEILL"),
        ("Anne-Marie Roß", "anne marie ROSS"),
        ("Zoë  King", "Zoe King"),
    ],
)
def test_names_compare_without_accents_and_punctuation(one: str, other: str) -> None:
    assert fold_name(one) == fold_name(other)


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean_line(clean_line(text)) == clean_line(text)
    clean(text).encode("utf-8")
