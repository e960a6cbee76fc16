"""Mentions are found behind an @, longest name first, and marking them changes nothing else."""

from __future__ import annotations

import re

import nh3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from addyours.text.fold import clean_line, is_blank
from addyours.text.markdown import to_html
from addyours.text.mentions import mention_candidates, mention_key, with_mentions


def mark(body: str, *names: str) -> str:
    return with_mentions(to_html(body), {mention_key(name) for name in names})[0]


@pytest.mark.parametrize(
    ("body", "names", "marked"),
    [
        ("@Mara hello", ["Mara"], ["@Mara"]),
        ("@mara vint, hello", ["Mara", "Mara Vint"], ["@mara vint"]),
        ("@Mara Vintner", ["Mara", "Mara Vint"], ["@Mara"]),
        ("(@Otto) and @Ilse!", ["Otto", "Ilse"], ["@Otto", "@Ilse"]),
        ("@R&D <b>", ["R&D <b>"], ["@R&amp;D &lt;b&gt;"]),
        ("@ＭＡＲＡ", ["Mara"], ["@ＭＡＲＡ"]),
        ("@Zoë", ["Zoe\u0308"], ["@Zoë"]),
        ("*@Mara* > no", ["Mara"], ["@Mara"]),
        ("@مريم أهلا", ["مريم"], ["@مريم"]),
        ("mail me@mara.example", ["mara"], []),
        ("me@@Mara", ["Mara"], []),
        ("@ Mara", ["Mara"], []),
        ("`@Mara` and [@Mara](https://news.example)", ["Mara"], []),
        ("@Maraschino", ["Mara"], []),
        ("@Mara\nVint", ["Mara Vint"], []),
        ("@nobody", ["Mara"], []),
    ],
)
def test_a_mention_is_marked(body, names, marked):
    html = mark(body, *names)
    assert re.findall(r'<span class="mention">(.*?)</span>', html) == marked


def test_only_so_many_mentions_are_looked_at():
    assert mark("@Mara " * 50, "Mara").count("<span") == 20
    assert len(mention_candidates(to_html("@." * 5000))) <= 20 * 80


names = st.text(min_size=1, max_size=60).map(clean_line).filter(lambda text: not is_blank(text))


@settings(max_examples=50)
@given(
    body=st.text(alphabet=st.sampled_from("@aB <>&\"'`*_[](é\u0301\n.x"), max_size=80), name=names
)
def test_marking_adds_marks_and_changes_nothing_else(body, name):
    html = to_html(body)
    for keys in ({mention_key(name)}, mention_candidates(html)):
        marked, named = with_mentions(html, keys)
        assert named <= keys
        bare = re.sub(r'<span class="mention">(.*?)</span>', r"\1", marked, flags=re.DOTALL)
        assert bare.replace("\xa0", "&nbsp;") == html.replace("\xa0", "&nbsp;")
        allowed = {"span": {"class"}, "a": {"href"}, "ol": {"start"}}
        tags = {*re.findall(r"<(\w+)", html), "span"}
        again = nh3.clean(marked, tags=tags, attributes=allowed, link_rel=None)
        assert re.sub(r' rel="[^"]*"', "", again) == re.sub(
            r' rel="[^"]*"', "", marked.replace("\xa0", "&nbsp;")
        )


@settings(max_examples=30)
@given(
    name=names,
    before=st.sampled_from(["", "Well, ", "("]),
    after=st.sampled_from(["", ", no.", "!"]),
)
def test_every_name_can_be_mentioned_in_plain_text(name, before, after):
    html = "<p>" + nh3.clean_text(f"{before}@{name}{after}").replace("&#32;", " ") + "</p>"
    marked, named = with_mentions(html, {mention_key(name)})
    assert named == {mention_key(name)}
    assert '<span class="mention">@' in marked
