"""Signing in with a provider by OpenID Connect: one that runs on this machine for the test."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from addyours.accounts.models import Role, User
from addyours.moderation.sanctions.actions import impose
from tests import factories as make

pytestmark = pytest.mark.django_db
BEGIN, BACK = "/account/oidc/harbour/login/", "/account/oidc/harbour/login/callback/"


class Provider:
    """A provider that vouches for whom the test says."""

    url: str
    says: dict[str, Any]
    forms: list[dict[str, list[str]]]


@pytest.fixture
def provider(settings) -> Iterator[Provider]:
    there = Provider()
    there.forms = []

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/userinfo":
                self.say(there.says)
                return
            pages = {"authorization_endpoint": "/authorize", "token_endpoint": "/token",
                     "userinfo_endpoint": "/userinfo", "jwks_uri": "/keys"}  # fmt: skip
            self.say({"issuer": there.url, **{name: there.url + at for name, at in pages.items()}})

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            there.forms.append(parse_qs(self.rfile.read(length).decode()))
            self.say({"access_token": "t", "token_type": "Bearer", "expires_in": 60})

        def say(self, what: dict[str, Any]) -> None:
            body = json.dumps(what).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    there.url = f"http://127.0.0.1:{server.server_port}"
    app = {"provider_id": "harbour", "name": "Harbour", "client_id": "news", "secret": "s3cret",
           "settings": {"server_url": there.url, "oauth_pkce_enabled": True}}  # fmt: skip
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    yield there
    server.shutdown()
    thread.join()
    server.server_close()


def come_back(provider, says, browser=None, **more):
    """Go to the provider and come back with what it says; the answer to that."""
    provider.says = {"sub": "17", "name": "Mara Vint", **says}
    browser = browser or Client()
    page = browser.post(BEGIN, more)
    assert page.status_code == 200
    url = unescape(re.search(r'content="0;url=([^"]+)"', page.content.decode())[1])
    assert url.startswith(f"{provider.url}/authorize?")
    state = parse_qs(urlsplit(url).query)["state"][0]
    return browser, browser.get(BACK, {"code": "c", "state": state})


def test_somebody_new_chooses_a_name_and_is_a_reader(provider):
    says = {"email": "Mara@example.com", "email_verified": True, "role": "owner"}
    browser, answer = come_back(provider, says, next="/news/")
    assert answer["Location"] == "/account/3rdparty/signup/"
    assert 'value="Mara Vint"' in browser.get(answer["Location"]).content.decode()
    form = {"name": "Mara V.", "email": "other@example.com", "role": "owner", "is_superuser": "1"}
    answer = browser.post(answer["Location"], form)
    assert answer["Location"] == "/news/"
    user = User.objects.get()
    assert (user.email, user.name, user.role) == ("mara@example.com", "Mara V.", Role.READER)
    assert not any((user.is_staff, user.is_superuser))
    assert not user.has_usable_password()
    assert EmailAddress.objects.get().verified
    assert provider.forms[0]["code_verifier"]
    again, answer = come_back(provider, {"email": "elsewhere@example.com"})
    assert again.session["_auth_user_id"] == str(user.pk)


def test_a_name_that_somebody_has_is_refused_with_all_else_kept(provider):
    make.make_user("editor", name="Una Tarn")
    browser, answer = come_back(provider, {"email": "m@example.com", "email_verified": True})
    url = answer["Location"]
    for name in ("Una Tarn", "", "x" * 81):
        answer = browser.post(url, {"name": name})
        assert answer.status_code == 200
        assert b'class="error"' in answer.content
    assert browser.post(url, {"name": "Mara Vint"}).status_code == 302
    assert User.objects.count() == 2


@pytest.mark.parametrize("role", ["reader", "owner"])
def test_an_account_with_the_address_is_signed_in_to_if_the_provider_has_verified_it(
    provider, role, mailoutbox
):
    user = make.make_user(role, email="kim@example.com")
    browser, _ = come_back(provider, {"email": "kim@example.com", "email_verified": True})
    assert browser.session["_auth_user_id"] == str(user.pk)
    assert SocialAccount.objects.get().user == user
    assert mailoutbox[0].to == ["kim@example.com"]


@pytest.mark.parametrize("word", [False, None, "false", "true", 0])
def test_an_account_is_not_taken_over_by_an_address_that_is_only_claimed(
    provider, word, mailoutbox
):
    make.make_user("owner", email="kim@example.com")
    browser, answer = come_back(provider, {"email": "kim@example.com", "email_verified": word})
    assert "_auth_user_id" not in browser.session
    answer = browser.post(answer["Location"], {"name": "Kim", "email": "kim@example.com"})
    browser.post(answer["Location"], {"code": "0000-0000"})
    assert "_auth_user_id" not in browser.session
    assert User.objects.count() == 1
    assert not SocialAccount.objects.exists()
    assert "There is one already" in mailoutbox[-1].body


def test_a_new_address_that_is_only_claimed_is_proven_by_a_code(provider, mailoutbox):
    browser, answer = come_back(provider, {"email": "mara@example.com"})
    answer = browser.post(answer["Location"], {"name": "Mara", "email": "mara@example.com"})
    assert answer["Location"] == "/account/confirm-email/"
    assert "_auth_user_id" not in browser.session
    code = re.search(r"\d{4}-\d{4}", mailoutbox[-1].body)[0]
    browser.post(answer["Location"], {"code": code})
    assert browser.session["_auth_user_id"] == str(User.objects.get().pk)


def test_a_provider_that_fails_is_said_so(provider, caplog):
    browser = Client()
    browser.post(BEGIN)
    answer = browser.get(BACK, {"error": "access_denied", "state": "x"})
    page = browser.get(answer["Location"]) if answer.status_code == 302 else answer
    assert b"code" in page.content
    assert page.status_code in (200, 401)
    assert browser.get("/account/oidc/unknown/login/").status_code == 404


@pytest.mark.parametrize("says", [{"sub": None, "email": 5}, {"sub": ""}, []])
def test_nonsense_of_a_provider_signs_nobody_in_and_is_no_defect(provider, says):
    provider.says = says
    browser = Client()
    page = browser.post(BEGIN)
    state = re.search(r"state=(\w+)", page.content.decode())[1]
    answer = browser.get(BACK, {"code": "c", "state": state}, follow=True)
    assert answer.status_code in (200, 401)
    assert "_auth_user_id" not in browser.session
    assert not User.objects.exists()


def test_a_provider_that_is_away_is_no_defect(settings):
    app = {"provider_id": "harbour", "name": "Harbour", "client_id": "news", "secret": "s3cret",
           "settings": {"server_url": "http://127.0.0.1:9"}}  # fmt: skip
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    answer = Client().post(BEGIN, follow=True)
    assert answer.status_code in (200, 401)
    assert b"did not sign you in" in answer.content


def test_no_account_is_made_of_an_address_whose_domain_was_shut_out(provider):
    user = make.make_user("reader", email="old@spam.example")
    impose("ban", "domain:spam.example", by=None)
    browser, answer = come_back(provider, {"email": "m@spam.example", "email_verified": True})
    answer = browser.post(answer["Location"], {"name": "Mara Vint"})
    assert "This address can&#x27;t be used here." in answer.content.decode()
    assert not User.objects.exclude(pk=user.pk).exists()
    browser, _ = come_back(provider, {"email": "old@spam.example", "email_verified": True})
    assert browser.session["_auth_user_id"] == str(user.pk)
