"""Bad input gets a clear answer, never a crash: every reader of texts, with what nobody meant."""

from __future__ import annotations

import gzip
import tracemalloc
from contextlib import suppress
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as some

from addyours.moderation.scorer.reading import read
from addyours.moderation.words.patterns import wildcards
from addyours.text.excerpt import excerpt
from addyours.text.fold import clean, clean_line, fold, fold_name
from addyours.text.markdown import to_html
from addyours.text.mentions import mention_candidates, with_mentions
from addyours.text.names import latin_looks, skeletons
from addyours.text.rich import safe_inline, safe_page
from addyours.text.rich_paragraphs import rich_paragraphs
from addyours.transfer.decoding import decode
from addyours.transfer.errors import PageRefused
from addyours.transfer.html_blocks import to_blocks
from addyours.transfer.joining import address_of
from addyours.transfer.source_time import read_time
from addyours.transfer.unpacking import unpacked
from tests.security.spoiled import tries

bounded = tries(40)
NASTY = [
    "",
    "\0",
    "\ud7ff\ufffe\u202e\u2066",
    "e" + "\u0301" * 300,
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "%00%0d%0aSet-Cookie:x=1",
    "../../../../etc/passwd",
    "-1",
    "0",
    "9" * 30,
    "1e400",
    "[" * 5_000,
    "2031-13-45",
    "id__in",
    "a" * 20_000,
]
TEXT = some.one_of(
    some.sampled_from(NASTY),
    some.text(max_size=60),
    some.lists(
        some.sampled_from(
            ["*", "_", "`", "[", "](", ")", "<", ">", "&", "\n", " ", "@", "a.b", "://"]
        ),
        max_size=60,
    ).map("".join),
)
PURE = [
    to_html, clean, clean_line, fold, fold_name, mention_candidates, skeletons, latin_looks,
    safe_inline, safe_page, rich_paragraphs, to_blocks, address_of, read_time, read, wildcards,
]  # fmt: skip


@pytest.mark.parametrize("reader", PURE, ids=lambda one: one.__name__)
@bounded
@given(text=TEXT)
def test_a_reader_of_texts_takes_anything(reader, text):
    reader(text)


@bounded
@given(text=TEXT, data=some.binary(max_size=200), length=some.integers(1, 50))
def test_what_readers_of_texts_make_is_text_again(text, data, length):
    html = to_html(clean(text))
    assert "<script" not in html
    assert with_mentions(html, mention_candidates(html))
    assert len(excerpt(text, length)) <= length + 1
    with suppress(PageRefused):  # Which is an answer.
        assert isinstance(decode(data)[0], str)


@pytest.mark.parametrize("unit", ["*a ", "[", "![a](", "`", "<a ", "@", "a@", "> ", "- ", "\\", "&", "a.", "http://", "_*", "(", "e\u0301", "\u202e", " \n", "watch?v=", "a-b."])  # fmt: skip
def test_time_grows_no_faster_than_a_text_however_often_something_is_repeated(unit):
    text = (unit * 5_000)[:5_000]
    begin = process_time()
    html = to_html(clean(text))
    mention_candidates(html)
    read(text)
    fold_name(text[:80])
    safe_inline(text)
    assert process_time() - begin < 2


def test_a_packed_bomb_is_unpacked_no_further_than_it_is_read(tmp_path):
    file = tmp_path / "bomb.gz"
    file.write_bytes(gzip.compress(bytes(30_000_000), 1))
    tracemalloc.start()
    try:
        with unpacked(file) as (opened, _position):
            assert opened.read(65_536) == bytes(65_536)
        assert tracemalloc.get_traced_memory()[1] < 3_000_000
    finally:
        tracemalloc.stop()
