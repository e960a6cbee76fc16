"""Writers whose words can't be saved get them back, and a clear word instead of a traceback."""

from __future__ import annotations

import pytest
from django.db import OperationalError, connection, connections
from django.test import Client

from addyours.comments.models import Comment
from tests import factories as make

HEADERS = {"Sec-Fetch-Site": "same-origin"}
WORDS = {
    "name": "Mara Vint",
    "email": "mara@example.com",
    "body": "The bell rang <twice>.",
    "key": "k1",
}


@pytest.fixture
def thread(transactional_db):
    return make.make_thread()


@pytest.fixture
def read_only(thread):
    """A database that takes nothing, for the rest of the test."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA query_only = ON")
        else:
            cursor.execute("SET default_transaction_read_only = on")
    yield
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA query_only = OFF")
        else:
            cursor.execute("SET default_transaction_read_only = off")


@pytest.fixture
def gone(thread, monkeypatch):
    """A database that answers nothing at all."""

    def away(*args, **kwargs):
        raise OperationalError("database is locked")

    monkeypatch.setattr(connections["default"], "_cursor", away)


def post(thread, **headers: str):
    return Client().post(f"/threads/{thread.pk}/comments/", WORDS, headers={**HEADERS, **headers})


def test_a_read_only_database_hands_the_text_back(thread, read_only):
    answer = post(thread)
    page = answer.content.decode()
    assert answer.status_code == 503
    assert "The bell rang &lt;twice&gt;." in page
    assert 'value="Mara Vint"' in page
    assert 'value="mara@example.com"' in page
    assert "Nothing is lost" in page
    assert f'action="/threads/{thread.pk}/comments/"' in page
    assert answer["Retry-After"]
    assert answer["Cache-Control"] == "no-store"


def test_a_database_that_answers_nothing_hands_the_text_back_too(thread, gone):
    answer = post(thread)
    assert answer.status_code == 503
    assert "The bell rang &lt;twice&gt;." in answer.content.decode()


def test_the_key_of_the_form_comes_back_so_that_sending_again_makes_one_comment(thread, gone):
    assert 'name="key" value="k1"' in post(thread).content.decode()


def test_a_reply_stays_a_reply(thread, monkeypatch):
    parent = make.make_comment(thread)

    def away(*args, **kwargs):
        raise OperationalError("database is locked")

    monkeypatch.setattr("addyours.comments.views.post_comment", away)
    words = {**WORDS, "parent": parent.pk}
    answer = Client().post(f"/threads/{thread.pk}/comments/", words, headers=HEADERS)
    assert answer.status_code == 503
    assert f'name="parent" value="{parent.pk}"' in answer.content.decode()


def test_a_script_gets_the_form_alone(thread, gone):
    answer = post(thread, **{"HX-Request": "true"})
    assert answer.status_code == 503
    assert answer.content.decode().startswith("<form data-comment-form")


def test_an_edit_comes_back_with_the_new_words(thread, monkeypatch):
    client = Client()
    make.make_policy("none")
    client.post(f"/threads/{thread.pk}/comments/", WORDS, headers=HEADERS)
    made = Comment.objects.get()

    def away(*args, **kwargs):
        raise OperationalError("database is locked")

    monkeypatch.setattr("addyours.comments.views.edit_comment", away)
    answer = client.post(f"/comments/{made.pk}/edit/", {"body": "Three times."}, headers=HEADERS)
    assert answer.status_code == 503
    assert "Three times." in answer.content.decode()


def test_a_page_that_needs_the_database_says_come_back(thread, gone):
    answer = Client().get(f"/threads/{thread.pk}/")
    assert answer.status_code == 503
    assert "Back in a moment" in answer.content.decode()


def test_a_defect_is_not_hidden(thread, monkeypatch):
    def broken(*args, **kwargs):
        raise OperationalError("no such table: comments_comment")

    monkeypatch.setattr("addyours.comments.views.post_comment", broken)
    with pytest.raises(OperationalError):
        post(thread)
