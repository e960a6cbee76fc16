"""Decisions of moderators: what they change, what they write down, and how they are taken back."""

from __future__ import annotations

from itertools import permutations

import pytest

from addyours.comments.actions import decide, delete_comment, undo_decision
from addyours.comments.errors import TransitionRefused
from addyours.comments.models import Comment, CommentState
from addyours.moderation.models import Decision, WriterRecord
from tests import factories as make

pytestmark = pytest.mark.django_db
DECIDED = ["pending", "published", "spam", "rejected"]


@pytest.fixture
def moderator():
    return make.make_user("moderator", name="Odile")


@pytest.mark.parametrize(("before", "after"), [*permutations(DECIDED, 2), ("pending", "deleted")])
def test_a_decision_is_kept_with_who_and_why_and_both_states(moderator, before, after):
    comment = make.make_comment(state=before)
    decide(comment, to=after, by=moderator, reason="Because.")
    assert comment.state == after == Comment.objects.get(pk=comment.pk).state
    row = Decision.objects.get(subject=comment.key)
    assert (row.from_state, row.to_state, row.reason) == (before, after, "Because.")
    assert (row.by, row.by_name, row.writer_key) == (moderator, "Odile", comment.writer_key)


@pytest.mark.parametrize("state", DECIDED)
def test_a_decision_that_changes_nothing_is_refused(moderator, state):
    comment = make.make_comment(state=state)
    with pytest.raises(TransitionRefused):
        decide(comment, to=state, by=moderator)
    assert not Decision.objects.exists()


def test_a_decision_on_what_has_changed_since_it_was_seen_is_refused(moderator):
    comment = make.make_comment(state=CommentState.PENDING)
    decide(comment, to=CommentState.SPAM, by=moderator)
    with pytest.raises(TransitionRefused, match="meanwhile"):
        decide(comment, to=CommentState.PUBLISHED, by=moderator, seen="pending")
    assert Comment.objects.get(pk=comment.pk).state == "spam"


@pytest.mark.parametrize("after", ["rejected", "spam", "pending", "deleted"])
def test_a_decision_is_undone_and_the_undoing_is_written_down(moderator, after):
    comment = make.make_comment()
    decide(comment, to=after, by=moderator)
    undo_decision(comment, by=moderator)
    assert Comment.objects.get(pk=comment.pk).state == "published"
    newest = Decision.objects.filter(subject=comment.key).first()
    assert (newest.verb, newest.from_state, newest.to_state) == ("undo", after, "published")


def test_undoing_twice_brings_the_decision_back(moderator):
    comment = make.make_comment()
    decide(comment, to=CommentState.SPAM, by=moderator)
    undo_decision(comment, by=moderator)
    undo_decision(comment, by=moderator)
    assert Comment.objects.get(pk=comment.pk).state == "spam"


def test_there_is_nothing_to_undo_where_nobody_has_decided(moderator):
    make.make_policy("all")
    held = make.post(make.make_thread())
    with pytest.raises(TransitionRefused, match="nothing to undo"):
        undo_decision(held, by=moderator)


def test_what_its_writer_deleted_stays_deleted(moderator):
    comment = make.make_comment()
    decide(comment, to=CommentState.PENDING, by=moderator)
    delete_comment(comment, writer=make.writer_of(comment))
    with pytest.raises(TransitionRefused):
        undo_decision(comment, by=moderator)
    with pytest.raises(TransitionRefused):
        decide(comment, to=CommentState.PUBLISHED, by=moderator)
    assert Comment.objects.get(pk=comment.pk).state == "deleted"


def test_the_writers_record_follows_every_decision(moderator):
    comment = make.make_comment(state=CommentState.PENDING)

    def record():
        row = WriterRecord.objects.filter(key=comment.writer_key).first()
        return (row.accepted, row.rejected, row.spam) if row else None

    assert record() is None
    decide(comment, to=CommentState.PUBLISHED, by=moderator)
    assert record() == (1, 0, 0)
    decide(comment, to=CommentState.SPAM, by=moderator)
    assert record() == (0, 0, 1)
    decide(comment, to=CommentState.REJECTED, by=moderator)
    assert record() == (0, 1, 0)
    undo_decision(comment, by=moderator)
    assert record() == (0, 0, 1)


def test_a_decision_takes_a_fixed_number_of_queries(moderator, queries):
    chain = make.make_chain(12)
    with queries() as made:
        decide(chain[-1], to=CommentState.SPAM, by=moderator)
    assert len(made.statements) == 9, str(made)
