"""The chain of the audit log: whatever is changed behind the program's back, the first such row is named."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from addyours.comments.actions import decide, undo_decision
from addyours.moderation.actions import forget_writer, log_decision
from addyours.moderation.audit import guard
from addyours.moderation.audit.actions import chain_decisions, sign_head
from addyours.moderation.audit.chaining import chain_all
from addyours.moderation.audit.errors import LogBroken
from addyours.moderation.audit.queries import LATE, Problem, check_chain
from addyours.moderation.models import Decision, LogHead
from tests import factories as make

pytestmark = pytest.mark.django_db
MARK = "erased:0123456789abcdef"


@pytest.fixture
def rows():
    """Five decisions in the chain: by the site, by a moderator, about a writer, about nobody."""
    by = make.make_user("moderator", name="Odile Brack")
    log_decision(subject="comment:1", verb="hold", by=None, reason="Links.", writer_key="guest:3")
    log_decision(
        subject="comment:1",
        verb="reject",
        by=by,
        reason="Mara is rude.",
        states=("pending", "rejected"),
        writer_key="guest:3",
    )
    log_decision(subject="guest:3", verb="ban", by=by, reason="Mara.", writer_key="guest:3")
    log_decision(subject="policy", verb="policy", by=by)
    log_decision(subject="thread:4", verb="closed", by=None, states=("open", "closed"))
    assert chain_decisions() == 5
    return list(Decision.objects.order_by("pk"))


def sql(statement, *values):
    """What somebody does who has the database to themselves."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_each_row_holds_the_digest_of_the_one_before(rows, at_most_queries):
    assert [row.link for row in rows] == [1, 2, 3, 4, 5]
    assert bytes(rows[0].before) == b""
    assert [bytes(row.before) for row in rows[1:]] == [bytes(row.digest) for row in rows[:-1]]
    with at_most_queries(1):
        assert chain_decisions() == 0
    log_decision(subject="policy", verb="policy", by=None)
    assert check_chain().waiting == 1
    with at_most_queries(8):
        chain_all()
    found = check_chain()
    assert (found.rows, found.erased, found.waiting, found.problem) == (6, 0, 0, None)
    assert found.head == bytes(Decision.objects.order_by("link").last().digest).hex()


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("verb", "approve"),
        ("to_state", "spam"),
        ("at", "2031-03-05 12:00:00+00:00"),
        ("subject", "comment:2"),
        ("reason", "Mara is kind."),
        ("reason", ""),
        ("writer_key", "guest:4"),
        ("writer_key", MARK),
        ("by_name", "Somebody"),
        ("by_number", None),
        ("waited", 7),
        ("before", b"x"),
        ("digest", b"x"),
        ("writer_salt", b"x"),
        ("by_salt", None),
    ],
)
def test_a_row_that_was_changed_is_named(rows, column, value):
    with guard.unguarded():
        sql(f"UPDATE moderation_decision SET {column} = %s WHERE id = %s", value, rows[1].pk)
    found = check_chain()
    assert (found.problem, found.decision, found.rows) == (Problem.CHANGED, rows[1].pk, 1)


def test_a_row_that_was_taken_out_is_missed_before_the_next(rows):
    with guard.unguarded():
        sql("DELETE FROM moderation_decision WHERE id = %s", rows[2].pk)
    found = check_chain()
    assert (found.problem, found.decision) == (Problem.MISSING, rows[3].pk)


@pytest.mark.parametrize("forges_head", [False, True])
def test_rows_cut_off_at_the_end_are_missed_and_nothing_is_put_behind(rows, forges_head):
    with guard.unguarded():
        sql("DELETE FROM moderation_decision WHERE id >= %s", rows[3].pk)
    if forges_head:
        LogHead.objects.update(number=3, digest=rows[2].digest)
    wrong = Problem.NOT_SIGNED if forges_head else Problem.CUT_OFF
    assert check_chain().problem == wrong
    log_decision(subject="policy", verb="policy", by=None)
    with pytest.raises(LogBroken, match=wrong):
        chain_decisions()
    # The owner has looked into it and goes on.
    sign_head()
    assert chain_decisions() == 1
    assert check_chain().problem is None


def test_with_another_secret_key_the_end_is_not_signed(rows, settings):
    settings.SECRET_KEY = "another"
    assert check_chain().problem == Problem.NOT_SIGNED
    sign_head()
    assert check_chain().problem is None


