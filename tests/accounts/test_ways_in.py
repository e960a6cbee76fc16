"""The other ways in, the second step, one's address, and where one is signed in."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.usersessions.models import UserSession
from django.core.cache import cache

from addyours.accounts.actions import change_account, issue_sign_in_link, set_password
from addyours.accounts.devices import device_words
from addyours.accounts.models import User
from addyours.accounts.writers import COOKIE as GUEST_COOKIE
from tests import factories as make
from tests.accounts.visitors import (
    LOGIN,
    PASSWORD,
    SECRET,
    add_app,
    app_code,
    code_in,
    is_in,
    rule,
    sign_in,
    visitor,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser():
    return visitor()


@pytest.mark.parametrize("allowed", [False, True])
def test_readers_sign_in_by_a_password_only_where_the_site_wants(browser, allowed):
    set_password(make.make_user(email="kim@example.com"), password=PASSWORD)
    rule(readers_passwords=allowed)
    data = {"login": "kim@example.com", "password": PASSWORD}
    answer = browser.post("/account/login/password/", data)
    assert is_in(browser) is allowed
    wrong = visitor().post("/account/login/password/", data | {"password": "wrong"})
    assert (b"is not right" in answer.content) is not allowed
    assert b"is not right" in wrong.content
    assert (b"password" in visitor().get(LOGIN).content) is allowed


def test_staff_who_have_a_password_can_always_use_it(browser, client):
    set_password(make.make_user("editor", email="una@y.example"), password=PASSWORD)
    assert b"Sign in with a password" in browser.get(f"{LOGIN}?next=/newsroom/").content
    data = {"login": "UNA@y.example", "password": PASSWORD, "next": "/newsroom/images/"}
    answer = browser.post("/account/login/password/", data)
    assert answer["Location"] == "/newsroom/images/"


def test_a_new_password_signs_out_everywhere_else(mailoutbox):
    make.make_user("editor", email="una@y.example")
    here, there = visitor(), visitor()
    for browser in (here, there):
        sign_in(browser, "una@y.example", mailoutbox)
    data = {"password1": "quite another one", "password2": "quite another one"}
    assert here.post("/account/password/set/", data)["Location"] == "/account/"
    assert here.get("/account/").status_code == 200
    assert there.get("/account/").status_code == 302
    assert "given a password" in mailoutbox[-1].body


def test_readers_get_no_password_where_the_site_wants_none(browser, mailoutbox):
    user = make.make_user(email="kim@example.com")
    sign_in(browser, "kim@example.com", mailoutbox)
    data = {"password1": PASSWORD, "password2": PASSWORD}
    assert browser.post("/account/password/set/", data)["Location"] == "/account/"
    user.refresh_from_db()
    assert not user.has_usable_password()


def test_an_address_changes_once_the_new_one_is_proven_and_the_old_one_is_told(browser, mailoutbox):
    user = make.make_user(email="old@example.com")
    sign_in(browser, "old@example.com", mailoutbox)
    answer = browser.post("/account/email/", {"email": "New@example.com", "action_add": ""})
    assert answer["Location"] == "/account/confirm-email/"
    assert mailoutbox[-1].to == ["new@example.com"]
    user.refresh_from_db()
    assert user.email == "old@example.com"
    browser.post("/account/confirm-email/", {"code": code_in(mailoutbox[-1])})
    user.refresh_from_db()
    assert user.email == "new@example.com"
    assert [one.email for one in EmailAddress.objects.filter(user=user)] == ["new@example.com"]
    assert mailoutbox[-1].to == ["old@example.com"]
    assert "was changed" in mailoutbox[-1].body


def test_an_address_of_somebody_else_is_not_told_apart_before_it_is_proven(browser, mailoutbox):
    make.make_user(email="taken@example.com")
    user = make.make_user(email="old@example.com")
    sign_in(browser, "old@example.com", mailoutbox)
    for email in ("free@example.com", "taken@example.com"):
        answer = browser.post("/account/email/", {"email": email, "action_add": ""})
        assert answer["Location"] == "/account/confirm-email/"
        assert mailoutbox[-1].to == [email]
    browser.post("/account/confirm-email/", {"code": code_in(mailoutbox[-1])})
    user.refresh_from_db()
    assert user.email == "old@example.com"


def test_an_owner_who_changes_an_address_vouches_for_it_and_the_old_one_is_told(mailoutbox):
    user = make.make_user("editor", email="old@example.com")
    change_account(user, name=user.name, email="new@example.com")
    assert EmailAddress.objects.get(user=user).verified
    assert [mail.to for mail in mailoutbox] == [["old@example.com"]]


def test_a_sign_in_on_a_new_device_is_told_by_mail_and_on_a_known_one_not(mailoutbox):
    make.make_user(email="kim@example.com")
    browser = visitor()
    sign_in(browser, "kim@example.com", mailoutbox)
    browser.post("/account/logout/")
    sign_in(browser, "kim@example.com", mailoutbox)
    assert not [mail for mail in mailoutbox if "new device" in mail.body]
    sign_in(visitor(), "kim@example.com", mailoutbox)
    assert "new device" in mailoutbox[-1].body
    assert "Firefox on Linux" in mailoutbox[-1].body


def test_what_is_important_asks_again_who_signed_in_long_ago(browser, mailoutbox):
    make.make_user(email="kim@example.com")
    sign_in(browser, "kim@example.com", mailoutbox)
    session = browser.session
    session["account_authentication_methods"][0]["at"] -= 16 * 60
    session.save()
    url = browser.get("/account/2fa/webauthn/add/")["Location"]
    assert url.startswith("/account/reauthenticate/code/?next=")
    assert "Send me a code" in browser.get(url).content.decode()
    browser.post(url, {"action": "send"})
    assert browser.post(url, {"code": "0000-0000"}).status_code == 200
    answer = browser.post(url, {"code": code_in(mailoutbox[-1])})
    assert answer["Location"] == "/account/2fa/webauthn/add/"
    assert browser.get(answer["Location"]).status_code == 200


def test_an_app_adds_a_second_step_to_codes_and_links_alike(mailoutbox):
    user = make.make_user("editor", email="una@y.example")
    add_app(user)
    by_code, by_link = visitor(), visitor()
    ways = [
        (by_code, sign_in(by_code, "una@y.example", mailoutbox)),
        (by_link, by_link.post(f"/sign-in/{issue_sign_in_link(user)}/")),
    ]
    for browser, answer in ways:
        assert answer["Location"] == "/account/2fa/authenticate/"
        assert not is_in(browser)
        assert browser.get(answer["Location"]).status_code == 200
    by_code.post("/account/2fa/authenticate/", {"code": "000000"})
    assert not is_in(by_code)
    by_code.post("/account/2fa/authenticate/", {"code": app_code()})
    assert is_in(by_code)


def test_a_recovery_code_takes_the_apps_place_once(mailoutbox):
    user = make.make_user(email="kim@example.com")
    add_app(user)
    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    for works in (True, False):
        browser = visitor()
        sign_in(browser, "kim@example.com", mailoutbox)
        browser.post("/account/2fa/authenticate/", {"code": code})
        assert is_in(browser) is works


def test_secrets_of_the_second_step_are_not_kept_in_clear():
    user = make.make_user()
    add_app(user)
    assert SECRET not in str(Authenticator.objects.get().data)


def test_a_code_of_an_app_works_once_whichever_process_is_asked(mailoutbox):
    user = make.make_user(email="kim@example.com")
    add_app(user)
    code = app_code()
    for works in (True, False):
        browser = visitor()
        sign_in(browser, "kim@example.com", mailoutbox)
        browser.post("/account/2fa/authenticate/", {"code": code})
        assert is_in(browser) is works
        # What one process remembers is gone; what all share is not.
        cache.clear()


@pytest.mark.parametrize(
    ("wanted", "role", "is_led"),
    [
        ("none", "owner", False), ("owners", "owner", True), ("owners", "editor", False),
        ("staff", "moderator", True), ("staff", "author", True),
    ],
)  # fmt: skip
def test_who_must_sign_in_in_two_steps_sets_that_up_before_the_newsroom_opens(
    browser, mailoutbox, wanted, role, is_led
):
    make.make_site()
    rule(second_factor=wanted)
    user = make.make_user(role, email="una@y.example")
    sign_in(browser, "una@y.example", mailoutbox)
    answer = browser.get("/newsroom/images/")
    assert answer.get("Location", "").startswith("/account/2fa/") is is_led
    if not is_led:
        return
    assert b"Set one of these up" in browser.get(answer["Location"]).content
    page = browser.get("/account/2fa/totp/activate/")
    secret = page.context["form"].secret
    browser.post("/account/2fa/totp/activate/", {"code": app_code(secret)})
    assert browser.get("/newsroom/account/").status_code == 200
    # The last second factor of somebody who must have one stays.
    browser.post("/account/2fa/totp/deactivate/")
    assert Authenticator.objects.filter(user=user, type="totp").exists()


def test_a_rule_made_later_asks_those_who_are_signed_in_for_the_second_step(browser, mailoutbox):
    make.make_site()
    user = make.make_user("owner", email="una@y.example")
    sign_in(browser, "una@y.example", mailoutbox)
    add_app(user)
    assert browser.get("/newsroom/").status_code == 200
    rule(second_factor="owners")
    url = browser.get("/newsroom/")["Location"]
    assert url.startswith("/account/2fa/reauthenticate/")
    browser.post(url, {"code": app_code()})
    assert browser.get("/newsroom/").status_code == 200


def test_places_signed_in_are_listed_in_words_and_ended(mailoutbox):
    user = make.make_user(email="kim@example.com")
    here, there = visitor(), visitor(**{"User-Agent": "Mozilla/5.0 (iPhone) Safari/605"})
    for browser in (here, there):
        sign_in(browser, "kim@example.com", mailoutbox)
    html = here.get("/account/").content.decode()
    assert "Firefox on Linux" in html
    assert "Safari on iPhone" in html
    other = UserSession.objects.get(user=user, user_agent__contains="iPhone")
    assert other.ip.startswith("fd")
    stranger = visitor()
    make.make_user(email="b@example.com")
    sign_in(stranger, "b@example.com", mailoutbox)
    stranger.post(f"/account/sessions/{other.pk}/end/")
    assert there.get("/account/").status_code == 200
    here.post(f"/account/sessions/{other.pk}/end/")
    assert there.get("/account/").status_code == 302
    sign_in(there, "kim@example.com", mailoutbox)
    here.post("/account/sessions/")
    assert there.get("/account/").status_code == 302
    assert here.get("/account/").status_code == 200


@pytest.mark.parametrize("is_guest", [False, True])
def test_signing_out_takes_the_marks_away_but_a_guests(browser, mailoutbox, is_guest):
    make.make_user(email="kim@example.com")
    sign_in(browser, "kim@example.com", mailoutbox)
    assert browser.cookies["ay_mine"].value == "1"
    if is_guest:
        browser.cookies[GUEST_COOKIE] = "kept"
    browser.cookies["ay_staff"] = "1"
    assert browser.post("/account/logout/", {"next": "/news/"})["Location"] == "/news/"
    assert browser.cookies["ay_mine"].value == ("1" if is_guest else "")
    assert not is_in(browser)


def test_no_other_site_signs_anybody_out(mailoutbox):
    make.make_user(email="kim@example.com")
    browser = visitor(**{"Sec-Fetch-Site": "cross-site"})
    browser.force_login(User.objects.get())
    assert browser.get("/account/logout/").status_code == 200
    assert browser.post("/account/logout/").status_code == 403
    assert is_in(browser)


@pytest.mark.parametrize(("role", "sees_newsroom"), [("reader", False), ("editor", True)])
def test_the_header_shows_who_is_signed_in(browser, role, sees_newsroom):
    assert browser.get("/account/me/").status_code == 204
    browser.force_login(make.make_user(role, name="<b>Kim"))
    answer = browser.get("/account/me/")
    html = answer.content.decode()
    assert "&lt;b&gt;Kim" in html
    assert ("/newsroom/" in html) is sees_newsroom
    assert "no-store" in answer["Cache-Control"]


def test_a_reader_is_told_that_the_newsroom_is_not_theirs(browser):
    browser.force_login(make.make_user("reader"))
    answer = browser.get("/newsroom/", follow=True)
    assert answer.status_code == 403
    assert b"staff of this site" in answer.content


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537 Edg/140", "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 16) Chrome/140 Mobile Safari/537", "Chrome on Android"),
        ("curl/8", "an unknown browser"),
    ],
)
def test_a_device_is_named_in_words(agent, words):
    assert device_words(agent) == words
