"""What a process remembers is never older than the changes it has heard of."""

from __future__ import annotations

import pytest
from django.db import transaction

from addyours.comments.queries import settings_in_force
from addyours.moderation.queries import knowledge, policy_in_force
from addyours.moderation.submission import Submission
from addyours.outbox import memory
from addyours.outbox.changes import ChangeRow
from addyours.outbox.memory import Memory
from tests import factories as make


@pytest.fixture
def hears(monkeypatch):
    """A process that follows the outbox; set its only item to say whether it hears just now."""
    now = [True]
    monkeypatch.setattr(memory, "_memories", list(memory._memories))
    monkeypatch.setattr(memory, "_hears", lambda: now[0])
    yield now
    for one in memory._memories:
        one.forget()


def told(topic: str) -> list[ChangeRow]:
    return [ChangeRow(1, topic, (), {})]


class Row:
    """Something that is read, and counts how often."""

    def __init__(self) -> None:
        self.value, self.reads = "old", 0

    def __call__(self) -> str:
        self.reads += 1
        return self.value


def test_it_is_read_once_until_a_change_is_told_of(hears):
    row = Row()
    kept = Memory(row, topics=["row.changed"])
    assert (kept(), kept(), row.reads) == ("old", "old", 1)
    row.value = "new"
    memory.hear_changes(told("other.changed"))
    assert kept() == "old"
    memory.hear_changes(told("row.changed"))
    assert (kept(), kept(), row.reads) == ("new", "new", 2)


def test_whoever_hears_nothing_asks_each_time(hears):
    row = Row()
    kept = Memory(row, topics=["row.changed"])
    kept()
    hears[0] = False
    row.value = "new"
    assert (kept(), kept()) == ("new", "new")


def test_what_was_read_while_it_changed_is_not_kept(hears):
    row = Row()

    def slow() -> str:
        found = row()
        if row.reads == 1:
            row.value = "new"
            memory.hear(["row.changed"])
        return found

    kept = Memory(slow, topics=["row.changed"])
    assert kept() == "old"
    assert kept() == "new"


@pytest.mark.django_db(transaction=True)
def test_rules_that_were_changed_hold_for_the_next_comment(hears):
    make.make_policy("none")
    thread = make.make_thread()
    guest = make.make_comment(thread)
    submission = Submission(
        text="A",
        name="B",
        writer_key=guest.writer_key,
        address_key="",
        is_staff=False,
        at=make.NOON,
    )
    assert (policy_in_force().hold, settings_in_force().depth) == ("none", 3)
    assert not knowledge(submission).restraints
    make.make_policy("all")
    make.make_settings(depth=2)
    make.ban(guest.writer_key)
    assert (policy_in_force().hold, settings_in_force().depth) == ("all", 2)
    assert [one.kind for one in knowledge(submission).restraints] == ["ban"]


@pytest.mark.django_db(transaction=True)
def test_rules_that_were_rolled_back_never_held(hears):
    make.make_policy("none")
    assert policy_in_force().hold == "none"
    with pytest.raises(RuntimeError), transaction.atomic():  # noqa: PT012
        make.make_policy("all")
        raise RuntimeError
    assert policy_in_force().hold == "none"


@pytest.mark.django_db(transaction=True)
def test_a_remembered_site_takes_few_queries(hears, queries):
    make.make_policy("none")
    thread = make.make_thread()
    make.post(thread)
    with queries() as made:
        make.post(thread, address_key="address:a")
    # Name, thread, same again, tries; then try, guest, comment, record, change, thread.
    assert len(made.statements) == 10, str(made)
