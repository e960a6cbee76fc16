"""Accounts, their roles, and the links that sign them in once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from addyours.accounts.actions import (
    LINK_LIFETIME,
    change_account,
    change_role,
    create_account,
    delete_account,
    issue_sign_in_link,
    remember_guest,
    set_password,
    switch_account,
    use_sign_in_link,
)
from addyours.accounts.errors import AccountRefused, LinkRefused
from addyours.accounts.models import Guest, Role, SignInLink, User
from addyours.comments.models import Comment
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", list(Role))
def test_an_account_has_the_group_of_its_role_and_no_other(role):
    user = make.make_user(role)
    assert [group.name for group in user.groups.all()] == (
        [role.value] if role in ("author", "moderator", "editor") else []
    )
    assert user.is_staff is (role != "reader")
    assert user.is_superuser is (role == "owner")


def test_each_role_has_the_rights_it_needs_and_no_more():
    users = {role.value: make.make_user(role) for role in Role}

    def who(right):
        return {
            role for role, user in users.items() if User.objects.get(pk=user.pk).has_perm(right)
        }

    assert who("wagtailadmin.access_admin") == {"author", "moderator", "editor", "owner"}
    assert who("comments.moderate_comment") == {"moderator", "owner"}
    assert who("moderation.add_sanction") == {"moderator", "owner"}
    assert who("moderation.change_policy") == {"owner"}
    assert who("accounts.change_user") == {"owner"}
    assert who("stories.change_person") == {"editor", "owner"}


def test_a_change_of_role_takes_the_old_rights_away():
    user = make.make_user("moderator")
    change_role(user, role=Role.AUTHOR)
    fresh = User.objects.get(pk=user.pk)
    assert not fresh.has_perm("comments.moderate_comment")
    assert fresh.has_perm("stories.add_person")
    change_role(user, role=Role.READER)
    assert not User.objects.get(pk=user.pk).has_perm("wagtailadmin.access_admin")


@pytest.mark.parametrize(
    "take",
    [
        lambda user: change_role(user, role=Role.EDITOR),
        lambda user: switch_account(user, is_active=False),
        delete_account,
    ],
)
def test_the_last_owner_who_can_sign_in_stays(take):
    owner = make.make_user("owner")
    make.make_user("owner", is_active=False)
    with pytest.raises(AccountRefused, match="at least one owner"):
        take(owner)
    fresh = User.objects.get(pk=owner.pk)
    assert (fresh.role, fresh.is_active, fresh.is_superuser) == ("owner", True, True)
    make.make_user("owner")
    take(fresh)


@pytest.mark.parametrize("email", ["MARA@example.com", "mara@EXAMPLE.com"])
def test_an_address_is_known_in_any_case(email):
    make.make_user(email="Mara@example.com")
    with pytest.raises(AccountRefused, match="There is an account"):
        create_account(email=email, name="Mara", role=Role.READER)


@pytest.mark.parametrize("email", ["", "mara", "a@b", "a b@example.com", "a@example.com\x00", "@"])
def test_what_is_no_address_makes_no_account(email):
    with pytest.raises(AccountRefused) as refusal:
        create_account(email=email, name="Mara", role=Role.READER)
    assert refusal.value.code == "email"


@pytest.mark.parametrize("name", ["", " \u200b", "\u3164", "x" * 81])
def test_what_is_no_name_makes_no_account(name):
    with pytest.raises(AccountRefused) as refusal:
        create_account(email="a@example.com", name=name, role=Role.READER)
    assert refusal.value.code == "name"
    assert not User.objects.exists()


def test_a_name_is_kept_on_one_line_without_what_hides():
    user = create_account(email="a@example.com", name=" Mara\n\x00\u202eVint ", role=Role.READER)
    assert user.name == "Mara Vint"


def test_an_account_without_a_password_cant_sign_in_with_one(client):
    make.make_user("owner", email="o@example.com")
    for password in ("", "None", "!"):
        assert not client.login(username="o@example.com", password=password)


def test_a_password_signs_in_in_any_case_of_the_address(client):
    set_password(make.make_user(email="Mara@example.com"), password="a good long one")
    assert client.login(username="mARA@example.com", password="a good long one")


def test_a_deleted_account_leaves_its_words_under_its_name():
    user = make.make_user(name="Ilse")
    comment = make.make_comment(writer=make.make_writer(user))
    delete_account(user)
    fresh = Comment.objects.get(pk=comment.pk)
    assert (fresh.user, fresh.name) == (None, "Ilse")


def test_a_changed_account_keeps_its_own_address():
    user = make.make_user(email="a@example.com")
    change_account(user, name="Ilse B.", email="A@example.com")
    make.make_user(email="b@example.com")
    with pytest.raises(AccountRefused):
        change_account(user, name="Ilse B.", email="B@example.com")
    assert User.objects.get(pk=user.pk).name == "Ilse B."


def test_a_link_signs_in_once_within_its_days(clock):
    user = make.make_user("owner")
    token = issue_sign_in_link(user, now=clock.now)
    assert use_sign_in_link(token, now=clock.now + LINK_LIFETIME) == user
    with pytest.raises(LinkRefused) as refusal:
        use_sign_in_link(token, now=clock.now)
    assert refusal.value.code == "used"


def test_a_link_is_too_old_a_moment_after_its_days(clock):
    token = issue_sign_in_link(make.make_user(), now=clock.now)
    with pytest.raises(LinkRefused) as refusal:
        use_sign_in_link(token, now=clock.now + LINK_LIFETIME + timedelta(microseconds=1))
    assert refusal.value.code == "old"


@pytest.mark.parametrize("token", ["", "x", "\x00", "é" * 1000, "0" * 64])
def test_an_unknown_link_signs_nobody_in(token):
    make.make_user()
    with pytest.raises(LinkRefused) as refusal:
        use_sign_in_link(token)
    assert refusal.value.code == "unknown"


def test_the_link_of_a_switched_off_account_signs_nobody_in():
    user = make.make_user()
    token = issue_sign_in_link(user)
    switch_account(user, is_active=False)
    with pytest.raises(LinkRefused):
        use_sign_in_link(token)
    switch_account(user, is_active=True)
    assert use_sign_in_link(token) == user


def test_a_token_is_not_kept_in_clear():
    token = issue_sign_in_link(make.make_user())
    assert token not in str(SignInLink.objects.values())


def test_a_guest_is_brought_up_to_date_and_keeps_an_address_once_given(clock):
    guest = remember_guest(guest_id=None, name="Mara", email="m@example.com", now=clock.now)
    again = remember_guest(guest_id=guest.pk, name="Mara V.", email="", now=clock.now)
    assert again == guest
    fresh = Guest.objects.get()
    assert (fresh.name, fresh.email) == ("Mara V.", "m@example.com")
