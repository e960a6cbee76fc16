"""Rejected comments: what their writers are told, and their one appeal."""

from __future__ import annotations

import pytest
from django.test import Client

from addyours.accounts.subject import Erasing, subject_of
from addyours.accounts.writers import writer_of_user
from addyours.comments.actions import (
    answer_appeal,
    appeal,
    decide,
    erase_comment,
    reopen_appeal,
    undo_decision,
)
from addyours.comments.errors import AppealRefused
from addyours.comments.models import Comment, Ruling
from addyours.moderation.models import Decision
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def odile(db):
    return make.make_user("moderator", name="Odile")


@pytest.fixture
def reader(db):
    return make.make_user("reader", name="Ode Wick")


@pytest.fixture
def rejected(odile, reader):
    """A comment of the reader's that Odile has rejected."""
    comment = make.make_comment(writer=writer_of_user(reader), state="pending", body="Well, well.")
    decide(comment, to="rejected", by=odile, reason="Off topic", told="It is not about the story.")
    return comment


@pytest.fixture
def appealed(rejected, reader):
    appeal(rejected, writer=writer_of_user(reader), words="It is about the bell.", now=make.NOON)
    return rejected


def state(comment):
    return Comment.objects.get(pk=comment.pk).state


def ruling(comment):
    return Ruling.objects.get(comment=comment)


def browser_of(user):
    client = Client(headers={"Sec-Fetch-Site": "same-origin"})
    client.force_login(user)
    return client


def test_the_writer_reads_why_on_both_pages_and_others_nothing(rejected, reader, client):
    own = browser_of(reader)
    for url in ("/comments/mine/", f"/comments/{rejected.pk}/"):
        html = own.get(url).content.decode()
        assert "It is not about the story." in html
        assert f"/comments/{rejected.pk}/appeal/" in html
        assert "Off topic" not in html
    assert client.get(f"/comments/{rejected.pk}/").status_code == 404
    assert client.get(f"/comments/{rejected.pk}/appeal/").status_code == 404


def test_what_moderators_and_writers_write_to_each_other_is_escaped(odile, reader):
    comment = make.make_comment(writer=writer_of_user(reader), state="pending")
    decide(comment, to="rejected", by=odile, told="<script>alert(1)</script>")
    browser_of(reader).post(f"/comments/{comment.pk}/appeal/", {"body": "<img src=x>"})
    html = browser_of(reader).get(f"/comments/{comment.pk}/").content.decode()
    assert "&lt;img src=x&gt;" in html
    assert "<script>alert" not in html


def test_an_appeal_is_made_once_and_sent_twice_it_is_one(rejected, reader):
    own, url = browser_of(reader), f"/comments/{rejected.pk}/appeal/"
    assert own.get(url).status_code == 200
    empty = own.post(url, {"body": "  "})
    assert empty.status_code == 422
    long = own.post(url, {"body": "é" * 2001})
    assert "é" * 2001 in long.content.decode(), "typed text is never lost"
    for _ in range(2):
        assert own.post(url, {"body": "It is about the bell."}).status_code == 303
    again = own.post(url, {"body": "And another thing."})
    assert again.status_code == 422
    assert "And another thing." in again.content.decode()
    assert ruling(rejected).appeal == "It is about the bell."
    assert Decision.objects.filter(verb="appeal").count() == 1
    assert "It waits for a moderator." in own.get("/comments/mine/").content.decode()


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_only_the_writer_can_appeal_and_only_a_rejection(rejected, reader, method):
    other = browser_of(make.make_user("reader"))
    answer = other.generic(method, f"/comments/{rejected.pk}/appeal/")
    assert answer.status_code == 404
    public = make.make_comment(writer=writer_of_user(reader))
    with pytest.raises(AppealRefused):
        appeal(public, writer=writer_of_user(reader), words="Why?", now=make.NOON)


def test_another_moderator_answers_where_there_is_one(appealed, odile):
    answer_appeal(appealed, by=odile, is_granted=True)
    assert state(appealed) == "published", "Odile is alone here"
    undo_decision(appealed, by=odile)
    assert ruling(appealed).is_open, "the appeal waits again"
    other = make.make_user("owner")
    with pytest.raises(AppealRefused) as refusal:
        answer_appeal(appealed, by=odile, is_granted=False)
    assert refusal.value.code == "own"
    answer_appeal(appealed, by=other, is_granted=False, words="It is not.")
    with pytest.raises(AppealRefused) as refusal:
        answer_appeal(appealed, by=other, is_granted=True)
    assert refusal.value.code == "answered"


def test_the_outcome_is_told_and_can_be_taken_back(appealed, reader):
    other = make.make_user("moderator")
    made = answer_appeal(appealed, by=other, is_granted=False, words="We looked again.")
    html = browser_of(reader).get("/comments/mine/").content.decode()
    assert "the decision stands" in html
    assert "We looked again." in html
    reopen_appeal(appealed, by=other, newest=made.pk)
    with pytest.raises(AppealRefused):
        reopen_appeal(appealed, by=other, newest=made.pk)
    answer_appeal(appealed, by=other, is_granted=True)
    assert state(appealed) == "published"
    html = browser_of(reader).get("/comments/mine/").content.decode()
    assert "the decision was taken back" in html


@pytest.mark.parametrize(("to", "outcome"), [("published", "granted"), ("spam", "stands")])
def test_another_decision_ends_an_open_appeal(appealed, odile, to, outcome):
    decide(appealed, to=to, by=odile)
    assert ruling(appealed).appeal_state == outcome


def test_who_is_erased_leaves_no_appeal(appealed):
    subject = subject_of(appealed.user)
    erase_comment(appealed, Erasing(subject=subject, mark="erased:x", keeps_comments=False))
    assert not Ruling.objects.exists()
