"""Comments that come at the same time: each becomes what it would have become by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from addyours.comments.actions import delete_comment
from addyours.comments.errors import CommentRefused
from addyours.comments.models import Comment, Thread
from addyours.moderation.models import Attempt, Decision, WriterRecord
from addyours.outbox.models import Change
from addyours.outbox.together import call_together
from tests import factories as make

pytestmark = pytest.mark.django_db

Posted = list[Any]
"""Comments, and why others were refused."""


def post_at_once(thread: Thread, *wanted: dict[str, Any]) -> Posted:
    """Post several comments as requests that wait for the same turn do."""
    came: dict[int, Comment | CommentRefused] = {}

    def call_of(place: int, given: dict[str, Any]) -> Callable[[], None]:
        def call() -> None:
            try:
                came[place] = make.post(given.pop("thread", thread), **given)
            except CommentRefused as refused:
                came[place] = refused

        return call

    call_together([call_of(place, given) for place, given in enumerate(wanted)])
    return [came[place] for place in range(len(wanted))]


def kinds(posted: Posted) -> list[str]:
    return [one.code if isinstance(one, CommentRefused) else one.state for one in posted]


def test_all_are_counted_and_told_of_in_their_order():
    make.make_policy()
    thread = make.make_thread()
    before = Change.objects.count()
    posted = post_at_once(thread, {"body": "One."}, {"body": "Two."}, {"body": "Three."})
    thread.refresh_from_db()
    told = Change.objects.filter(topic="comment.posted").order_by("position")
    assert Change.objects.count() == before + 3
    assert [row.ids["comment"] for row in told] == [one.pk for one in posted]
    assert [row.keys for row in told] == [[thread.key]] * 3
    assert (thread.comment_count, thread.position) == (3, told[2].position)
    assert thread.last_comment_at == make.NOON
    bodies = {one.pk: one.body for one in Comment.objects.all()}
    assert [bodies[one.pk] for one in posted] == ["One.", "Two.", "Three."]
    assert len({one.guest_id for one in posted}) == 3
    assert [one.accepted for one in WriterRecord.objects.all()] == [1, 1, 1]


@pytest.mark.parametrize("number", [1, 2, 16])
def test_however_many_come_it_takes_as_many_statements(number, queries, remembers):
    make.make_policy()
    thread = make.make_thread()
    make.post(thread)
    wanted = [{"body": f"Remark {n}.", "address_key": "address:1"} for n in range(number)]
    with queries() as made:
        post_at_once(thread, *wanted)
    assert len(made.statements) == 10, str(made)


def test_one_that_is_refused_or_held_changes_nothing_for_the_others():
    make.make_policy(per_writer=1)
    make.make_user("reader", name="Ilse Brandt")
    thread = make.make_thread()
    gone = make.make_comment(thread)
    delete_comment(gone, writer=make.writer_of(gone))
    parent = make.make_comment(thread)
    busy = make.make_writer(make.make_user("reader", name="Busy"))
    Attempt.objects.create(writer_key=busy.key, address_key="", at=make.NOON)
    posted = post_at_once(
        thread,
        {"body": "Fine."},
        {"body": "Under another's name.", "writer": make.make_writer(name="Ilse Brandt")},
        {"body": "To nobody.", "parent": gone},
        {"body": "Too many.", "writer": busy},
        {"body": "Caught.", "trap": "x"},
        {"body": "An answer.", "parent": parent},
    )
    assert kinds(posted) == ["published", "name", "no_parent", "rate_limit", "pending", "published"]
    thread.refresh_from_db()
    parent.refresh_from_db()
    assert (thread.comment_count, parent.reply_count) == (3, 1)
    (held,) = Decision.objects.filter(verb="hold")
    assert held.subject == posted[4].key


def test_the_same_form_sent_twice_at_once_is_one_comment():
    make.make_policy()
    thread = make.make_thread()
    twice = {"body": "Once.", "key": "drawn by the browser"}
    posted = post_at_once(thread, dict(twice), {"body": "Another."}, dict(twice), dict(twice))
    assert posted[0] == posted[2] == posted[3] != posted[1]
    thread.refresh_from_db()
    assert thread.comment_count == Comment.objects.count() == 2


def test_the_limit_of_tries_counts_those_that_come_at_once():
    make.make_policy(per_address=2)
    wanted = [{"body": f"Remark {place}.", "address_key": "address:1"} for place in range(4)]
    posted = post_at_once(make.make_thread(), *wanted)
    assert kinds(posted) == ["published", "published", "rate_limit", "rate_limit"]


def test_slow_mode_holds_for_those_that_come_at_once():
    make.make_policy()
    thread = make.make_thread()
    Thread.objects.filter(pk=thread.pk).update(slow_minutes=5)
    wanted = [
        {"body": "First.", "address_key": "address:1"},
        {"body": "Second.", "address_key": "address:1"},
        {"body": "Of another.", "address_key": "address:2"},
    ]
    assert kinds(post_at_once(thread, *wanted)) == ["published", "thread_rules", "published"]


def test_a_known_guest_who_writes_twice_at_once_stays_one():
    make.make_policy()
    thread = make.make_thread()
    guest = make.writer_of(make.post(thread))
    posted = post_at_once(
        thread, {"body": "One.", "writer": guest}, {"body": "Two.", "writer": guest}
    )
    assert [one.guest_id for one in posted] == [guest.guest_id] * 2
    assert WriterRecord.objects.get(key=guest.key).accepted == 3


def test_comments_of_several_conversations_go_to_their_own():
    make.make_policy()
    here, there = make.make_thread(), make.make_thread()
    posted = post_at_once(here, {"body": "Here."}, {"body": "There.", "thread": there})
    assert [one.thread_id for one in posted] == [here.pk, there.pk]
    assert [Thread.objects.get(pk=one.pk).comment_count for one in (here, there)] == [1, 1]


def test_a_conversation_that_is_not_there_is_said_to_each():
    seen: list[type[Exception]] = []

    def call() -> None:
        try:
            make.post(Thread(pk=4_711))
        except Thread.DoesNotExist as error:
            seen.append(type(error))

    call_together([call, call])
    assert seen == [Thread.DoesNotExist] * 2
