"""Signing in by a link, as a person does it and as a mail scanner does."""

from __future__ import annotations

import pytest
from django.test import Client

from addyours.accounts.actions import issue_sign_in_link, switch_account
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser():
    return Client(headers={"Sec-Fetch-Site": "same-origin"})


@pytest.mark.parametrize(("role", "place"), [("owner", "/newsroom/"), ("reader", "/")])
def test_a_click_on_the_link_signs_in(browser, role, place):
    user = make.make_user(role)
    url = f"/sign-in/{issue_sign_in_link(user)}/"
    assert browser.get(url).status_code == 200
    assert "sessionid" not in browser.cookies
    response = browser.post(url)
    assert response["Location"] == place
    assert browser.session["_auth_user_id"] == str(user.pk)


def test_looking_at_a_link_uses_it_up_for_nobody(browser):
    url = f"/sign-in/{issue_sign_in_link(make.make_user())}/"
    for _ in range(3):
        assert Client().get(url).status_code == 200
        assert Client().head(url).status_code == 200
    assert browser.post(url).status_code in (302, 303)


def test_a_link_that_signs_nobody_in_says_why(browser):
    user = make.make_user()
    url = f"/sign-in/{issue_sign_in_link(user)}/"
    browser.post(url)
    again = Client(headers={"Sec-Fetch-Site": "same-origin"})
    response = again.post(url)
    assert response.status_code == 410
    assert b"used already" in response.content
    assert again.post("/sign-in/unknown/").status_code == 410
    assert "_auth_user_id" not in again.session


def test_another_site_signs_nobody_in():
    url = f"/sign-in/{issue_sign_in_link(make.make_user())}/"
    for headers in ({}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}):
        assert Client(headers=headers).post(url).status_code == 403


def test_a_switched_off_account_is_signed_out_at_once(browser):
    user = make.make_user("moderator")
    browser.force_login(user)
    assert browser.get("/newsroom/").status_code == 200
    switch_account(user, is_active=False)
    assert browser.get("/newsroom/").status_code == 302


def test_a_reader_does_not_get_into_the_newsroom(browser):
    browser.force_login(make.make_user("reader"))
    assert browser.get("/newsroom/").status_code == 302
