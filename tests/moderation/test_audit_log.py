"""The log of decisions: everything decided is in it, and nothing in it is ever changed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from addyours.comments.actions import set_thread_state
from addyours.comments.models import ThreadState
from addyours.moderation.actions import log_decision
from addyours.moderation.models import AppendOnly, Decision
from addyours.moderation.queries import decisions_about
from addyours.moderation.sanctions.actions import Terms, impose, lift
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def decision():
    by = make.make_user("owner", name="Odile")
    return log_decision(subject="comment:1", verb="spam", by=by, states=("pending", "spam"))


def change(decision):
    decision.reason = "Another."
    decision.save()


@pytest.mark.parametrize(
    "attack",
    [
        change,
        lambda row: row.delete(),
        lambda row: Decision.objects.update(reason="Another."),
        lambda row: Decision.objects.all().delete(),
        lambda row: Decision.objects.filter(pk=row.pk).delete(),
        lambda row: Decision.objects.bulk_update([row], ["reason"]),
        lambda row: Decision.objects.update_or_create(pk=row.pk, defaults={"reason": "Another."}),
    ],
)
def test_a_row_is_neither_changed_nor_removed(decision, attack):
    with pytest.raises(AppendOnly), transaction.atomic():
        attack(decision)
    assert Decision.objects.get().reason == ""


def test_who_decided_is_known_after_their_account_is_gone(decision):
    decision.by.delete()
    row = Decision.objects.get()
    assert (row.by, row.by_name) == (None, "Odile")


def test_bans_threads_policy_and_settings_are_in_the_log():
    owner = make.make_user("owner")
    thread = make.make_thread()
    terms = Terms(reason="Threats.", lasts=timedelta(days=1))
    lift(impose("ban", "guest:1", by=owner, terms=terms), by=owner)
    set_thread_state(thread, state=ThreadState.CLOSED, by=owner)
    make.make_policy()
    make.make_settings()
    rows = [(row.subject, row.verb, row.from_state, row.to_state) for row in Decision.objects.all()]
    assert rows[::-1] == [
        ("guest:1", "ban", "", ""),
        ("guest:1", "lift_ban", "", ""),
        (thread.key, "closed", "open", "closed"),
        ("policy", "policy", "", ""),
        ("conversation_settings", "settings", "", ""),
    ]
    assert [row.verb for row in decisions_about("guest:1")] == ["lift_ban", "ban"]


def test_a_long_reason_is_cut_and_not_refused():
    row = log_decision(subject="comment:1", verb="spam", by=None, reason="x" * 5000)
    assert len(row.reason) == 500
