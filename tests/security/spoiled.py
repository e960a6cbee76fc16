"""Spoils files a little, as somebody does who looks for what a reader did not think of."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as some

ODD_TEXTS = [
    "", " ", "\0", "-1", "0", "9" * 30, "1e999", "2031-13-45 99:99:99", "0000-00-00 00:00:00", "9999-12-31T23:59:59-14:00",
    "http://[", "//x", "https://a:b@c:99999/", "javascript:alert(1)", "/../../x", "a\u202eb", "e" + "\u0301" * 200, "<div>" * 300,
    "[caption]" * 30, "\ud7ff\uffff", "%00%ff", "x" * 5_000, "&#0;&#x110000;", "{\"root\":{}}", "[[[[", "true", "id__in",
]  # fmt: skip
ODD_VALUES: list[Any] = [
    *ODD_TEXTS, None, True, -1, 2**70, 1.5, float("nan"), float("inf"), [], {}, [[]], [None], {"": {}}, [{}, 7, "x"],
    "\ud800", json.loads("[" * 60 + "]" * 60), {"status": [], "id": {}, "url": 5, "children": 3, "type": []},
]  # fmt: skip
ODD_BYTES = [
    b"", b"\0", b"\xff\xfe", b"<![CDATA[", b"]]>", b"<item>", b"</item>", b"<x", b">", b"&amp;", b"&x;", b"&#0;", b'"', b"'", b"{", b"}",
    b"[", b"]", b",", b":", b"\n", b"\r", b"\n\n", b"<!DOCTYPE a [<!ENTITY x 'y'>]>", b"<?xml version='1.0' encoding='utf-7'?>", b"--",
    b"--b--\n", b"Content-Type: multipart/mixed; boundary=b\n\n", b"=?utf-8?b?/w==?=", b"\xed\xa0\x80", b"\x1f\x8b",
    b"<meta charset=idna>", b"<svg><a xlink:href=", b"</body>", b"<table><tr>", b"<script type='application/ld+json'>{",
]  # fmt: skip


def tries(most: int) -> settings:
    """Return the budget of a test: so many examples, the same in each run."""
    return settings(
        derandomize=True,
        database=None,
        deadline=None,
        max_examples=most,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


def spoiled(seed: bytes) -> some.SearchStrategy[bytes]:
    """Bytes cut out of a file, and others put in."""
    one = some.tuples(
        some.integers(0, len(seed)), some.sampled_from([0, 0, 1, 7, 200]), some.sampled_from(ODD_BYTES)
    )  # fmt: skip

    def apply(changes: list[tuple[int, int, bytes]]) -> bytes:
        data = seed
        for at, cut, put in changes:
            data = data[:at] + put + data[at + cut :]
        return data

    return some.lists(one, min_size=1, max_size=4).map(apply)


def odd_fields(seed: str, field: str = r"(?<=\[CDATA\[)[^\]]*(?=\]\])|(?<=>)[^<>]*(?=</)") -> Any:
    """A text in which some of what stands in its fields is something odd."""
    spans = [found.span() for found in re.finditer(field, seed)]

    def apply(changes: dict[tuple[int, int], str]) -> bytes:
        text = seed
        for (start, end), put in sorted(changes.items(), reverse=True):
            text = text[:start] + put + text[end:]
        return text.encode("utf-8", "surrogatepass")

    return some.dictionaries(
        some.sampled_from(spans), some.sampled_from(ODD_TEXTS), min_size=1, max_size=4
    ).map(apply)


def odd_values(seed: Any) -> Any:
    """A value in JSON in which some of what is in it is something odd."""
    places = list(_places(seed, ()))

    def apply(changes: dict[tuple[Any, ...], Any]) -> Any:
        value = copy.deepcopy(seed)
        for place, put in changes.items():
            holder = value
            try:
                for step in place[:-1]:
                    holder = holder[step]
                holder[place[-1]] = copy.deepcopy(put)
            except (TypeError, IndexError, KeyError):
                continue  # Another change has taken its place away.
        return value

    return some.dictionaries(
        some.sampled_from(places), some.sampled_from(ODD_VALUES), min_size=1, max_size=4
    ).map(apply)


def _places(value: Any, above: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    if above:
        yield above
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()  # fmt: skip
    for step, below in steps:
        yield from _places(below, (*above, step))
