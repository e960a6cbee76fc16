"""The verdict of all screens together, and what it knows: limits, bans, records, the policy in force."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from addyours.accounts.addresses import address_key, network_of, range_keys
from addyours.conf import current
from addyours.moderation import queries
from addyours.moderation.actions import (
    count_outcome,
    forget_attempts,
    note_attempts,
)
from addyours.moderation.errors import SanctionRefused
from addyours.moderation.judge import judge
from addyours.moderation.models import Attempt, Sanction, WriterRecord
from addyours.moderation.queries import policy
from addyours.moderation.sanctions.actions import Terms, heed_warning, impose, lift
from addyours.moderation.sanctions.queries import networks_restrained
from addyours.moderation.submission import Submission
from addyours.outbox import memory
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


def make_attempt(*, writer_key: str, address_key: str, at: datetime) -> None:
    """Note a try to post."""
    tried = Submission(
        text="", name="", writer_key=writer_key, address_key=address_key, is_staff=False, at=at
    )
    note_attempts([tried])


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
    make.make_policy("all", most_links=0, least_seconds=5)
    make.make_rule("remark")
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
    make.make_policy("all")
    make.make_rule("remark", "refuse")
    verdict = judge(replace(submission, trap="x"))
    assert (verdict.outcome, verdict.code) == ("refuse", "word_rules")
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
        make_attempt(**attempt, at=start + timedelta(minutes=minute))
    assert judge(replace(submission, at=start + timedelta(minutes=3))).code == "rate_limit"
    late = start + timedelta(minutes=10)
    assert judge(replace(submission, at=late - timedelta(seconds=1))).code == "rate_limit"
    assert judge(replace(submission, at=late)).outcome == "publish"
    other = {"writer_key": "guest:7", "address_key": "address:b"}
    assert judge(replace(submission, at=start, **other)).outcome == "publish"


def test_strangers_without_an_address_share_no_limit(submission, clock):
    make.make_policy("none", per_writer=1, per_address=1)
    make_attempt(writer_key="", address_key="", at=clock.now)
    assert judge(replace(submission, writer_key="", address_key="")).outcome == "publish"


def test_limits_can_be_switched_off_for_load_tests(submission, clock, conf):
    make.make_policy("none", per_writer=1)
    make_attempt(writer_key="guest:1", address_key="", at=clock.now)
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
    impose("ban", key, by=owner, terms=Terms(lasts=timedelta(days=1)), now=clock.now)
    assert judge(submission).code == "banned_writer"
    assert judge(replace(submission, at=clock.forward(days=1))).outcome == "publish"
    made = impose("ban", key, by=owner, terms=Terms(reason="Threats."), now=clock.now)
    assert "Threats." in judge(replace(submission, at=clock.forward(days=5000))).reason
    lift(made, by=owner, now=clock.now)
    assert judge(replace(submission, at=clock.now)).outcome == "publish"
    assert Sanction.objects.count() == 2


def test_a_ban_of_one_is_no_ban_of_another(submission):
    make.make_policy("none")
    for key in ("guest:11", "guest:", "user:1", "address:ab"):
        impose("ban", key, by=None)
    assert judge(submission).outcome == "publish"
    assert judge(replace(submission, writer_key="", address_key="")).outcome == "publish"


def test_a_ban_needs_somebody_is_made_once_and_lifted_once():
    with pytest.raises(SanctionRefused):
        impose("ban", "", by=None)
    made = impose("ban", "guest:1", by=None)
    with pytest.raises(SanctionRefused):
        impose("ban", "guest:1", by=None)
    lift(made, by=None)
    with pytest.raises(SanctionRefused):
        lift(made, by=None)


@pytest.mark.parametrize(
    ("kind", "key", "terms"),
    [
        ("mute", "guest:1", Terms(reason="Threats.")),
        ("warn", "guest:1", Terms()),
        ("warn", "address:a", Terms(reason="Threats.")),
    ],
)
def test_a_silence_ends_and_a_warning_says_something_to_somebody(kind, key, terms):
    with pytest.raises(SanctionRefused):
        impose(kind, key, by=None, terms=terms)


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("203.0.113.0/24", "203.0.113.7"),
        ("203.0.112.0/20", "203.0.113.7"),
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1::/48", "2001:db8:1:2::3"),
    ],
)
def test_a_network_that_was_shut_out_meets_who_is_in_it_and_nobody_else(
    submission, rf, typed, address
):
    make.make_policy("none")
    impose("ban", network_of(typed).key, by=None)
    for sender, code in ((address, "banned_writer"), ("198.51.100.7", ""), ("2001:db8:2::3", "")):
        request = rf.post("/", REMOTE_ADDR=sender)
        sent = replace(submission, address_key=address_key(request), ranges=range_keys(request))
        assert judge(sent).code == code


def test_a_mail_domain_that_was_shut_out_meets_those_beneath_it_too(submission):
    make.make_policy("none")
    impose("ban", "domain:spam.example", by=None)
    for email, code in (
        ("a@spam.example", "banned_writer"),
        ("a@mx.Spam.example", "banned_writer"),
        ("a@notspam.example", ""),
        ("", ""),
    ):
        assert judge(replace(submission, email=email)).code == code


def test_a_warning_is_confirmed_once_by_whom_it_is_for(submission, clock):
    make.make_policy("none")
    made = impose("warn", "guest:1", by=None, terms=Terms(reason="Threats."), now=clock.now)
    assert judge(submission).warning == made.pk
    assert not heed_warning(made.pk, writer_key="guest:2", now=clock.now)
    assert heed_warning(made.pk, writer_key="guest:1", now=clock.now)
    assert not heed_warning(made.pk, writer_key="guest:1", now=clock.now)
    assert judge(submission).outcome == "publish"


def test_attempts_that_no_limit_looks_back_to_are_forgotten(clock):
    make_attempt(writer_key="guest:1", address_key="", at=clock.now)
    make_attempt(writer_key="guest:2", address_key="", at=clock.forward(minutes=1))
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


def test_judging_takes_five_queries_where_nothing_is_remembered(submission, queries):
    with queries() as made:
        judge(submission)
    assert len(made.statements) == 5, str(made)


def test_only_networks_of_a_kind_that_is_shut_out_are_looked_at(rf, monkeypatch):
    request = rf.get("/", REMOTE_ADDR="203.0.113.7")
    assert networks_restrained() is None, "a process that hears of nothing looks at all of them"
    monkeypatch.setattr(memory, "_hears", lambda: True)
    few = range_keys(request, among=networks_restrained())
    assert [key.rpartition(":")[0] for key in few] == ["range4:24"], "the one that is kept"
    impose("ban", network_of("203.0.0.0/12").key, by=make.make_user("moderator"))
    memory.hear(["writer.sanctioned"])
    keys = range_keys(request, among=networks_restrained())
    assert [key.rpartition(":")[0] for key in keys] == ["range4:12", "range4:24"]
    assert set(keys) < set(range_keys(request))
    for one in memory._memories:
        one.forget()
