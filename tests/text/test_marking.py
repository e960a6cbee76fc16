"""Marks put into HTML leave it correct, whatever they span."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addyours.text.marking import Mark, Reading

BLOCK = (
    '<p>Nobody had <b>touched <i>the</i></b> rope, &amp; <a href="/a?b=1&amp;c">nobody</a> would.</p>'
    "<ul>\n<li>One &lt;bell&gt;</li>\n<li>two bells</li></ul>"
    "<figure><blockquote><p>We heard<br>it.</p></blockquote><figcaption>Ada, pilot</figcaption></figure>"
)


class Nesting(HTMLParser):
    """Fails on an element that is not closed in its turn, a link in a link, a mark in a mark or list."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.said = ""

    def handle_starttag(self, tag, attrs):
        self.ids += [value for name, value in attrs if name == "id"]
        if tag in ("a", "mark"):
            assert tag not in self.open
        if tag == "mark":
            assert self.open[-1] not in ("ul", "ol", "figure")
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "figcaption" not in self.open and self.open[-1:] != ["a"]:
            self.said += data


def reading(*blocks: str) -> Reading:
    made = Reading()
    for block in blocks:
        made.add(block)
    return made


def mark(words: str, text: str, number: int = 1) -> Mark:
    start = text.index(words)
    return Mark(
        start=start, end=start + len(words), id=f"p{number}", tail=f'<a href="#{number}">1</a>'
    )


def checked(html: str) -> Nesting:
    parser = Nesting()
    parser.feed(html)
    parser.close()
    assert parser.open == []
    assert len(set(parser.ids)) == len(parser.ids)
    return parser


def test_a_reading_says_what_people_select_line_by_line():
    text = reading("<p>One <b>t</b>wo.</p>", "<h2>A &amp; B</h2>").text
    assert text.split() == ["One", "two.", "A", "&", "B"]
    assert "Ada" not in reading(BLOCK).text
    assert "We heard\nit." in reading(BLOCK).text


def test_without_marks_the_html_is_as_it_was():
    assert reading(BLOCK).marked([]) == BLOCK


def test_a_passage_across_elements_is_marked_in_each_of_them():
    made = reading(BLOCK)
    html = made.marked([mark("had touched the rope", made.text)])
    assert html.startswith(
        '<p>Nobody <mark id="p1">had </mark><b><mark>touched </mark><i><mark>the</mark></i></b>'
        '<mark> rope</mark><a href="#1">1</a>, &amp; '
    )


def test_what_follows_a_passage_that_ends_in_a_link_follows_the_link():
    made = reading(BLOCK)
    html = made.marked([mark("& nobo", made.text)])
    assert '<mark id="p1">&amp;</mark>' in html
    assert '<mark>nobo</mark>dy</a><a href="#1">1</a> would' in html
    checked(html)


def test_a_passage_across_paragraphs_leaves_the_list_a_list():
    made = reading(BLOCK)
    start, end = made.text.index("would"), made.text.index("bells")
    html = made.marked([Mark(start=start, end=end, id="p1")])
    assert "<ul>\n<li><mark>One </mark><mark>&lt;</mark><mark>bell</mark>" in html
    checked(html)


def test_overlapping_passages_share_their_marks_and_keep_their_ids():
    made = reading("<p>one two three four</p>")
    marks = [mark("two three", made.text, 2), mark("one two", made.text, 1)]
    assert made.marked(marks) == (
        '<p><mark id="p1">one </mark><mark id="p2">two</mark><a href="#1">1</a>'
        '<mark> three</mark><a href="#2">1</a> four</p>'
    )
    same_start = [mark("one", made.text, 1), mark("one two", made.text, 2)]
    html = made.marked(same_start)
    assert html.startswith('<p><span id="p1"></span><mark id="p2">one</mark><a href="#1">')
    checked(html)


def test_captions_and_other_blocks_are_never_marked():
    made = Reading()
    made.add("<p>One</p>")
    made.add_other("<figure><img alt=''></figure>")
    made.add("<p>two</p>")
    html = made.marked([Mark(start=0, end=made.length, id="p1")])
    assert (
        html
        == "<p><mark id=\"p1\">One</mark></p><figure><img alt=''></figure><p><mark>two</mark></p>"
    )


@pytest.mark.parametrize(
    "tag", ['<a href="/x" title="a > b">x</a>', "<p>a < b</p>", "<p>&nosuch; &</p>"]
)
def test_odd_html_comes_back_as_it_was(tag):
    assert reading(tag).marked([]) == tag


@given(st.lists(st.tuples(st.integers(0, 130), st.integers(0, 60)), max_size=12))
def test_any_marks_leave_correct_html_with_the_same_words(places):
    made = reading(BLOCK, "<p>The <em>last</em> word.</p>")
    marks = [
        Mark(start=at, end=min(at + length, made.length), id=f"p{number}", tail="<a>1</a>")
        for number, (at, length) in enumerate(places)
    ]
    html = made.marked(marks)
    wanted = [one for one in marks if one.start < one.end]
    found = checked(html)
    assert html.count("<a>1</a>") == len(wanted)
    bare = re.sub(r"<a>1</a>|</?mark[^>]*>|<span[^>]*></span>", "", html)
    assert bare == made.marked([])
    visible = [one for one in wanted if made.text[one.start : one.end].strip()]
    assert len(found.ids) >= len({one.id for one in visible}) - 1
