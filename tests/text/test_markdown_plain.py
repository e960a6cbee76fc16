"""What has nothing in it that Markdown knows is the same the short way and the long."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from addyours.text import markdown

PIECES = ["a", "Bé", "www", "com", "the tide", "1", "12", " ", "  ", ". ", ".", "\n", "\n\n", ", ", "?",
          "!", "...", ":", ":-)", "%", "#", "+", "=", "~", "{", "|", "/", "//", "://", "@", "👍🏽", "नमस्ते", "\xa0", "рф",
          "localhost", "mailto:", "é", "!", "'", '"', "(", ")", "“", "…", "–", "ß", "中文", "  \n", "\n ", "*", "-", "&", "<"]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
@settings(max_examples=150, deadline=None)
def test_the_short_way_gives_the_same(source):
    short = markdown.to_html(source)
    pattern, markdown._PLAIN = markdown._PLAIN, re.compile(r"(?!)")
    try:
        assert markdown.to_html(source) == short
    finally:
        markdown._PLAIN = pattern


@given(st.lists(st.sampled_from([*PIECES, "[a](b)", "`", ">", "> "]), max_size=12).map("".join))
@settings(max_examples=150, deadline=None)
def test_without_looking_for_links_it_is_the_same_where_there_are_none(source):
    quick = markdown.to_html(source)
    linkless, markdown._linkless = markdown._linkless, markdown._parser
    try:
        assert markdown.to_html(source) == quick
    finally:
        markdown._linkless = linkless


def test_there_is_a_short_way():
    assert markdown._PLAIN.fullmatch("The tide came in, and nobody saw it.\n\nWho cares?")
    assert not markdown._PLAIN.fullmatch("See tides.example for more.")
