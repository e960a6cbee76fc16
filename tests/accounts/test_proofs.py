"""The one mail that proves an address: who gets it, how often, and what its link does."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from addyours.accounts.actions import ask_for_proof, forget_old_proofs
from addyours.accounts.models import AddressProof, User
from addyours.accounts.proofs import PER_SENDER, address_proof_key
from tests import factories as make
from tests.comments.reader import Reader

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(mailoutbox, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return mailoutbox


def ask(email="mara@example.com", *, sender="address:a", now=None, name="Mara", guest=None):
    return ask_for_proof(
        email=email, name=name, guest_id=guest, sender_key=sender, now=now or timezone.now()
    )


def link_in(message):
    return re.search(r"/account/prove/[\w-]+/", message.body)[0]


def test_an_unproven_address_gets_one_mail_in_thirty_days(sent, clock):
    assert ask(now=clock.now)
    assert not ask(now=clock.forward(days=29), sender="address:b")
    assert ask(now=clock.forward(days=2))
    assert len(sent) == 2


@pytest.mark.parametrize(
    "other",
    ["MARA@Example.com", "mara+1@example.com", " mara@example.com ", "mara+a+b@example.com"],
)
def test_another_way_to_write_an_address_is_the_same_address(sent, other):
    assert ask()
    assert not ask(other)


def test_dots_count_where_they_are_delivered_elsewhere():
    assert address_proof_key("a.b@gmail.com") == address_proof_key("ab@googlemail.com")
    assert address_proof_key("a.b@example.com") != address_proof_key("ab@example.com")


def test_a_sender_causes_few_mails_whatever_addresses_they_type(sent, clock):
    answers = [ask(f"somebody{number}@example.com", now=clock.now) for number in range(6)]
    assert answers == [True] * PER_SENDER + [False] * (6 - PER_SENDER)
    assert ask("late@example.com", now=clock.forward(days=1, seconds=1))


def test_all_senders_together_cause_so_many(sent, clock, monkeypatch):
    monkeypatch.setattr("addyours.accounts.actions.proofs.PER_SITE", 2)
    for number in range(4):
        ask(f"s{number}@example.com", sender=f"address:{number}", now=clock.now)
    assert len(sent) == 2


def test_nothing_that_was_typed_is_in_the_mail(sent):
    ask(name="Win at evil.example")
    (message,) = sent
    assert message.extra_headers["X-AddYours-Kind"] == "proof"
    assert "evil" not in message.subject + message.body + str(message.alternatives)


def test_looking_at_the_link_proves_nothing_and_a_click_makes_the_account(sent):
    ask()
    link, reader = link_in(sent[0]), Reader()
    for _ in range(2):
        assert b"mara@example.com" in reader.get(link).content
    assert not User.objects.exists()
    response = reader.post(link, {"name": "Mara Vint"})
    assert response["Location"] == "/account/claim/"
    user = User.objects.get()
    assert (user.role, user.name, user.email) == ("reader", "Mara Vint", "mara@example.com")
    assert EmailAddress.objects.get(user=user).verified
    assert reader.session["_auth_user_id"] == str(user.pk)
    assert Reader().post(link, {"name": "Otto"}).status_code == 410
    assert not AddressProof.objects.exclude(email="").exists()


def test_another_site_proves_nothing(client, sent):
    ask()
    assert client.post(link_in(sent[0]), {"name": "Mara"}).status_code == 403


def test_a_name_that_is_taken_is_refused_beside_its_field(sent):
    make.make_user(name="Mara")
    ask()
    response = Reader().post(link_in(sent[0]), {"name": "Mаra"})
    assert response.status_code == 422
    assert b"belongs to somebody" in response.content


def test_a_link_is_too_old_after_a_week(sent):
    ask(now=timezone.now() - timedelta(days=7, seconds=1))
    assert b"too old" in Reader().get(link_in(sent[0])).content
    forget_old_proofs(now=timezone.now())
    assert not AddressProof.objects.exclude(email="").exists()
    assert AddressProof.objects.exists()


def test_an_address_with_an_account_is_led_to_sign_in(sent):
    make.make_user(email="mara@example.com")
    assert ask()
    assert "/account/prove/" not in sent[0].body
    assert "/account/claim/" in sent[0].body
    assert Reader().get("/account/claim/").status_code == 302


def test_the_comment_form_sends_it_only_where_wanted(sent, settings):
    make.make_policy()
    thread = make.make_thread(opened_at=timezone.now())
    reader = Reader()
    reader.send(thread, "Number one.", email="mara@example.com")
    assert not sent
    response = reader.send(thread, "Number two.", email="mara@example.com", keep="on", htmx=True)
    assert b"a mail is on its way" in response.content
    again = reader.send(thread, "Number three.", email="mara@example.com", keep="on", htmx=True)
    assert b"a mail is on its way" in again.content
    assert len(sent) == 1
    signed_in = Reader()
    signed_in.force_login(make.make_user())
    signed_in.send(thread, "Number four.", email="x@example.com", keep="on")
    assert len(sent) == 1
