"""The verdict of all screens together, and what it knows: limits, bans, records, the policy in force."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from addyours.conf import current
from addyours.moderation import queries
from addyours.moderation.actions import (
    ban,
    count_outcome,
    forget_attempts,
    lift_ban,
    note_attempt,
)
from addyours.moderation.errors import BanRefused
from addyours.moderation.judge import judge
from addyours.moderation.models import Attempt, Ban, WriterRecord
from addyours.moderation.queries import policy
from addyours.moderation.submission import Submission
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def submission(clock):
    return Submission(
        text="A remark.",
        name="Mara",
        writer_key="guest:1",
        address_key="address:a",
        is_staff=False,
        at=clock.now,
    )


@pytest.fixture
def conf(monkeypatch):
    """Return what puts settings in force for this test."""

    def change(**values):
        changed = replace(current(), **values)
        monkeypatch.setattr(queries, "current", lambda: changed)

    return change


def test_an_ordinary_comment_is_published(submission):
    make.make_policy("none")
    assert judge(submission).outcome == "publish"


def test_every_reason_to_hold_is_told(submission):
    make.make_policy("all", most_links=0, least_seconds=5, words_held="remark")
    verdict = judge(replace(submission, trap="x", seconds=1.0, links=2))
    assert verdict.outcome == "hold"
    assert verdict.reason == (
        "The field hidden from people was filled in."
        " Sent 1.0 seconds after the page was opened."
        " It has 2 links."
        " It has the word “remark”."
        " Every comment waits for a moderator."
    )
    assert verdict.code == "trap_field"


def test_the_first_refusal_is_the_whole_verdict(submission):
    make.make_policy("all", words_refused="remark")
    verdict = judge(replace(submission, trap="x"))
    assert (verdict.outcome, verdict.code) == ("refuse", "word_list")
    assert judge(replace(submission, closed_reason="Closed.")).code == "closed_thread"


@pytest.mark.parametrize(
    ("limits", "same"),
    [({"per_writer": 3}, {"writer_key": "guest:1"}), ({"per_address": 3}, {"address_key": "address:a"})],
)  # fmt: skip
def test_a_limit_counts_ten_minutes_back(submission, clock, limits, same):
    make.make_policy("none", **limits)
    start = clock.now
    for minute in range(3):
        attempt = {"writer_key": "guest:9", "address_key": "address:z"} | same
        note_attempt(**attempt, at=start + timedelta(minutes=minute))
    assert judge(replace(submission, at=start + timedelta(minutes=3))).code == "rate_limit"
    late = start + timedelta(minutes=10)
    assert judge(replace(submission, at=late - timedelta(seconds=1))).code == "rate_limit"
    assert judge(replace(submission, at=late)).outcome == "publish"
    other = {"writer_key": "guest:7", "address_key": "address:b"}
    assert judge(replace(submission, at=start, **other)).outcome == "publish"


def test_strangers_without_an_address_share_no_limit(submission, clock):
    make.make_policy("none", per_writer=1, per_address=1)
    note_attempt(writer_key="", address_key="", at=clock.now)
    assert judge(replace(submission, writer_key="", address_key="")).outcome == "publish"


def test_limits_can_be_switched_off_for_load_tests(submission, clock, conf):
    make.make_policy("none", per_writer=1)
    note_attempt(writer_key="guest:1", address_key="", at=clock.now)
    conf(rate_limits=True)
    assert judge(submission).code == "rate_limit"
    conf(rate_limits=False)
    assert judge(submission).outcome == "publish"


@pytest.mark.parametrize("hold", ["none", "first", "all"])
def test_the_settings_go_before_the_newsroom(conf, hold):
    make.make_policy("first")
    conf(comments_hold="")
    assert policy().hold == "first"
    conf(comments_hold=hold)
    assert policy().hold == hold


def test_without_a_policy_first_comments_are_held(submission):
    assert judge(submission).reason == "First comment of this writer."


@pytest.mark.parametrize("key", ["guest:1", "address:a"])
def test_a_ban_lasts_until_its_end_or_until_it_is_lifted(submission, clock, key):
    make.make_policy("none")
    owner = make.make_user("owner")
    ban(key, by=owner, lasts=timedelta(days=1), now=clock.now)
    assert judge(submission).code == "banned_writer"
    assert judge(replace(submission, at=clock.forward(days=1))).outcome == "publish"
    ban(key, by=owner, reason="Threats.", now=clock.now)
    assert "Threats." in judge(replace(submission, at=clock.forward(days=5000))).reason
    lift_ban(key, by=owner, now=clock.now)
    assert judge(replace(submission, at=clock.now)).outcome == "publish"
    assert Ban.objects.count() == 2


def test_a_ban_of_one_is_no_ban_of_another(submission):
    make.make_policy("none")
    for key in ("guest:11", "guest:", "user:1", "address:ab"):
        ban(key, by=None)
    assert judge(submission).outcome == "publish"
    assert judge(replace(submission, writer_key="", address_key="")).outcome == "publish"


def test_a_ban_needs_somebody_and_is_made_once():
    with pytest.raises(BanRefused):
        ban("", by=None)
    with pytest.raises(BanRefused):
        lift_ban("guest:1", by=None)
    ban("guest:1", by=None)
    with pytest.raises(BanRefused):
        ban("guest:1", by=None)


def test_attempts_that_no_limit_looks_back_to_are_forgotten(clock):
    note_attempt(writer_key="guest:1", address_key="", at=clock.now)
    note_attempt(writer_key="guest:2", address_key="", at=clock.forward(minutes=1))
    assert forget_attempts(now=clock.forward(minutes=10)) == 1
    assert Attempt.objects.get().writer_key == "guest:2"


def test_a_writers_record_is_made_once_and_then_kept():
    count_outcome("guest:1", states=("", "published"))
    count_outcome("guest:1", states=("", "published"))
    count_outcome("guest:1", states=("published", "pending"))
    count_outcome("guest:1", states=("pending", "spam"))
    count_outcome("", states=("", "published"))
    row = WriterRecord.objects.get()
    assert (row.accepted, row.rejected, row.spam) == (1, 0, 1)


@pytest.mark.parametrize("states", [("published", "pending"), ("published", "spam")])
def test_a_record_that_was_not_there_never_falls_below_nothing(states):
    count_outcome("guest:1", states=states)
    assert not WriterRecord.objects.filter(accepted__gt=0).exists()


def test_judging_takes_four_queries(submission, queries):
    with queries() as made:
        judge(submission)
    assert len(made.statements) == 4, str(made)
