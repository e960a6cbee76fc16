"""The mail log: found by address, kind, state and answer; says in words what happened; owners only."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone

from addyours import conf
from addyours.accounts.mail import Kind
from addyours.newsroom import mail_log
from addyours.newsroom.mail_log import WORDS, mail_line
from addyours.newsroom.paging import PAGE
from addyours.notify.actions import queue_mail, stop_mail
from addyours.notify.models import Mail, Outcome, Suppression

pytestmark = pytest.mark.django_db
LOG = "/newsroom/mails/"


def make_mail(to="ada@example.com", *, kind="answer", subject="An answer", **values) -> Mail:
    message = EmailMessage(subject, "Hello <b>Ada</b>", to=[to], headers={"X-AddYours-Kind": kind})
    (mail,) = queue_mail(message)
    Mail.objects.filter(pk=mail.pk).update(**values)
    mail.refresh_from_db()
    return mail


@pytest.fixture
def set_url(monkeypatch):
    def change(url: str) -> None:
        changed = replace(conf.current(), mail_url=url)
        monkeypatch.setattr(mail_log, "current", lambda: changed)

    return change


def test_the_log_is_found_through_and_paged(owner):
    make_mail(
        state="refused", outcome="no-such-box", answer="550 5.1.1 No such user", subject="One"
    )
    make_mail("ben@example.com", kind="digest", state="sent", outcome="taken", subject="Two")
    make_mail("eve@example.com", kind="sign-in", subject="Three")

    def found(**query):
        html = owner.get(LOG, query).content.decode()
        return [word for word in ("One", "Two", "Three") if f">{word}</a>" in html]

    assert found() == ["One", "Two", "Three"]
    assert found(q="ADA@") == ["One"]
    assert found(q="no such user") == ["One"]
    assert found(kind="digest") == ["Two"]
    assert found(state="queued") == ["Three"]
    assert found(state="nonsense", until="2001-01-01") == []
    html = owner.get(LOG).content.decode()
    assert "Refused by the mail server: 550 5.1.1 No such user" in html


def test_a_page_of_the_log_costs_the_same_however_long_it_is(owner, queries):
    for _ in range(2):
        make_mail()
    owner.get(LOG)
    with queries() as few:
        owner.get(LOG)
    Mail.objects.bulk_create(
        [
            Mail(kind="answer", to=f"r{n}@example.com", address=f"r{n}@example.com")
            for n in range(PAGE)
        ]
    )
    with queries() as many:
        html = owner.get(LOG).content.decode()
    assert len(many.statements) == len(few.statements)
    following = re.search(r'rel="next" href="([^"]+)"', html)[1].replace("&amp;", "&")
    assert (
        len(re.findall(r"ada@example.com</bdi>", owner.get(LOG + following).content.decode())) == 2
    )


def test_every_outcome_has_its_words():
    assert set(WORDS) == {"", *Outcome}
    mail = Mail(kind="answer", state="queued", outcome="later", answer="451 100% busy")
    assert re.search("Not taken yet: 451 100% busy. Tried again at ", mail_line(mail).happened)


def test_a_mail_is_shown_with_its_text_and_sent_again(owner):
    mail = make_mail(state="failed", outcome="away", answer="Connection refused")
    url = reverse("mails:mail", args=[mail.pk])
    html = owner.get(url).content.decode()
    assert "Hello &lt;b&gt;Ada&lt;/b&gt;" in html
    assert "The mail server could not be used: Connection refused" in html
    html = owner.post(reverse("mails:again", args=[mail.pk]), follow=True).content.decode()
    assert "The mail to ada@example.com is sent again." in html
    mail.refresh_from_db()
    assert (mail.state, mail.tries) == ("queued", 0)
    html = owner.post(reverse("mails:again", args=[mail.pk]), follow=True).content.decode()
    assert "on its way already" in html


def test_an_address_that_mail_came_back_from_is_written_to_again(owner):
    mail = make_mail(state="refused", outcome="no-such-box", answer="550 gone")
    Suppression.objects.create(address="ada@example.com", reason="550 gone", at=timezone.now())
    html = owner.get(reverse("mails:mail", args=[mail.pk])).content.decode()
    assert "Nothing is sent to this address:" in html
    owner.post(reverse("mails:allow", args=[mail.pk]))
    assert not Suppression.objects.exists()


def test_what_the_receiver_has_stopped_is_said(owner):
    mail = make_mail(kind="digest")
    stop_mail(Kind.DIGEST, address=mail.to)
    assert (
        "<dd>Daily digest</dd>" in owner.get(reverse("mails:mail", args=[mail.pk])).content.decode()
    )


@pytest.mark.parametrize(("url", "is_shown"), [("", True), ("smtp://mail.example", False)])
def test_a_code_is_read_here_only_where_no_mail_server_is(owner, set_url, url, is_shown):
    set_url(url)
    mail = make_mail(kind="sign-in")
    html = owner.get(reverse("mails:mail", args=[mail.pk])).content.decode()
    assert ("Hello" in html) == is_shown


def test_the_newsroom_says_where_mails_are_when_they_do_not_go_out(owner, moderator, set_url):
    set_url("")
    for url in (LOG, reverse("wagtailadmin_home")):
        assert "No mail server is set: mails are kept in" in owner.get(url).content.decode()
    home = moderator.get(reverse("wagtailadmin_home")).content.decode()
    assert "No mail server" not in home
    set_url("smtp://mail.example")
    assert "mail server" not in owner.get(LOG).content.decode()
    make_mail(outcome="away", answer="mail.example:25: Connection refused")
    assert "used: mail.example:25: Connection refused" in owner.get(LOG).content.decode()


@pytest.mark.parametrize("role", ["editor", "moderator", "author"])
def test_only_owners_read_and_resend(sign_in, role):
    mail = make_mail(state="sent")
    browser = sign_in(role)
    assert browser.get(reverse("mails:mail", args=[mail.pk])).status_code == 302
    for name in ("mails:again", "mails:allow"):
        assert browser.post(reverse(name, args=[mail.pk])).status_code == 302
    mail.refresh_from_db()
    assert mail.state == "sent"
