"""Kept counts equal a recount, and no reader sees an unpublished word, whatever happened before."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from addyours.comments.actions import decide, delete_comment, edit_comment, undo_decision
from addyours.comments.errors import CommentRefused, TransitionRefused
from addyours.comments.models import PATH_DEPTH, Comment, CommentState, Thread
from addyours.comments.queries import SORTS, branch_page, thread_page
from addyours.moderation.models import WriterRecord
from tests import factories as make

pytestmark = pytest.mark.django_db
STATES = ["pending", "published", "spam", "rejected", "deleted"]


def recount(thread: Thread) -> None:
    """Compare every kept count of a thread with what its comments say."""
    comments = list(Comment.objects.filter(thread=thread))
    by_id = {comment.pk: comment for comment in comments}
    beneath = dict.fromkeys(by_id, 0)
    direct = dict.fromkeys(by_id, 0)
    for comment in comments:
        if comment.is_published:
            above = comment.parent_id
            if above:
                direct[above] += 1
            while above:
                beneath[above] += 1
                above = by_id[above].parent_id
    for comment in comments:
        # Deeper than paths are, a comment counts its own replies only.
        expected = beneath if comment.depth < PATH_DEPTH else direct
        assert comment.reply_count == expected[comment.pk], comment.depth
        assert comment.depth == (by_id[comment.parent_id].depth + 1 if comment.parent_id else 1)
    fresh = Thread.objects.get(pk=thread.pk)
    assert fresh.comment_count == sum(comment.is_published for comment in comments)


class Conversation(RuleBasedStateMachine):
    """Readers write, change their minds and are moderated, in any order."""

    comments = Bundle("comments")

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        make.make_policy("none", most_links=0)
        self.moderator = make.make_user("moderator")
        self.thread = make.make_thread()
        self.now = make.NOON

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    def tick(self):
        self.now += timedelta(seconds=1)
        return self.now

    @rule(target=comments, hold=st.sampled_from(["none", "first", "all"]))
    def post(self, hold):
        make.make_policy(hold, most_links=0)
        return make.post(self.thread, now=self.tick()).pk

    @rule(target=comments, parent=comments, hold=st.sampled_from(["none", "all"]))
    def reply(self, parent, hold):
        make.make_policy(hold, most_links=0)
        found = Comment.objects.get(pk=parent)
        if found.is_published:
            return make.post(self.thread, parent=found, now=self.tick()).pk
        with pytest.raises(CommentRefused, match="not there any more"):
            make.post(self.thread, parent=found, now=self.tick())
        return multiple()

    @rule(comment=comments, to=st.sampled_from(STATES))
    def decide(self, comment, to):
        found = Comment.objects.get(pk=comment)
        try:
            decide(found, to=to, by=self.moderator)
        except TransitionRefused:
            assert found.state in (to, "deleted")

    @rule(comment=comments)
    def undo_one(self, comment):
        with suppress(TransitionRefused):
            undo_decision(Comment.objects.get(pk=comment), by=self.moderator)

    @rule(comment=comments, links=st.booleans())
    def edit(self, comment, links):
        found = Comment.objects.get(pk=comment)
        body = "https://a.example" if links else "Plain words."
        try:
            edit_comment(found, writer=make.writer_of(found), body=body, now=self.now)
        except CommentRefused:
            assert found.state not in ("pending", "published")

    @rule(comment=comments)
    def delete(self, comment):
        found = Comment.objects.get(pk=comment)
        try:
            delete_comment(found, writer=make.writer_of(found))
        except CommentRefused:
            assert found.state not in ("pending", "published")

    @invariant()
    def counts_are_right(self):
        recount(self.thread)

    @invariant()
    def records_are_right(self):
        columns = {"accepted": "published", "rejected": "rejected", "spam": "spam"}
        for row in WriterRecord.objects.all():
            own = [one for one in Comment.objects.all() if one.writer_key == row.key]
            for column, state in columns.items():
                assert getattr(row, column) == sum(one.state == state for one in own)

    @invariant()
    @precondition(lambda self: Comment.objects.exists())
    def readers_see_what_is_published_and_nothing_else(self):
        published = set(
            Comment.objects.filter(state=CommentState.PUBLISHED).values_list("pk", flat=True)
        )
        for sort in SORTS:
            items = thread_page(self.thread, sort=sort).items
            seen = {item.id for item in items if item.kind == "comment"}
            assert seen <= published
            assert all(not (i.name or i.html or i.text) for i in items if i.kind == "tombstone")
            if not any(item.kind == "more" for item in items):
                assert seen == published


def test_counts_and_pages_are_right_after_any_sequence_of_events():
    run_state_machine_as_test(
        Conversation,
        settings=settings(
            max_examples=10,
            stateful_step_count=20,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_a_reply_to_a_reply_to_a_reply_counts_however_deep():
    chain = make.make_chain(40)
    thread = chain[0].thread
    recount(thread)
    moderator = make.make_user("moderator")
    for comment in (chain[39], chain[30], chain[PATH_DEPTH], chain[PATH_DEPTH - 1], chain[3]):
        decide(comment, to=CommentState.REJECTED, by=moderator)
        recount(thread)
        undo_decision(comment, by=moderator)
        recount(thread)


def test_a_deep_chain_keeps_its_order_and_its_real_parents():
    chain = make.make_chain(40)
    beneath = chain[0].thread.comments.order_by("path")
    assert list(beneath) == chain
    assert [comment.parent_id for comment in beneath[1:]] == [comment.pk for comment in chain[:-1]]
    # Pages of its branches lead down the chain, each from where the one before has ended.
    page = branch_page(chain[0])
    *drawn, onward = page.items
    assert [item.id for item in drawn] == [comment.pk for comment in chain[1 : len(drawn) + 1]]
    assert (onward.kind, onward.id) == ("on", drawn[-1].id)
    assert max(len(comment.path) for comment in chain) == len(chain[PATH_DEPTH - 1].path)