def test_a_chain_without_its_head_is_not_begun_anew(rows):
    LogHead.objects.all().delete()
    log_decision(subject="policy", verb="policy", by=None)
    with pytest.raises(LogBroken):
        chain_decisions()
    assert check_chain().problem == Problem.CUT_OFF


def test_decisions_that_nobody_chains_are_told_of(rows):
    row = log_decision(subject="policy", verb="policy", by=None)
    assert check_chain().problem is None
    made = Decision(subject="policy", verb="policy", at=row.at - LATE - timedelta(minutes=1))
    made.save()
    found = check_chain()
    assert (found.problem, found.decision) == (Problem.NOT_CHAINED, made.pk)


def test_who_is_erased_leaves_a_chain_that_holds(rows):
    by = rows[1].by
    log_decision(subject="comment:9", verb="hold", by=None, reason="Links.", writer_key="guest:3")
    forget_writer(["guest:3"], mark=MARK)
    forget_writer([f"user:{by.pk}"], mark=MARK)
    by.delete()
    found = check_chain()
    assert (found.problem, found.rows, found.erased) == (None, 5, 4)
    row = Decision.objects.get(pk=rows[1].pk)
    assert (row.writer_key, row.reason, row.by_name, row.by_number) == (MARK, "", MARK, None)
    assert row.writer_salt is None
    assert row.by_salt is None
    assert Decision.objects.get(pk=rows[0].pk).reason == "Links."
    assert chain_decisions() == 1
    assert check_chain().problem is None


def test_an_account_that_goes_leaves_its_number_in_the_chain(rows):
    rows[1].by.delete()
    row = Decision.objects.get(pk=rows[1].pk)
    assert (row.by_id, row.by_name, row.by_number) == (None, "Odile Brack", rows[1].by_id)
    assert check_chain().problem is None


@pytest.mark.parametrize("is_chained", [True, False])
@pytest.mark.parametrize(
    "attack",
    [
        "DELETE FROM moderation_decision",
        "UPDATE moderation_decision SET verb = 'approve'",
        "UPDATE moderation_decision SET reason = 'Kind.'",
        "UPDATE moderation_decision SET writer_key = 'guest:9', writer_salt = NULL",
        "UPDATE moderation_decision SET by_name = 'Odile', by_salt = NULL, by_number = NULL",
        "UPDATE moderation_decision SET id = id + 1000",
    ],
)
def test_the_database_refuses_what_is_no_chaining_and_no_erasing(attack, is_chained):
    by = make.make_user("moderator")
    log_decision(subject="guest:3", verb="ban", by=by, reason="Rude.", writer_key="guest:3")
    if is_chained:
        chain_decisions()
    before = Decision.objects.values().get()
    with pytest.raises(IntegrityError, match="decisions are never"), transaction.atomic():
        sql(attack)
    assert Decision.objects.values().get() == before


def test_the_guard_stands_again_after_it_was_lifted(rows):
    assert guard.is_guarded()
    with guard.unguarded():
        pass
    assert guard.is_guarded()
    with pytest.raises(IntegrityError), transaction.atomic():
        sql("DELETE FROM moderation_decision")
    guard.unguard()
    assert not guard.is_guarded()
    guard.guard()
    assert guard.is_guarded()


@pytest.mark.postgresql_only
def test_the_log_is_not_emptied_at_once_either(rows):
    emptied = "TRUNCATE moderation_decision"
    # What waits for the transaction's end would be refused for that alone.
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError, match="never removed"), transaction.atomic():
        sql(emptied)
    assert Decision.objects.count() == len(rows)
    with guard.unguarded():
        sql(emptied)
    assert not Decision.objects.exists()
    sql(emptied)


def test_the_wait_of_a_held_comment_ends_with_the_first_decision_of_a_person():
    moderator = make.make_user("moderator")
    make.make_policy("all")
    comment = make.post(make.make_thread(), now=make.NOON)
    decide(comment, to="rejected", by=moderator)
    undo_decision(comment, by=moderator)
    decide(comment, to="published", by=moderator)
    decide(comment, to="spam", by=moderator)
    chain_decisions()
    held, *others = Decision.objects.filter(subject=comment.key).order_by("pk")
    waits = [row.waited for row in others]
    assert waits == [int((others[0].at - held.at).total_seconds()), None, None, None]
