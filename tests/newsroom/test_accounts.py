"""Accounts in the newsroom: made, changed, switched off, and let in by a link."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.urls import reverse

from addyours.accounts.models import Role, User
from addyours.accounts.queries import sign_in_settings
from tests import factories as make

pytestmark = pytest.mark.django_db
NEW = {"name": "Ode Wick", "email": "ode@y.example", "role": "author", "password": ""}


def edit(account):
    return reverse("wagtailusers_users:edit", args=[account.pk])


def test_the_list_shows_names_addresses_and_roles(owner):
    make.make_user("editor", name="Una Tarn", email="una@y.example")
    html = owner.get(reverse("wagtailusers_users:index"), {"q": "tarn"}).content.decode()
    for words in ("Una Tarn", "una@y.example", "Editor"):
        assert words in html
    for query in ({"role": "editor"}, {"is_active": "true"}, {"ordering": "-last_login"}):
        assert owner.get(reverse("wagtailusers_users:index"), query).status_code == 200


def test_an_account_is_made_with_a_role_and_without_a_password(owner):
    assert owner.post(reverse("wagtailusers_users:add"), NEW).status_code == 302
    account = User.objects.get(email="ode@y.example")
    assert (account.name, account.role, account.has_usable_password()) == (
        "Ode Wick", "author", False,
    )  # fmt: skip
    assert [group.name for group in account.groups.all()] == ["author"]


@pytest.mark.parametrize(
    "wrong",
    [{"email": "una@Y.example"}, {"email": "none"}, {"role": "king"}, {"name": ""},
     {"password": "12345"}],
)  # fmt: skip
def test_a_form_that_can_not_be_comes_back(owner, wrong):
    make.make_user("editor", email="una@y.example")
    before = User.objects.count()
    answer = owner.post(reverse("wagtailusers_users:add"), NEW | wrong)
    assert answer.status_code == 200
    assert "error" in answer.content.decode()
    assert User.objects.count() == before


def test_an_account_is_changed_in_all_its_parts(owner):
    account = make.make_user("author")
    data = NEW | {"role": "editor", "password": "a long enough one", "is_active": ""}
    assert owner.post(edit(account), data).status_code == 302
    account.refresh_from_db()
    assert (account.name, account.email, account.role) == ("Ode Wick", "ode@y.example", "editor")
    assert account.check_password("a long enough one")
    assert not account.is_active


def test_the_last_owner_stays_one(owner):
    data = {"name": owner.user.name, "email": owner.user.email, "role": "author", "password": ""}
    answer = owner.post(edit(owner.user), data)
    assert answer.status_code == 200
    assert "needs at least one owner" in answer.content.decode()
    owner.user.refresh_from_db()
    assert owner.user.role == Role.OWNER


def test_a_second_owner_may_go(owner):
    second = make.make_user("owner")
    url = reverse("wagtailusers_users:delete", args=[second.pk])
    assert owner.post(url).status_code == 302
    assert not User.objects.filter(pk=second.pk).exists()


def test_one_does_not_delete_or_switch_off_oneself(owner):
    make.make_user("owner")
    url = reverse("wagtailusers_users:delete", args=[owner.user.pk])
    owner.post(url)
    assert User.objects.filter(pk=owner.user.pk, is_active=True).exists()
    assert 'name="is_active"' not in owner.get(edit(owner.user)).content.decode()


@pytest.mark.parametrize("action", ["delete", "set_active_state", "assign_role"])
def test_accounts_are_not_changed_in_bulk_behind_our_rules(owner, action):
    account = make.make_user("author")
    url = reverse("wagtail_bulk_action", args=["accounts", "user", action])
    owner.post(f"{url}?id={owner.user.pk}&id={account.pk}", {"mark_as_active": "False"})
    assert User.objects.filter(is_active=True).count() == 2


def test_a_sign_in_link_is_shown_once_and_works_once(owner):
    account = make.make_user("author")
    url = reverse("wagtailusers_users:sign_in_link", args=[account.pk])
    assert "Make a sign-in link" in owner.get(edit(account)).content.decode()
    assert owner.get(url).status_code == 405
    html = owner.post(url).content.decode()
    link = re.search(r'value="(http[^"]+/sign-in/[^"]+)"', html)[1]
    visitor = Client()
    answer = visitor.post(link, headers={"Sec-Fetch-Site": "same-origin"})
    assert (answer.status_code, answer["Location"]) == (302, reverse("wagtailadmin_home"))
    again = Client().post(link, headers={"Sec-Fetch-Site": "same-origin"})
    assert again.status_code == 410


def test_only_owners_make_links(sign_in):
    account = make.make_user("owner")
    url = reverse("wagtailusers_users:sign_in_link", args=[account.pk])
    answer = sign_in("editor").post(url)
    assert (answer.status_code, answer.url) == (302, reverse("wagtailadmin_home"))


@pytest.mark.parametrize("role", ["author", "moderator", "editor", "owner"])
def test_everybody_changes_their_own_name_and_sets_a_first_password(sign_in, role):
    browser = sign_in(role)
    url = reverse("wagtailadmin_account")
    data = {
        "name_email-name": "Una Tarn", "name_email-email": "una@y.example",
        "theme-theme": "dark", "theme-contrast": "system", "theme-density": "default",
        "locale-preferred_language": "", "first_password-new_password1": "a long enough one",
        "first_password-new_password2": "a long enough one",
    }  # fmt: skip
    assert browser.post(url, data).status_code == 302
    account = User.objects.get(pk=browser.user.pk)
    # An address is changed elsewhere, with a proof.
    assert (account.name, account.email, account.role) == ("Una Tarn", browser.user.email, role)
    assert account.check_password("a long enough one")
    assert browser.get(url).status_code == 200


def test_a_first_password_is_optional_and_checked(sign_in):
    browser = sign_in("author")
    url = reverse("wagtailadmin_account")
    data = {
        "name_email-name": "Una Tarn", "name_email-email": "una@y.example",
        "theme-theme": "dark", "theme-contrast": "system", "theme-density": "default",
    }  # fmt: skip
    assert browser.post(url, data).status_code == 302
    short = {"first_password-new_password1": "x", "first_password-new_password2": "x"}
    assert browser.post(url, data | short).status_code == 200
    assert not User.objects.get(pk=browser.user.pk).has_usable_password()


@pytest.mark.parametrize("address", ["login", "password_reset"])
def test_the_newsroom_signs_in_where_everybody_does(site, client, address):
    answer = client.get(f"/newsroom/{address}/?next=/newsroom/images/")
    assert answer["Location"] == "/account/login/?next=%2Fnewsroom%2Fimages%2F"
    page = client.get(answer["Location"]).content.decode()
    assert "Sign in to Add Yours" in page
    assert "Sign in with a password" in page
    answer = client.get("/newsroom/images/")
    assert answer["Location"] == "/newsroom/login/?next=/newsroom/images/"


def test_the_newsrooms_way_out_signs_out(owner):
    assert owner.post("/newsroom/logout/").status_code == 403
    headers = {"Sec-Fetch-Site": "same-origin"}
    assert owner.post("/newsroom/logout/", headers=headers)["Location"] == "/"
    assert "_auth_user_id" not in owner.session


def test_an_owner_takes_a_lost_second_step_away(owner, sign_in):
    account = make.make_user("editor")
    TOTP.activate(account, "JBSWY3DPEHPK3PXP")
    url = reverse("wagtailusers_users:drop_second_step", args=[account.pk])
    assert url in owner.get(edit(account)).content.decode()
    sign_in("editor").post(url)
    assert Authenticator.objects.filter(user=account).exists()
    assert owner.post(url).status_code == 302
    assert not Authenticator.objects.filter(user=account).exists()
    assert url not in owner.get(edit(account)).content.decode()


def test_an_owner_says_how_people_sign_in(owner):
    url = reverse("newsroom:sign_in")
    assert owner.get(url).status_code == 200
    assert owner.post(url, {"second_factor": "everybody"}).status_code == 422
    assert owner.post(url, {"second_factor": "none", "readers_passwords": "on"}).status_code == 302
    kept = sign_in_settings()
    assert (kept.second_factor, kept.readers_passwords) == ("none", True)
