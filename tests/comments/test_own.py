"""What writers see and do of their own, and what others see of it."""

from __future__ import annotations

import pytest
from django.test import Client

from addyours.comments.actions import decide, set_thread_state
from addyours.comments.models import Comment, CommentState, ThreadState
from tests import factories as make
from tests.comments.reader import Reader, drawn

pytestmark = pytest.mark.django_db


def test_a_waiting_comment_is_shown_to_its_writer_and_to_nobody_else(thread):
    make.make_policy("first")
    writer, other, moderator = Reader(), Reader(), Reader()
    other.send(thread, "Something else.", name="Otto")
    moderator.force_login(make.make_user("moderator"))
    where = writer.send(thread, "Secret words.")["Location"]
    comment = Comment.objects.get(body="Secret words.")
    assert b"waiting for a moderator" in writer.get(where).content
    for place in (f"/threads/{thread.pk}/mine/", "/comments/mine/"):
        assert b"Secret words." in writer.get(place).content
        assert b"Secret words." not in other.get(place).content
        assert b"Secret words." not in moderator.get(place).content
    for place in (where, f"{where}edit/", f"{where}delete/", f"{where}reply/"):
        assert other.get(place).status_code == 404
    for browser in (writer, other):
        for sort in ("oldest", "newest", "replies"):
            page = browser.get(f"/threads/{thread.pk}/?sort={sort}")
            assert f"comment-{comment.pk}".encode() not in page.content


def test_an_approved_comment_is_in_the_conversation(reader, thread):
    make.make_policy("first")
    reader.send(thread, "Patience.")
    decide(Comment.objects.get(), to=CommentState.PUBLISHED, by=make.make_user("moderator"))
    assert b"Patience." in Client().get(f"/threads/{thread.pk}/").content


def test_a_writer_edits_their_comment(reader, thread):
    where = reader.send(thread, "Tyop.")["Location"]
    form = drawn(reader.get(where + "edit/"))
    assert form.xpath("string(//textarea)").strip() == "Tyop."
    response = reader.post(where + "edit/", {"body": "Typo."})
    assert response.status_code == 303
    assert Comment.objects.get().html == "<p>Typo.</p>"
    assert b"edited" in Client().get(f"/threads/{thread.pk}/").content


@pytest.mark.parametrize("body", ["", "x" * 10_001])
def test_a_refused_edit_keeps_what_was_typed(reader, thread, body):
    where = reader.send(thread, "Before.")["Location"]
    response = reader.post(where + "edit/", {"body": body})
    assert response.status_code == 422
    assert drawn(response).xpath("string(//textarea)").strip() == body
    assert drawn(response).xpath("//textarea[@aria-invalid]")
    assert Comment.objects.get().body == "Before."


def test_an_edit_that_comes_too_late_says_so_and_keeps_the_words(reader, thread):
    make.make_settings(edit_minutes=0)
    where = reader.send(thread, "Before.")["Location"]
    response = reader.post(where + "edit/", {"body": "After."})
    assert response.status_code == 422
    assert b"minutes" in response.content
    assert b"After." in response.content


def test_a_deleted_comment_without_answers_disappears(reader, thread):
    where = reader.send(thread, "Regret.")["Location"]
    assert b"Regret." in reader.get(where + "delete/").content
    response = reader.post(where + "delete/")
    assert response["Location"] == f"{thread.path}#comments"
    page = reader.get(f"/threads/{thread.pk}/").content
    assert b"Regret." not in page
    assert b"removed" not in page
    for place in (where, where + "edit/", where + "delete/", where + "reply/"):
        assert reader.get(place).status_code == 404


def test_a_deleted_comment_with_answers_leaves_a_stone(reader, thread):
    where = reader.send(thread, "Regret.")["Location"]
    comment = Comment.objects.get()
    make.make_comment(parent=comment, body="I answer.")
    reader.post(where + "delete/")
    page = reader.get(f"/threads/{thread.pk}/").content
    assert b"Regret." not in page
    assert b"This comment was removed." in page
    assert b"I answer." in page


def test_a_closed_conversation_is_read_and_not_written(reader, thread):
    comment = make.make_comment(thread, body="Still here.")
    make.close(thread)
    assert b"Still here." in reader.get(f"/threads/{thread.pk}/").content
    assert reader.get(f"/comments/{comment.pk}/reply/").status_code == 404
    response = reader.send(thread, "Too late?")
    assert response.status_code == 422
    assert b"This conversation is closed." in response.content
    assert b"Too late?" in response.content


@pytest.mark.parametrize("how", ["hidden", "draft"])
def test_a_conversation_that_is_not_public_is_not_there(reader, thread, how):
    comment = make.make_comment(thread, body="Not for you.")
    reply = make.make_comment(parent=comment)
    set_thread_state(thread, state=ThreadState.HIDDEN, by=make.make_user("owner"))
    if how == "draft":
        set_thread_state(thread, state=ThreadState.OPEN, by=make.make_user("owner"))
        thread.opened_at = None
        thread.save()
    for place in (
        f"/threads/{thread.pk}/",
        f"/threads/{thread.pk}/mine/",
        f"/comments/{comment.pk}/",
        f"/comments/{reply.pk}/",
        f"/comments/{comment.pk}/replies/",
        f"/comments/{comment.pk}/branch/",
        f"/comments/{comment.pk}/reply/",
    ):
        assert reader.get(place).status_code == 404, place
    response = reader.send(thread, "Anybody?")
    assert response.status_code in (404, 422)
    assert b"Not for you." not in response.content
    assert Comment.objects.count() == 2


def test_ones_own_comments_take_a_fixed_number_of_queries(queries, reader, thread):
    reader.send(thread, "Number 0.")
    with queries() as few:
        reader.get(f"/threads/{thread.pk}/mine/")
    for number in range(1, 20):
        reader.send(thread, f"Number {number}.")
    with queries() as many:
        reader.get(f"/threads/{thread.pk}/mine/")
    assert len(many.statements) == len(few.statements) == 6, str(many)
