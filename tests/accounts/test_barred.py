"""A mail domain that was shut out: no account is made of it or changed to it, and those there are stay."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from addyours.accounts.actions import ask_for_proof, create_account
from addyours.accounts.errors import AccountRefused
from addyours.accounts.models import Role, User
from addyours.moderation.sanctions.actions import impose, lift
from tests import factories as make
from tests.accounts.visitors import LOGIN, code_in, is_in, sign_in, visitor

pytestmark = pytest.mark.django_db
REFUSED = "This address can&#x27;t be used here."


def ban():
    return impose("ban", "domain:spam.example", by=None)


def ask_proof():
    """Ask for the mail of a guest; True when it was sent."""
    now = timezone.now()
    return ask_for_proof(
        email="new@mx.spam.example", name="Ilse", guest_id=None, sender_key="", now=now
    )


def test_a_new_reader_is_told_once_the_address_is_proven(mailoutbox):
    ban()
    browser = visitor()
    answer = sign_in(browser, "new@mx.spam.example", mailoutbox)
    answer = browser.get(answer["Location"])
    assert answer["Location"] == LOGIN
    assert REFUSED in browser.get(LOGIN).content.decode()
    browser.post("/account/signup/", {"name": "Ilse"})
    assert not User.objects.exists()
    with pytest.raises(AccountRefused, match="can't be used"):
        create_account(email="a@spam.example", name="Ilse", role=Role.READER)
    assert sign_in(browser, "new@notspam.example", mailoutbox)["Location"] == "/account/signup/"


def test_a_guest_gets_no_mail_to_prove_such_an_address_and_a_link_there_is_proves_nothing(
    mailoutbox,
):
    assert ask_proof()
    link = re.search(r"/account/prove/[\w-]+/", mailoutbox[-1].body)[0]
    standing = ban()
    answer = visitor().post(link, {"name": "Ilse"})
    assert answer.status_code == 410
    assert REFUSED in answer.content.decode()
    assert not ask_proof()
    lift(standing, by=None)
    assert visitor().post(link, {"name": "Ilse"}).status_code == 302
    assert User.objects.get().email == "new@mx.spam.example"


def test_an_account_there_is_signs_in_but_none_changes_to_such_an_address(mailoutbox):
    make.make_user("reader", email="old@spam.example")
    user = make.make_user("reader", email="old@example.com")
    standing = ban()
    browser, other = visitor(), visitor()
    sign_in(browser, "old@spam.example", mailoutbox)
    assert is_in(browser)
    sign_in(other, "old@example.com", mailoutbox)
    change = {"email": "new@spam.example", "action_add": ""}
    assert REFUSED in other.post("/account/email/", change).content.decode()
    lift(standing, by=None)
    assert other.post("/account/email/", change)["Location"] == "/account/confirm-email/"
    ban()
    answer = other.post("/account/confirm-email/", {"code": code_in(mailoutbox[-1])}, follow=True)
    assert REFUSED in answer.content.decode()
    user.refresh_from_db()
    assert user.email == "old@example.com"
