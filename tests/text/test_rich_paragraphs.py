"""Rich text is cut into paragraphs and these at words, and nothing of it is lost."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from addyours.text.fold import clean_line
from addyours.text.rich_paragraphs import rich_paragraphs


def test_a_paragraph_is_cut_with_the_elements_its_words_are_in():
    [one] = rich_paragraphs(
        '<p data-block-key="a"><b>Big <a href="/x/">news &amp;</a></b> more</p>'
    )
    assert one.text == "Big news & more"
    assert one.cut(0, 8) == '<b>Big <a href="/x/">news</a></b>'
    assert one.cut(8, 15) == '<b><a href="/x/">&amp;</a></b> more'
    assert one.links(0, 8) == ["/x/"]
    assert one.links(10, 15) == []
    assert one.html() == '<p data-block-key="a"><b>Big <a href="/x/">news &amp;</a></b> more</p>'


def test_a_page_of_the_site_that_is_linked_stays_linked():
    [one] = rich_paragraphs('<p>See <a id="3" linktype="page">the quay</a>.</p>')
    assert one.cut(0, 12) == 'See <a id="3" linktype="page">the quay</a>'
    assert one.cut(4, 7) == '<a id="3" linktype="page">the</a>'


@pytest.mark.parametrize(
    ("html", "texts"),
    [
        ("<p>One</p><p>Two</p>", ["One", "Two"]),
        ("One", ["One"]),
        ("<p>a<br/>b\u00a0 c\u200b</p>", ["a b c"]),
        ("<p>Cafe\u0301</p>", ["Café"]),
        ("<p></p>", [""]),
        ("<p>a</p><ul><li>b &lt;</li></ul><p>c</p>", ["a", None, "c"]),
        ("", []),
    ],
)
def test_the_words_are_read_on_one_line(html, texts):
    found = rich_paragraphs(html)
    assert [one.text for one in found] == texts
    assert "".join(one.html() for one in found) in (
        html,
        f"<p>{html}</p>",
        html.replace("e\u0301", "é"),
    )


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words = ""
        self.open: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        if tag != "br":
            self.open.append(tag)
        else:
            self.words += " "

    def handle_endtag(self, tag: str) -> None:
        assert tag == "br" or self.open.pop() == tag


inline = st.recursive(
    st.sampled_from(["a ", "b\u00a0c", "“x”", "&lt;i&gt;", "<br/>", " ", "é"]),
    lambda inner: st.tuples(
        st.sampled_from(["b", "i", 'a href="/y"']), st.lists(inner, max_size=3)
    ).map(lambda it: f"<{it[0]}>{''.join(it[1])}</{it[0].split()[0]}>"),
    max_leaves=8,
)


@settings(max_examples=30, deadline=None)
@given(st.lists(inline, max_size=5), st.integers(0, 20), st.integers(0, 20))
def test_wherever_it_is_cut_the_words_are_all_there(parts, first, second):
    [*found] = rich_paragraphs(f"<p>{''.join(parts)}</p>")
    for one in found:
        text = one.text
        assert text is not None
        start, end = sorted((min(first, len(text)), min(second, len(text))))
        whole = ""
        for piece in (one.cut(0, start), one.cut(start, end), one.cut(end, len(text))):
            words = _Words()
            words.feed(piece)
            words.close()
            assert not words.open
            whole += words.words
        assert "".join(clean_line(whole).split()) == "".join(text.split())
