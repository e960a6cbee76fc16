"""Links that lead to the same page find the same kept page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addyours.pagecache.address import LONGEST_QUERY, address_of


def query_of(query: bytes) -> bytes | None:
    address = address_of(b"news.example", "/news/", query)
    return address[2] if address else None


@pytest.mark.parametrize(
    "query",
    [
        b"utm_source=mail&utm_campaign=a",
        b"fbclid=abc",
        b"gclid=1&gbraid=2&wbraid=3",
        b"mc_cid=1&mc_eid=2&igshid=3&msclkid=4&yclid=5&ttclid=6&twclid=7",
        b"_ga=1",
        b"mtm_source=x&pk_kwd=y",
    ],
)
def test_where_a_reader_comes_from_makes_no_difference(query):
    assert query_of(query) == b""


def test_the_order_of_parameters_makes_no_difference():
    assert query_of(b"sort=newest&after=12") == query_of(b"after=12&utm_id=4&sort=newest")


def test_what_matters_makes_a_difference():
    assert query_of(b"sort=newest") != query_of(b"sort=oldest")
    assert query_of(b"a=1&a=2") != query_of(b"a=1")
    assert query_of(b"before=") != query_of(b"")


def test_nobodys_link_is_not_kept():
    assert query_of(b"q=" + b"a" * LONGEST_QUERY) is None


def test_hosts_and_paths_are_apart():
    one = address_of(b"a.example", "/", b"")
    assert one != address_of(b"b.example", "/", b"")
    assert one != address_of(b"a.example", "/x", b"")


@given(st.binary(max_size=100))
def test_the_normal_form_is_its_own_normal_form(query):
    # The shortest way through the cache looks a query up as it stands.
    once = query_of(query)
    assert once is not None
    assert query_of(once) == once
