"""Places in lists, ranges, answers of machines, settings: what is read from outside is read or refused."""

from __future__ import annotations

import json
from contextlib import suppress
from itertools import pairwise
from time import process_time
from types import SimpleNamespace
from typing import Any

from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as some

from addyours.comments.live import PATH, _since
from addyours.comments.models import PATH_STEP
from addyours.comments.queries.order import is_path
from addyours.conf import SettingsRefused, read
from addyours.moderation import outside
from addyours.newsroom.paging import LARGEST_ID, changed, number
from addyours.newsroom.queue.forms import FilterForm
from addyours.stories.queries import _cursor, _read_cursor
from addyours.text.quoted_speech import LONGEST_PARAGRAPH
from addyours.text.quoted_speech import read as read_speech
from addyours.web.files import _part
from tests.factories import NOON
from tests.security.spoiled import ODD_TEXTS, ODD_VALUES, odd_values, spoiled, tries

bounded = tries(60)
TEXT = some.one_of(
    some.sampled_from(ODD_TEXTS), some.text(max_size=40), some.text("0123456789-.٣²", max_size=40)
)
SPEECH = some.lists(
    some.sampled_from(
        [
            "“",
            "”",
            "‘",
            "’",
            '"',
            "«",
            "»",
            "(",
            "[",
            ", ",
            ". ",
            " said ",
            " told The Pier ",
            "Ada Quill",
            "Mr Tern",
            "He",
            "who",
            " and ",
            "on Monday",
            " added: ",
            "In May 2020",
            "J. R. Oak",
            "O’Neil",
            "the mayor",
            "…",
            "—",
            "\u202e",
            "\0",
            "34",
            ", 34,",
            " of ",
            "a’",
        ]
    ),
    max_size=40,
).map("".join)


@bounded
@given(text=TEXT)
def test_a_place_in_a_list_is_a_number_or_nothing(text):
    assert number(text) is None or 0 < number(text) <= LARGEST_ID
    seen = _since({"headers": [(b"last-event-id", text.encode("utf-8", "replace"))]})
    assert seen is None or 0 <= seen < 10**18
    asked = {"headers": [], "query_string": b"after=" + text.encode("utf-8", "replace")}
    assert _since(asked) is None or _since(asked) >= 0
    found = PATH.fullmatch(f"/threads/{text}/live/")
    assert found is None or int(found[1]) < 10**18
    if is_path(text):
        assert len(text) % PATH_STEP == 0
    place = _read_cursor(text)
    assert place is None or place[0].year < 9999


@bounded
@given(
    at=some.datetimes(
        min_value=NOON.replace(year=1971, tzinfo=None), timezones=some.just(NOON.tzinfo)
    ),
    pk=some.integers(1, 10**17),
)
def test_a_place_in_a_list_of_stories_comes_back(at, pk):
    at = at.replace(year=min(at.year, 5000)) if (at.month, at.day) != (2, 29) else NOON
    story: Any = SimpleNamespace(published_at=at, pk=pk)
    assert _read_cursor(_cursor(story)) == (at, pk)


@bounded
@given(
    pairs=some.lists(
        some.tuples(
            some.sampled_from(
                ["after", "state", "since", "until", "thread", "q", "order", "reason", "held"]
            ),
            TEXT,
        )
    )
)
def test_a_filter_of_the_queue_takes_anything(pairs):
    query = QueryDict(mutable=True)
    for name, value in pairs:
        query.appendlist(name, value)
    wanted = FilterForm.read(query)
    assert wanted.thread is None or 0 < wanted.thread < 2**63
    assert QueryDict(changed(query, after=5))["after"] == "5"


@bounded
@given(
    asked=some.one_of(
        some.text("bytes=-,0123456789 ", max_size=30).map(lambda text: f"bytes={text}".encode()),
        spoiled(b"bytes=3-9"),
    ),
    size=some.integers(0, 50),
)
def test_a_range_is_within_the_file_or_none(asked, size):
    found: Any = SimpleNamespace(size=size, etag=b'"x"')
    part = _part({b"range": asked}, found, b"")
    assert part is None or 0 <= part[0] <= part[1] <= size


@bounded
@given(
    told=some.one_of(
        spoiled(b'{"verdict": "hold", "reason": "Rude."}'),
        odd_values({"verdict": "hold", "reason": "Rude."}).map(
            lambda one: json.dumps(one).encode()
        ),
        some.sampled_from(ODD_VALUES).map(lambda one: json.dumps(one).encode()),
    )
)
def test_an_answer_of_the_outside_judge_is_understood_or_none(told):
    with suppress(outside.NoAnswer):
        found = outside._finding(told)
        assert found is None or len(found.reason) <= 200


@bounded
@given(
    name=some.sampled_from(
        [
            "OIDC",
            "BASE_URL",
            "MAIL_URL",
            "DATABASE_URL",
            "JUDGE_URL",
            "CDN_PURGE",
            "TRUSTED_PROXIES",
            "MAIL_BOUNCES",
            "WORKERS",
            "MAIL_FROM",
        ]
    ),
    value=TEXT
    | odd_values([{"name": "a", "id": "b", "secret": "c", "server": "https://d.example"}]).map(
        json.dumps
    ),
)
def test_a_setting_is_understood_or_refused(name, value, tmp_path_factory):
    with suppress(SettingsRefused):
        read({f"ADDYOURS_{name}": value}, data=tmp_path_factory.getbasetemp())


@bounded
@given(paragraphs=some.lists(SPEECH | TEXT, max_size=6))
def test_quoted_speech_is_read_in_any_text(paragraphs):
    reading = read_speech(paragraphs)
    assert len(reading.passages) == len(paragraphs)
    for quote in reading.quotes:
        for one, next_one in pairwise(quote.pieces):
            assert one.end <= next_one.start


def test_quoted_speech_takes_time_with_the_text():
    """What stands in an imported page is as long and as strange as its maker wants."""
    length = LONGEST_PARAGRAPH // 2
    for unit in ("“a” ", "‘a’, he said. ", "Ada Quill ", "“Ada said “"):
        begin = process_time()
        read_speech([(unit * length)[:length]])
        assert process_time() - begin < 10, unit
