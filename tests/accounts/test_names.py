"""Whose a name is, and changing one's own."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from addyours.accounts.actions import change_account, change_name, delete_account
from addyours.accounts.errors import AccountRefused
from addyours.accounts.models import NameChange, ReservedName, User
from addyours.accounts.queries import is_name_taken
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", ["reader", "moderator"])
def test_the_name_of_an_account_and_what_looks_like_it_is_taken(role):
    user = make.make_user(role, name="Mara Vint")
    for name in ("mara vint", "Mаrа Vint", "Mara V1nt"):
        assert is_name_taken(name)
        assert not is_name_taken(name, user_id=user.pk)
    assert not is_name_taken("Mara Vinter")


def test_a_story_authors_name_is_taken_and_their_accounts(at_most_queries):
    user = make.make_user("author", name="A. Reed")
    author = make.make_author("Anna Reed", user=user)
    with at_most_queries(1):
        assert is_name_taken("anna reed")
    assert not is_name_taken("Anna Reed", user_id=user.pk)
    author.name = "Anna Rood"
    author.save()
    assert is_name_taken("Anna Rood")
    assert not is_name_taken("Anna Reed")
    author.delete()
    assert not is_name_taken("Anna Rood")


def test_a_reader_changes_their_name_once_in_a_while(clock):
    user = make.make_user(name="Ilse")
    change_name(user, name=" Ilse  Brandt ", now=clock.now)
    assert User.objects.get(pk=user.pk).name == "Ilse Brandt"
    with pytest.raises(AccountRefused, match="again on"):
        change_name(user, name="Ilse B.", now=clock.forward(days=29))
    change_name(user, name="Ilse B.", now=clock.forward(days=1))
    before = NameChange.objects.filter(user=user).values_list("before", flat=True)
    assert list(before) == ["Ilse Brandt", "Ilse"]


def test_an_old_name_stays_taken_for_a_while_and_its_owner_may_have_it_back(clock):
    user = make.make_user(name="Ilse")
    change_name(user, name="Otto", now=clock.now)
    other = make.make_user(name="Mara")
    with pytest.raises(AccountRefused, match="belongs to somebody"):
        change_name(other, name="ILSE", now=clock.forward(days=89))
    assert not is_name_taken("Ilse", user_id=user.pk, now=clock.now)
    change_name(other, name="Ilse", now=clock.forward(days=2))
    assert is_name_taken("Ilse", user_id=user.pk, now=clock.now)


@pytest.mark.parametrize("name", ["", "\u3164", "x" * 81])
def test_what_is_no_name_is_none(name, clock):
    with pytest.raises(AccountRefused):
        change_name(make.make_user(), name=name, now=clock.now)


def test_an_owner_may_give_two_accounts_one_name(clock):
    first, second = make.make_user(name="Desk"), make.make_user(name="Desk")
    change_account(second, name="Desk", email=second.email)
    delete_account(second)
    assert is_name_taken("Desk")
    assert not is_name_taken("Desk", user_id=first.pk)


def test_a_name_of_signs_that_stand_for_many_is_kept():
    make.make_user(name="ﷺ" * 80)
    assert is_name_taken("ﷺ" * 80)


def test_a_freed_name_is_taken_by_its_next_account():
    user = make.make_user(name="Ilse")
    change_name(user, name="Otto", now=timezone.now() - timedelta(days=400))
    make.make_user(name="Ilse")
    assert ReservedName.objects.filter(skeleton="llse").count() == 1
    assert is_name_taken("Ilse", user_id=user.pk)
