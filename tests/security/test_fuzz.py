"""Bad input gets a clear answer, never a crash: every address and every reader of texts, with what nobody meant."""

from __future__ import annotations

import gzip
import tracemalloc
from contextlib import suppress
from time import process_time

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
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
from tests import factories as make
from tests.comments.reader import Reader
from tests.security.addresses import all_addresses

bounded = settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
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
NUMBER = some.sampled_from([0, 1, 2**31, 2**63, 2**64, 10**30])
NAMES = [
    "name", "body", "parent", "email", "after", "before", "page", "q", "order", "sort", "p", "cursor",
    "exact", "prefix", "suffix", "start", "end", "value", "reason", "details", "since", "ids", "state",
    "query", "filter", "one", "choice", "path", "title", "version", "website", "at", "kind", "month",
]  # fmt: skip
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


@pytest.mark.django_db
@pytest.mark.sqlite_only
def test_no_address_crashes_whatever_is_sent(values):
    """Drive a schema made from the URL map: each parameter, field, method and kind of body."""
    readers = [Reader(), Reader()]
    readers[1].force_login(make.make_user("reader"))
    readers.append(Reader())
    readers[2].force_login(make.make_user("owner"))
    places = [one for one in all_addresses() if not one.route.startswith("newsroom/")]
    ours = all_addresses("newsroom/conversation/") + all_addresses("newsroom/mails/")
    crashes = set()

    @settings(bounded, max_examples=4)
    @given(
        sent=some.dictionaries(some.sampled_from(NAMES), TEXT, min_size=20),
        number=NUMBER,
        word=TEXT.filter(lambda text: 0 < len(text) < 200),
        kind=some.sampled_from(["form", "application/json", "multipart/form-data; boundary=x"]),
    )
    def attack(sent, number, word, kind):
        for address in [*places, *ours]:
            path = address.path(_Wild(values, number, word))
            browser = readers[2] if address in ours else readers[number % 2]
            for method in ("get", "post"):
                answer = _send(browser, method, path, sent, kind)
                if answer.status_code >= 500:
                    crashes.add(f"{method} {address.route} {answer.status_code}")

    for one in readers:
        one.raise_request_exception = False
    attack()
    assert crashes == set()


class _Wild(dict[str, object]):
    """Real things where numbers are small, so that what is behind them is reached, too."""

    def __init__(self, values, number, word):
        super().__init__(values if number == 1 else {})
        self.values_else = number, word

    def __missing__(self, key):
        number, word = self.values_else
        is_number = key.endswith(("_id", "number", "pk"))
        return number if is_number else "".join(c for c in word if c.isalnum()) or "x"


def _send(browser, method, path, sent, kind):
    cookies = browser.cookies.copy()
    with transaction.atomic():
        if method == "get" or kind == "form":
            answer = getattr(browser, method)(path, sent)
        else:
            answer = browser.post(path, repr(sent).encode("utf-8", "replace"), content_type=kind)
        transaction.set_rollback(True)
    browser.cookies = cookies
    return answer
