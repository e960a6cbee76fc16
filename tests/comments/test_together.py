"""Many people at once in one branch: nobody waits for ever, and every count is right at the end."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from addyours.comments.actions import decide, delete_comment
from addyours.comments.errors import CommentRefused, TransitionRefused
from addyours.comments.models import Comment
from addyours.newsroom.queue.actions import LEASE, attend
from tests import factories as make
from tests.comments.test_counts import recount

PEOPLE, ROUNDS = 4, 12


@pytest.mark.django_db(transaction=True)
def test_replies_decisions_and_deletions_in_one_branch_get_along():
    make.make_policy()
    moderator = make.make_user("moderator")
    root = make.make_comment()
    parent = make.make_comment(parent=root)
    together = Barrier(PEOPLE)

    def one(person: int) -> None:
        try:
            for turn in range(ROUNDS):
                together.wait(30)
                at = make.NOON + timedelta(seconds=turn, milliseconds=person)
                with suppress(CommentRefused, TransitionRefused):
                    act(person, turn, at)
        finally:
            connection.close()

    def act(person: int, turn: int, at) -> None:
        if person == 0:
            decide(parent, to="spam" if turn % 2 == 0 else "published", by=moderator)
        elif person == 1:
            mine = make.post(root.thread, f"{turn}", parent=root, now=at)
            delete_comment(mine, writer=make.writer_of(mine))
        else:
            make.post(root.thread, f"{person} {turn}", parent=parent, now=at)

    with ThreadPoolExecutor(PEOPLE) as pool:
        for done in [pool.submit(one, person) for person in range(PEOPLE)]:
            done.result(60)
    recount(root.thread)
    assert Comment.objects.count() > ROUNDS


@pytest.mark.django_db(transaction=True)
def test_a_double_click_that_arrives_twice_at_once_is_one_comment():
    make.make_policy("first")
    thread = make.make_thread()
    together = Barrier(PEOPLE)

    def one() -> int:
        try:
            together.wait(30)
            return make.post(thread, "Once.", address_key="address:a").pk
        finally:
            connection.close()

    with ThreadPoolExecutor(PEOPLE) as pool:
        made = {done.result(60) for done in [pool.submit(one) for _ in range(PEOPLE)]}
    assert len(made) == Comment.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_moderators_who_ask_in_the_same_moment_get_different_comments():
    moderators = [make.make_user("moderator") for _ in range(PEOPLE)]
    ids = [make.make_comment(state="pending").pk for _ in range(PEOPLE + 1)]
    together = Barrier(PEOPLE)

    def ask(user) -> list[int | None]:
        try:
            found = []
            for turn in range(6):
                together.wait(30)
                found.append(attend(ids, by=user, now=make.NOON + turn * 2 * LEASE))
            return found
        finally:
            connection.close()

    with ThreadPoolExecutor(PEOPLE) as pool:
        given_to = [done.result(60) for done in [pool.submit(ask, one) for one in moderators]]
    for turn in zip(*given_to, strict=True):
        assert len(set(turn)) == PEOPLE, turn
        assert None not in turn
