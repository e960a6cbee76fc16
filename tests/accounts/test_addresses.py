"""Network addresses as keys: the same sender has the same key, and a key tells nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from addyours.accounts.addresses import address_key
from addyours.conf import current
from addyours.web import middleware


def key(address):
    return address_key(RequestFactory().get("/", REMOTE_ADDR=address))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("192.0.2.1", "::ffff:192.0.2.1"),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff"),
        ("2001:DB8:1:2::1", "2001:db8:1:2::1"),
        ("fe80::1%eth0", "fe80::2"),
    ],
)
def test_one_sender_has_one_key(one, other):
    assert key(one) == key(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("192.0.2.1", "192.0.2.2"),
        ("2001:db8:1:2::1", "2001:db8:1:3::1"),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2"),
    ],
)
def test_two_senders_have_two_keys(one, other):
    assert key(one) != key(other)


@pytest.mark.parametrize("address", ["", "unknown", "192.0.2.1:80", "1.2.3", "\x00", "é"])
def test_what_is_no_address_has_no_key(address):
    assert key(address) == ""


def test_a_key_depends_on_the_secret_and_does_not_show_the_address(settings):
    before = key("192.0.2.1")
    assert "192" not in before.removeprefix("address:")[:3]
    assert before.startswith("address:")
    settings.SECRET_KEY = "another one " * 5
    assert key("192.0.2.1") != before


@pytest.fixture
def sender(monkeypatch):
    """Return what tells the address and scheme that the site believes, given trusted proxies."""

    def seen(proxies, **meta):
        conf = replace(current(), trusted_proxies=proxies)
        monkeypatch.setattr(middleware, "current", lambda: conf)
        request = RequestFactory().get("/", **meta)
        middleware.ForwardedHeaders(lambda request: HttpResponse())(request)
        return request.META["REMOTE_ADDR"], request.scheme

    return seen


def test_forwarded_headers_of_strangers_are_ignored(sender):
    meta = {"REMOTE_ADDR": "192.0.2.9", "HTTP_X_FORWARDED_FOR": "203.0.113.7"}
    assert sender(("10.0.0.0/8",), **meta, HTTP_X_FORWARDED_PROTO="https") == ("192.0.2.9", "http")


@pytest.mark.parametrize(
    ("proxy", "chain", "expected"),
    [
        ("10.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("10.0.0.1", "1.1.1.1, 203.0.113.7", "203.0.113.7"),
        ("10.0.0.1", "1.1.1.1, 203.0.113.7, 10.0.0.2", "203.0.113.7"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("::1", "2001:db8::7", "2001:db8::7"),
        ("::ffff:10.0.0.1", "203.0.113.7", "203.0.113.7"),
    ],
)
def test_the_last_sender_before_the_trusted_proxies_is_believed(sender, proxy, chain, expected):
    meta = {"REMOTE_ADDR": proxy, "HTTP_X_FORWARDED_FOR": chain}
    assert sender(("10.0.0.0/8", "::1"), **meta)[0] == expected


@pytest.mark.parametrize(
    ("said", "scheme"), [("https", "https"), ("HTTPS ", "https"), ("gopher", "http"), ("", "http")]
)
def test_a_trusted_proxy_says_whether_it_was_https(sender, said, scheme):
    assert sender(("10.0.0.1",), REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_PROTO=said)[1] == scheme
