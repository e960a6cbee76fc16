"""A mention means somebody of the conversation, is marked, and is completed while it is typed."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client

from addyours.comments.actions import decide, edit_comment, list_writers, undo_decision
from addyours.comments.models import Comment, CommentState, Mention, ThreadWriter
from addyours.outbox.models import Change
from tests import factories as make

pytestmark = pytest.mark.django_db


def listed(*comments: Comment) -> None:
    list_writers([comment.pk for comment in comments])


def says(thread, name: str = "", *, user=None, **more) -> Comment:
    return make.make_comment(thread, writer=make.make_writer(user, name=name or "Odd"), **more)


def mentioned(comment: Comment) -> list[tuple[int | None, int | None]]:
    return list(Mention.objects.filter(comment=comment).values_list("user", "guest"))


def names(thread, start: str = "") -> list[str]:
    answer = Client().get(f"/threads/{thread.pk}/people/", {"q": start})
    return json.loads(answer.content)["names"]


def test_a_mention_means_who_writes_in_the_conversation(thread):
    mara = says(thread, "Mara Vint")
    says(make.make_thread(), "Otto")
    comment = make.post(thread, "@mara vint and @Otto: no.", now=thread.opened_at)
    assert mentioned(comment) == [(None, mara.guest_id)]
    assert comment.html == '<p><span class="mention">@mara vint</span> and @Otto: no.</p>'
    assert comment.body == "@mara vint and @Otto: no."


def test_an_account_goes_before_a_guest_of_the_same_name(thread):
    user = make.make_user(name="Ilse")
    says(thread, user=user)
    says(thread, "Ilse")
    comment = make.post(thread, "@Ilse?", now=thread.opened_at)
    assert mentioned(comment) == [(user.pk, None)]


def test_who_is_answered_can_be_mentioned_at_once(thread):
    parent = make.post(thread, writer=make.make_writer(name="Quick"), now=thread.opened_at)
    answer = make.post(thread, "@Quick yes.", parent=parent, now=thread.opened_at)
    assert mentioned(answer) == [(None, parent.guest_id)]
    other = make.post(thread, "@Quick too.", now=thread.opened_at)
    assert mentioned(other) == []


def test_whoever_was_taken_down_can_not_be_mentioned_any_more(thread):
    spam = says(thread, "Buy Now")
    decide(spam, to=CommentState.SPAM, by=make.make_user("moderator"))
    assert mentioned(make.post(thread, "@Buy Now!", now=thread.opened_at)) == []
    assert names(thread, "buy") == []


def test_whoever_loses_one_comment_of_two_stays_in_the_list(thread):
    first = says(thread, "Mara")
    second = make.make_comment(thread, writer=make.writer_of(first))
    moderator = make.make_user("moderator")
    decide(first, to=CommentState.SPAM, by=moderator)
    assert names(thread) == []
    listed(first)
    assert names(thread) == ["Mara"]
    decide(second, to=CommentState.SPAM, by=moderator)
    listed(second)
    assert not ThreadWriter.objects.exists()
    undo_decision(second, by=moderator)
    listed(second)
    assert names(thread) == ["Mara"]
    assert len(Change.objects.filter(topic="thread.writers_listed")) == 3


def test_an_edit_mentions_anew(thread):
    says(thread, "Mara")
    otto = says(thread, "Otto")
    comment = make.post(thread, "@Mara", now=thread.opened_at)
    edit_comment(comment, writer=make.writer_of(comment), body="@Otto", now=thread.opened_at)
    assert mentioned(comment) == [(None, otto.guest_id)]
    edit_comment(comment, writer=make.writer_of(comment), body="Nobody", now=thread.opened_at)
    assert mentioned(comment) == []


def test_words_without_an_at_cost_no_query(thread, queries):
    counts = []
    for body in ("Plain words.", "Words with @nobody in them."):
        with queries() as made:
            make.post(thread, body, now=thread.opened_at)
        counts.append(len(made.statements))
    assert counts[1] == counts[0] + 1, str(made)


def test_writers_are_listed_once_and_what_waits_is_not(thread):
    guest = make.post(thread, writer=make.make_writer(name="Mara"), now=thread.opened_at)
    again = make.post(thread, writer=make.writer_of(guest), now=thread.opened_at)
    waits = make.make_comment(thread, state="pending")
    listed(guest, again, waits)
    listed(guest, again, waits)
    assert list(ThreadWriter.objects.values_list("name", flat=True)) == ["Mara"]
    told = Change.objects.filter(topic="thread.writers_listed")
    assert [change.keys for change in told] == [[f"writers:{thread.pk}"]]


def test_whoever_writes_their_name_in_other_letters_stays_in_the_list(thread):
    comment = says(thread, "Mara")
    listed(comment)
    Comment.objects.filter(pk=comment.pk).update(name="MARA")
    listed(comment)
    assert names(thread) == ["MARA"]


def test_lists_of_writers_cost_as_much_for_many_as_for_few(thread, queries):
    counts = []
    for number in (1, 12):
        comments = [
            says(
                thread,
                f"Of {number} {place}",
                at=make.NOON + timedelta(hours=number, minutes=place),
            )
            for place in range(number)
        ]
        with queries() as made:
            listed(*comments)
        counts.append(len(made.statements))
        with queries() as again:
            listed(*comments)
        assert len(again.statements) == 3
    assert counts[0] == counts[1] <= 7


def test_names_are_completed_as_typed_ten_at_most(thread, at_most_queries):
    for number in range(12):
        says(thread, f"Anna {number:02}")
    says(thread, "Zoë")
    says(thread, "100%_")
    assert names(thread, "ANNA ") == [f"Anna {number:02}" for number in range(10)]
    assert names(thread, "zo") == ["Zoë"]
    assert names(thread, "100%_") == ["100%_"]
    assert names(thread, "%") == names(thread, "nna") == []
    assert names(thread)[:2] == ["100%_", "Zoë"]
    with at_most_queries(2):
        names(thread, "\0" + "a" * 5000)


def test_names_of_a_conversation_that_is_not_public_are_told_nobody(thread):
    says(thread, "Mara")
    thread.opened_at = None
    thread.save()
    assert Client().get(f"/threads/{thread.pk}/people/").status_code == 404
