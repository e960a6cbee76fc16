"""Votes: counted exactly, one of each reader, and an order that follows from them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from addyours.comments import ranking
from addyours.comments.actions import Ballot, cast_vote
from addyours.comments.errors import VoteRefused
from addyours.comments.models import Comment, Vote
from tests import factories as make


def vote(comment, writer=None, value=1, **ballot):
    return cast_vote(comment, writer=writer, ballot=Ballot(value=value, **ballot), now=make.NOON)


def counted(comment) -> tuple[int, int]:
    comment.refresh_from_db()
    return comment.up_count, comment.down_count


@pytest.mark.django_db
def test_a_vote_counts_once_can_be_turned_and_taken_back():
    make.make_settings(down_votes=True)
    comment, reader = make.make_comment(), make.make_writer(make.make_user())
    for value, counts in [(1, (1, 0)), (1, (1, 0)), (-1, (0, 1)), (0, (0, 0)), (1, (1, 0))]:
        vote(comment, reader, value)
        assert counted(comment) == counts
    assert comment.up_weight == ranking.ACCOUNT
    assert Vote.objects.count() == 1
