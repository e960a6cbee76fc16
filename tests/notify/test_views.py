"""Mails are stopped by one click of a mail program, or by a page; never by merely looking."""

from __future__ import annotations

import pytest
from django.test import Client

from addyours.accounts.mail import Kind, stop_url
from addyours.conf import current
from addyours.notify.queries import is_stopped

pytestmark = pytest.mark.django_db
ADA = "ada@example.com"


@pytest.fixture
def path() -> str:
    return stop_url(Kind.DIGEST, ADA).removeprefix(current().site_url)


def test_one_click_needs_no_cookie_and_no_token_of_ours(path):
    program = Client(enforce_csrf_checks=True)
    answer = program.post(
        path, {"List-Unsubscribe": "One-Click"}, headers={"sec-fetch-site": "cross-site"}
    )
    assert (answer.status_code, answer.cookies) == (200, {})
    assert is_stopped(Kind.DIGEST, ADA)
    assert not is_stopped(Kind.ANSWER, ADA)


def test_looking_changes_nothing_and_the_button_does(client, path):
    html = client.get(path).content.decode()
    assert "Stop these mails" in html
    assert ADA in html
    assert "no-store" in client.get(path)["Cache-Control"]
    assert not is_stopped(Kind.DIGEST, ADA)
    html = client.post(path).content.decode()
    assert is_stopped(Kind.DIGEST, ADA)
    assert "Start them again" in html
    client.post(path)
    client.post(path, {"again": "1"})
    assert not is_stopped(Kind.DIGEST, ADA)


@pytest.mark.parametrize("token", ["x", "WyJkaWdlc3QiLCJhQGIuYyJd:1abc:forged", "a" * 3000])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_link_that_is_not_ours_stops_nothing(client, token, method):
    answer = getattr(client, method)(f"/mail/stop/{token}/")
    assert answer.status_code == 404
    assert "not known here" in answer.content.decode()
