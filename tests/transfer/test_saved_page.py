"""Reading saved pages: what is kept, what is left out, what is refused."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from addyours.transfer.boilerplate import is_boilerplate
from addyours.transfer.saved_page import (
    MOST_BYTES,
    Heading,
    ListBlock,
    PageRefused,
    Paragraph,
    Picture,
    Quote,
    SavedPage,
    as_json,
    check_size,
    read_page,
)

FIXTURES = Path(__file__).parent / "fixtures"
LONG = "The bell tower of Eastmere was painted blue on Monday, and nobody could say who did it. "


def _read(name: str) -> SavedPage:
    return read_page((FIXTURES / name).read_bytes(), name=name)


def _refusal(data: bytes, name: str = "page.html") -> PageRefused:
    with pytest.raises(PageRefused) as caught:
        read_page(data, name=name)
    assert "\n" not in caught.value.reason
    return caught.value


def test_an_html_page_gives_its_headline_byline_time_and_address() -> None:
    page = _read("ferry.html")
    assert page.title == "The last ferry to Gull Island"
    assert not page.title_is_guess
    assert page.dek == "After ninety years the boat stops, and so does the bakery."
    assert page.authors == ("Linnea Brook",)
    assert page.published_at == datetime.fromisoformat("2024-05-04T08:30:00+02:00")
    assert page.url == "https://echo.example/2024/05/last-ferry/"
    assert page.site_name == "The Eastmere Echo"
    assert page.caption == "Skipper Osric Vane at the quay. Photo: Linnea Brook"


def test_an_html_page_keeps_its_blocks_in_order_and_loses_its_boilerplate() -> None:
    kinds = [type(block) for block in _read("ferry.html").blocks]
    assert kinds == [
        Picture, Paragraph, Quote, Heading, Paragraph, Quote, Paragraph, ListBlock, Quote, Paragraph,
    ]  # fmt: skip


def test_the_quotes_of_an_html_page_have_their_speakers() -> None:
    page = _read("ferry.html")
    assert [quote.speaker for quote in page.quotes] == [
        "Osric Vane",
        "Wilhelmina Strand",
        "Wilhelmina Strand",
    ]
    assert page.quotes[0].text == "Nobody asked the gulls. Nobody asked me either."
    assert page.quotes[0].speaker_note == "58"
    assert page.quotes[1].said_to == "The Eastmere Echo"
    assert page.people == ("Osric Vane", "Wilhelmina Strand")


def test_a_plain_text_page_without_a_headline_gets_a_working_title_and_says_so() -> None:
    page = _read("orchestra.txt")
    assert page.title_is_guess
    assert page.title.startswith("Ottilie Grand has not set foot")
    assert any("headline" in sentence for sentence in page.unsure)
    assert page.caption == "Ottilie Grand and Hamish Doyle"


def test_a_plain_text_page_keeps_every_paragraph_and_resolves_its_pronouns() -> None:
    page = _read("orchestra.txt")
    assert len(page.blocks) == 8
    assert [(quote.speaker, quote.said_to) for quote in page.quotes] == [
        ("Ottilie Grand", "Bow Weekly"),
        ("Ottilie Grand", "Bow Weekly"),
        ("Hamish Doyle", None),
    ]
    assert page.quotes[0].attribution.startswith("Grand, 47, told Bow of Doyle")
    assert page.people == ("Ottilie Grand", "Hamish Doyle")


def test_a_text_page_with_a_headline_byline_date_and_address_gives_them() -> None:
    text = (
        "Bell tower turns blue\nBy Linnea Brook\n4 May 2024\nhttps://echo.example/tower\n\n"
        f"{LONG * 2}\n\n{LONG}"
    )
    page = read_page(text.encode(), name="tower.txt")
    assert page.title == "Bell tower turns blue"
    assert not page.title_is_guess
    assert page.authors == ("Linnea Brook",)
    assert page.published_at is not None
    assert page.published_at.date().isoformat() == "2024-05-04"
    assert page.url == "https://echo.example/tower"
    assert len(page.blocks) == 2


def test_readers_comments_under_a_text_page_are_left_out_and_that_is_said() -> None:
    text = f"Blue tower\n\n{LONG * 2}\n\n2 comments\n\nI like it blue.\n\nI do not."
    page = read_page(text.encode(), name="-")
    assert [type(block) for block in page.blocks] == [Paragraph]
    assert any("comments" in sentence for sentence in page.unsure)


def test_hard_wrapped_lines_become_one_paragraph() -> None:
    wrapped = (
        "The bell tower of Eastmere was painted blue on Monday, and\n"
        "nobody could say who did it, although the sexton had blue\n"
        "hands and the painter had none.\n\nThe sexton would not talk to anybody about it."
    )
    page = read_page(wrapped.encode(), name="-")
    assert len(page.blocks) == 2


def test_a_short_paragraph_between_others_is_not_lost() -> None:
    body = f"<p>{LONG * 2}</p><p>No.</p><p>{LONG}</p>"
    page = read_page(f"<html><body><article>{body}</article></body></html>".encode(), name="x")
    assert [block.text for block in page.blocks if isinstance(block, Paragraph)][1] == "No."


def test_json_has_what_scripts_rely_on() -> None:
    found = json.loads(json.dumps(as_json(_read("orchestra.txt"))))
    assert {"url", "title", "quotes", "people", "unsure"} <= set(found)
    assert {"text", "speaker", "said_to", "speaker_note", "attribution", "unsure"} <= set(
        found["quotes"][0]
    )
    assert found["url"] is None


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"%PDF-1.7 and so on", "binary"),
        (b"PK\x03\x04rest", "binary"),
        (b"\x89PNG\r\n\x1a\n", "binary"),
        (b"\xff\xd8\xff\xe0 JFIF", "binary"),
        (b"text with a \x00 in it", "binary"),
        (bytes(range(1, 32)) * 40, "binary"),
        (b'<meta charset="utf-8"><p>caf\xe9 is closed today.</p>', "encoding"),
        (LONG.encode() + "It’s “her’s” she’d say, “won’t it”".encode().decode("cp1252", "replace").encode(), "encoding"),
        (b"\xff\xfe" + "The tower".encode("utf-16-le") + b"\x00", "encoding"),
        (b"<html><head><title>Nothing</title></head><body></body></html>", "no_article"),
        (b"<html><body><nav><a href='/'>Home</a></nav></body></html>", "no_article"),
        (b"Leave a comment\n\nShare this\n", "no_article"),
    ],
)  # fmt: skip
def test_what_is_no_page_is_refused_in_one_line(data: bytes, code: str) -> None:
    assert _refusal(data).code == code


def test_a_page_over_the_limit_is_refused_with_its_size_and_the_limit() -> None:
    with pytest.raises(PageRefused) as caught:
        check_size(50 * 1024 * 1024)
    assert caught.value.code == "too_big"
    assert "50.0 MB" in caught.value.reason
    assert "20 MB" in caught.value.reason
    check_size(MOST_BYTES)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_pages_in_other_encodings_are_read_when_they_can_be(encoding: str) -> None:
    text = f"Café news\n\n{LONG * 3}\n\n“It’s the café’s blue,” said Linnea Brook."
    page = read_page(text.encode(encoding), name="-")
    assert page.title == "Café news"
    assert page.quotes[0].text == "It’s the café’s blue."
    assert bool(page.unsure) == (encoding == "cp1252")


def test_a_declared_charset_is_believed() -> None:
    body = f"<p>{LONG}</p><p>Колокол молчит уже третий день подряд.</p>"
    data = f'<html><head><meta charset="windows-1251"></head><body>{body}</body></html>'
    page = read_page(data.encode("cp1251"), name="x.html")
    assert any("Колокол" in block.text for block in page.blocks if isinstance(block, Paragraph))


@pytest.mark.parametrize(
    "text",
    [
        "«Nous partons», dit Lucien. ",
        "„Wir gehen“, sagte Greta. ",
        "「行こう」と言った。",
        "»Vi går,« sagde hun. ",
    ],
)
def test_quote_marks_of_other_languages_are_read_without_harm(text: str) -> None:
    page = read_page((LONG + "\n\n" + text * 3).encode(), name="-")
    assert page.blocks


def test_deeply_nested_html_is_read_or_refused() -> None:
    _read_or_refuse(b"<html><body>" + b"<div>" * 100_000 + b"<p>" + LONG.encode() + b"</p>")


@pytest.mark.parametrize(
    "line",
    ["Leave a comment", "comments – Add Yours", "comments – Add Yours12", "Share this:", "Advertisement",
     "Facebook Twitter Pinterest", "Related", "Read more: A pier in the sky", "Sign up for our newsletter",
     "© 2024 The Eastmere Echo", "Filed under: News, Sport", "12 Comments"],
)  # fmt: skip
def test_lines_around_a_story_are_known(line: str) -> None:
    assert is_boilerplate(line)


@pytest.mark.parametrize(
    "line",
    ["Share prices fell.", "He left a comment on the wall of the town hall and went home.",
     "Related to the king, she was never asked for a ticket.", "“Print it,” she said.",
     "Home is where the ferry stops.", "More than that, they wanted bread."],
)  # fmt: skip
def test_lines_of_a_story_are_not_taken_for_boilerplate(line: str) -> None:
    assert not is_boilerplate(line)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=3000))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    _read_or_refuse(data)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=2000))
def test_any_text_is_read_or_refused(text: str) -> None:
    _read_or_refuse(text.encode("utf-8", "surrogatepass"))


_PIECES = st.sampled_from(
    ["<p>", "</p>", "<div class='share'>", "</div>", "<blockquote>", "</blockquote>", "<ul><li>", "“", "”",
     '"', "'", "‘", "’", "«", "»", " said ", " told ", " Mara Lind", ", 34,", " who ", " he ", ": ", ". ", ",",
     "\n\n", "—", " according to ", " the mayor", " and ", "The Echo Times", "<figure><img src=x>", "\ud83d",
     "<script type='application/ld+json'>", "{", "[", "</script>", "<meta charset=utf-7>", "1. ", "\u202e"]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(_PIECES, max_size=80), st.booleans())
def test_any_mixture_of_news_and_markup_is_read_or_refused(pieces: list[str], html: bool) -> None:
    text = ("<html><body>" if html else "") + "".join(pieces)
    _read_or_refuse(text.encode("utf-8", "surrogatepass"))


def _read_or_refuse(data: bytes) -> None:
    try:
        page = read_page(data, name="-")
    except PageRefused as error:
        refused = error
    else:
        assert page.title
        assert json.dumps(as_json(page)).encode()
        return
    assert refused.code
    assert len(refused.reason.splitlines()) == 1
