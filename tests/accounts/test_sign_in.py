"""Signing in by a code: who gets in, what nobody learns by it, and how often it may be tried."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache, caches
from django.test import Client, RequestFactory

from addyours.accounts.actions import issue_sign_in_link, switch_account
from addyours.accounts.adapter import AccountAdapter
from addyours.accounts.models import Limit, Role, User
from tests import factories as make
from tests.accounts.visitors import CONFIRM, LOGIN, ask, code_in, is_in, sign_in, visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser():
    return visitor()


@pytest.mark.parametrize(("role", "place"), [("owner", "/newsroom/"), ("reader", "/account/")])
def test_a_code_signs_in(browser, mailoutbox, role, place):
    user = make.make_user(role, email="mara@example.com")
    answer = sign_in(browser, "MARA@example.com", mailoutbox)
    assert answer["Location"] == place
    assert browser.session["_auth_user_id"] == str(user.pk)
    assert mailoutbox[0].to == ["mara@example.com"]
    assert browser.get("/account/").status_code == 200


def test_a_new_address_becomes_an_account_once_a_name_is_given(browser, mailoutbox):
    answer = sign_in(browser, "new@example.com", mailoutbox, next="/news/")
    assert answer["Location"] == "/account/signup/?next=%2Fnews%2F"
    assert not User.objects.exists()
    assert browser.post("/account/signup/", {"name": " \u200b"}).status_code == 422
    greedy = {"name": "Ilse", "role": "owner", "is_superuser": "1", "email": "other@example.com"}
    answer = browser.post("/account/signup/?next=/news/", greedy)
    assert answer["Location"] == "/account/welcome/?next=%2Fnews%2F"
    assert b'href="/news/"' in browser.get(answer["Location"]).content
    user = User.objects.get()
    assert (user.email, user.name, user.role) == ("new@example.com", "Ilse", Role.READER)
    assert not any((user.is_staff, user.is_superuser))
    assert not user.groups.exists()
    assert EmailAddress.objects.get().verified
    assert is_in(browser)


def test_nobody_makes_an_account_of_an_address_without_its_code(browser, mailoutbox):
    ask(browser, "new@example.com")
    answer = browser.post("/account/signup/", {"name": "Ilse", "email": "new@example.com"})
    assert (answer.status_code, answer["Location"]) == (302, LOGIN)
    assert not User.objects.exists()


def test_known_unknown_and_switched_off_addresses_get_the_same_answers(mailoutbox):
    make.make_user(email="kim@example.com")
    switch_account(make.make_user(email="off@example.com"), is_active=False)
    seen = set()
    for email in ("kim@example.com", "new@example.com", "off@example.com"):
        browser = visitor()
        answer = ask(browser, email)
        page = browser.get(CONFIRM).content.decode()
        wrong = browser.post(CONFIRM, {"code": "0000-0000"}).content.decode()
        hide = [email, code_in(mailoutbox[-1]), re.compile(r'name="csrf[^>]*"')]
        texts = [page, wrong, mailoutbox[-1].subject, mailoutbox[-1].body]
        for secret in hide:
            texts = [re.sub(secret, "…", text) for text in texts]
        seen.add((answer.status_code, answer["Location"], *texts))
    assert len(mailoutbox) == 3
    assert len(seen) == 1


def test_a_switched_off_account_is_told_so_only_once_the_address_is_proven(browser, mailoutbox):
    switch_account(make.make_user(email="off@example.com"), is_active=False)
    answer = sign_in(browser, "off@example.com", mailoutbox)
    answer = browser.get(answer["Location"])
    assert answer["Location"] == "/account/inactive/"
    assert not is_in(browser)


def test_a_session_gets_another_key_when_somebody_signs_in(browser, mailoutbox):
    make.make_user(email="kim@example.com")
    ask(browser, "kim@example.com")
    before = browser.session.session_key
    browser.post(CONFIRM, {"code": code_in(mailoutbox[-1])})
    assert browser.session.session_key != before
    assert not visitor().session.exists(before)


def test_a_link_gives_the_session_another_key_too(browser):
    browser.get(LOGIN)
    browser.post(LOGIN, {"login": "kim@example.com"})
    before = browser.session.session_key
    assert before
    browser.post(f"/sign-in/{issue_sign_in_link(make.make_user('reader'))}/")
    assert is_in(browser)
    assert browser.session.session_key != before
    assert not visitor().session.exists(before)


def test_a_code_can_be_guessed_five_times_and_used_once(browser, mailoutbox):
    make.make_user(email="kim@example.com")
    sign_in(browser, "kim@example.com", mailoutbox)
    used = code_in(mailoutbox[-1])
    for again in (visitor(), browser):
        again.post("/account/logout/")
        again.post(CONFIRM, {"code": used})
        assert not is_in(again)
    ask(browser, "kim@example.com")
    browser.post(CONFIRM, {"code": used})
    assert not is_in(browser)
    ask(browser, "kim@example.com")
    for _ in range(5):
        answer = browser.post(CONFIRM, {"code": "0000-0000"})
    assert answer["Location"] == LOGIN
    browser.post(CONFIRM, {"code": code_in(mailoutbox[-1])})
    assert not is_in(browser)


def test_a_place_to_go_to_afterwards_is_on_this_site(browser, mailoutbox):
    make.make_user(email="kim@example.com")
    answer = sign_in(browser, "kim@example.com", mailoutbox, next="https://elsewhere.example/")
    assert answer["Location"] == "/account/"


def test_codes_are_limited_by_address_for_all_processes_and_no_address_is_kept(mailoutbox):
    for number in range(7):
        answer = Client(REMOTE_ADDR=f"192.0.2.{number}").post(LOGIN, {"login": "a@example.com"})
    assert len(mailoutbox) == 5
    assert b"tried too often" in answer.content
    assert Limit.objects.exists()
    kept = "".join(Limit.objects.values_list("cache_key", flat=True))
    assert "192.0.2" not in kept
    assert "a@example.com" not in kept
    cache.clear()
    ask(visitor(), "a@example.com")
    assert len(mailoutbox) == 5


def test_limits_can_be_switched_off_for_load_tests(settings, browser, mailoutbox):
    settings.ACCOUNT_RATE_LIMITS = False
    for _ in range(7):
        browser.post(f"{LOGIN}?again", {"login": "a@example.com"})
    assert len(mailoutbox) == 7


def test_only_what_allauth_counts_is_shared():
    cache.set("something", 1)
    cache.set("allauth:rl:x", [1.0], 60)
    assert Limit.objects.count() == 1
    assert caches["limits"].get("allauth:rl:x") == cache.get("allauth:rl:x") == [1.0]
    assert cache.add("allauth:rl:x", 2) is False
    assert cache.delete("allauth:rl:x")
    assert (cache.get("allauth:rl:x"), cache.get("something")) == (None, 1)


def test_what_stands_for_a_network_address_tells_nothing_of_it():
    rf = RequestFactory()
    seen = [rf.get("/", REMOTE_ADDR=one) for one in ("192.0.2.1", "192.0.2.2", "2001:db8::1", "")]
    names = [AccountAdapter().get_client_ip(request) for request in seen]
    assert len(set(names)) == 4
    assert all(name.startswith("fd") for name in names)
    assert "192" not in names[0].split(":")[-1]
