"""Durable consumers get every change at least once and in order, whoever runs them and whatever fails."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from addyours.outbox import worker
from addyours.outbox.models import Change, Consumer
from addyours.outbox.queries import head
from addyours.outbox.record import record
from addyours.outbox.worker import (
    KEPT,
    LEASE,
    MOST_BACK_OFF,
    Durable,
    DurableWorker,
    join,
    prune,
    run_batch,
)
from tests.outbox.conftest import wait_until

NOON = datetime(2031, 3, 5, 12, 0, tzinfo=UTC)


class Ledger:
    """A consumer that writes down what it gets, and fails when told to."""

    def __init__(self) -> None:
        self.got: list[int] = []
        self.is_failing = False

    def __call__(self, changes) -> None:
        if self.is_failing:
            raise ConnectionError("the other side is away")
        self.got += [change.position for change in changes]


def tell(count: int = 1, topic: str = "comment.posted") -> int:
    with transaction.atomic():
        for _ in range(count):
            position = record(topic, keys=["thread:1"]).position
    return position


def known(name: str = "ledger", *, at: int | None = None) -> None:
    join(name, head=head() if at is None else at, now=NOON)


def run(ledger: Ledger, *, now: datetime = NOON, owner: str = "one", **options) -> bool:
    durable = Durable(name="ledger", work=ledger, **options)
    return run_batch(durable, until=head(), now=now, owner=owner)


@pytest.mark.django_db
class TestOneConsumer:
    def test_a_new_consumer_starts_at_the_head(self):
        tell(3)
        known()
        ledger = Ledger()
        assert not run(ledger)
        position = tell()
        assert run(ledger)
        assert ledger.got == [position]

    def test_a_known_one_goes_on_where_it_was(self):
        known(at=0)
        tell(2)
        run(Ledger())
        last = tell()
        known()
        ledger = Ledger()
        run(ledger)
        assert ledger.got == [last]

    def test_changes_come_in_batches_until_there_are_none(self):
        known()
        tell(5)
        ledger = Ledger()
        while run(ledger, batch=2):
            pass
        assert len(ledger.got) == 5
        assert ledger.got == sorted(ledger.got)

    def test_what_it_does_not_mind_is_passed_by_and_written_down_now_and_then(self, monkeypatch):
        monkeypatch.setattr(worker, "PASSED_BY", 4)
        known()
        ledger = Ledger()
        minded: dict[str, Any] = {"topics": frozenset({"mail.queued"}), "batch": 2}
        tell(2)
        first = tell(topic="mail.queued")
        tell(3)
        assert run(ledger, **minded)
        assert ledger.got == [first]
        assert Consumer.objects.get().position == head()
        start = head()
        tell(3)
        assert not run(ledger, **minded)
        assert Consumer.objects.get().position == start
        tell(1)
        assert not run(ledger, **minded)
        assert Consumer.objects.get().position == head()
        tell(3, topic="mail.queued")
        tell(1)
        assert run(ledger, **minded)
        assert run(ledger, **minded)
        assert not run(ledger, **minded)
        assert len(ledger.got) == 4

    def test_what_failed_comes_again_and_nothing_overtakes_it(self, clock):
        known()
        first = tell()
        ledger = Ledger()
        ledger.is_failing = True
        assert not run(ledger, now=clock.now)
        found = Consumer.objects.get()
        assert found.failures == 1
        assert found.last_error == "ConnectionError: the other side is away"
        ledger.is_failing = False
        second = tell()
        assert not run(ledger, now=clock.now)
        assert run(ledger, now=clock.forward(seconds=1))
        assert ledger.got == [first, second]
        found.refresh_from_db()
        assert (found.failures, found.last_error, found.retry_at) == (0, "", None)

    def test_each_failure_doubles_the_pause_up_to_ten_minutes(self, clock):
        known()
        tell()
        ledger = Ledger()
        ledger.is_failing = True
        pauses = []
        for _ in range(14):
            run(ledger, now=clock.now)
            pauses.append(Consumer.objects.get().retry_at - clock.now)
            clock.forward(minutes=11)
        assert pauses[:4] == [timedelta(seconds=seconds) for seconds in (1, 2, 4, 8)]
        assert pauses[-1] == MOST_BACK_OFF == timedelta(minutes=10)

    def test_an_atomic_consumers_own_writes_go_with_its_position(self):
        known()
        tell()

        def work(changes):
            Consumer.objects.create(name="side effect", position=0, leased_until=NOON)
            raise ValueError("in the middle")

        durable = Durable(name="ledger", work=work, is_atomic=True)
        assert not run_batch(durable, until=head(), now=NOON, owner="one")
        assert not Consumer.objects.filter(name="side effect").exists()

    def test_only_changes_that_are_complete_are_handed_over(self):
        known()
        first = tell()
        tell()
        ledger = Ledger()
        run_batch(Durable(name="ledger", work=ledger), until=first, now=NOON, owner="one")
        assert ledger.got == [first]


@pytest.mark.django_db
class TestTwoWorkers:
    def test_one_runs_it_and_the_other_waits_until_the_lease_has_ended(self, clock):
        known()
        ledger = Ledger()
        first = tell()
        assert run(ledger, owner="one", now=clock.now)
        second = tell()
        assert not run(ledger, owner="other", now=clock.now)
        assert ledger.got == [first]
        assert run(ledger, owner="other", now=clock.forward(seconds=LEASE.total_seconds()))
        assert ledger.got == [first, second]

    def test_who_lost_the_lease_in_the_middle_does_not_turn_the_position_back(self, clock):
        known()
        tell()
        later = clock.now + LEASE

        def slow(changes):
            ledger = Ledger()
            tell()
            assert run(ledger, owner="other", now=later)
            assert len(ledger.got) == 2

        durable = Durable(name="ledger", work=slow)
        assert not run_batch(durable, until=head(), now=clock.now, owner="one")
        found = Consumer.objects.get()
        assert (found.position, found.leased_by, found.failures) == (head(), "other", 0)


@pytest.mark.django_db
class TestPruning:
    @pytest.fixture(autouse=True)
    def _none_but_ours(self, db: None) -> None:
        Change.objects.all().delete()

    def old(self, *, than: timedelta) -> None:
        Change.objects.update(at=NOON - than)

    def test_old_changes_go_once_every_consumer_has_passed_them(self):
        known("quick", at=0)
        known("slow", at=0)
        tell(6)
        self.old(than=KEPT * 2)
        positions = list(Change.objects.values_list("position", flat=True))
        Consumer.objects.filter(name="quick").update(position=positions[4])
        Consumer.objects.filter(name="slow").update(position=positions[1])
        assert prune(now=NOON, running=["quick", "slow"]) == 2
        assert list(Change.objects.values_list("position", flat=True)) == positions[2:]

    def test_changes_of_the_last_day_stay_for_readers_who_come_back(self):
        tell(3)
        self.old(than=KEPT / 2)
        assert prune(now=NOON, running=[]) == 0

    def test_no_hole_is_left_in_front_of_a_young_change(self):
        tell(4)
        self.old(than=KEPT * 2)
        second = list(Change.objects.all())[1]
        Change.objects.filter(pk=second.pk).update(at=NOON)
        assert prune(now=NOON, running=[]) == 1

    def test_the_newest_stays_so_that_the_head_is_known(self):
        last = tell(3)
        self.old(than=KEPT * 2)
        prune(now=NOON, running=[])
        assert head() == last
        assert Change.objects.count() == 1

    def test_nothing_is_no_trouble(self):
        assert prune(now=NOON, running=[]) == 0

    def test_a_consumer_that_was_switched_off_holds_nothing_back_for_ever(self):
        known("gone", at=0)
        tell(3)
        self.old(than=KEPT * 2)
        assert prune(now=NOON, running=[]) == 0
        assert prune(now=NOON + timedelta(days=8), running=["gone"]) == 0
        assert prune(now=NOON + timedelta(days=8), running=[]) == 2

    def test_many_are_removed_in_several_statements(self, monkeypatch):
        monkeypatch.setattr("addyours.outbox.worker.PRUNED_AT_ONCE", 4)
        tell(11)
        self.old(than=KEPT * 2)
        assert prune(now=NOON, running=[]) == 10


class TestTheThreads:
    @pytest.fixture
    def start(self, conf):
        running = []

        def start(*consumers):
            worker = DurableWorker(conf, consumers)
            running.append(worker)
            worker.start()
            names = [durable.name for durable in consumers]
            wait_until(lambda: Consumer.objects.filter(name__in=names).count() == len(names))
            return worker

        yield start
        for one in running:
            one.stop()

    def test_a_change_reaches_its_consumers_soon(self, start):
        tell()
        ledger, other = Ledger(), Ledger()
        start(Durable(name="a", work=ledger), Durable(name="b", work=other))
        position = tell()
        # A look of its own would take a second: it is woken.
        took = wait_until(lambda: ledger.got == other.got == [position])
        assert took < 0.9

    def test_neither_a_failing_nor_a_hanging_one_holds_up_the_others(self, start):
        tell()
        hangs, ends = threading.Event(), threading.Event()

        def hang(changes):
            hangs.set()
            ends.wait(10)

        failing, well = Ledger(), Ledger()
        failing.is_failing = True
        start(
            Durable(name="fails", work=failing),
            Durable(name="hangs", work=hang),
            Durable(name="well", work=well),
        )
        try:
            tell()
            wait_until(hangs.is_set)
            last = tell()
            wait_until(lambda: last in well.got)
            wait_until(lambda: Consumer.objects.get(name="fails").failures)
        finally:
            ends.set()

    def test_two_workers_do_each_change_once(self, start):
        tell()
        ledger = Ledger()
        start(Durable(name="ledger", work=ledger))
        start(Durable(name="ledger", work=ledger))
        for _ in range(10):
            last = tell()
        wait_until(lambda: last in ledger.got)
        assert len(ledger.got) == 10

    def test_a_stopped_worker_hands_over_at_once(self, start):
        tell()
        first, second = Ledger(), Ledger()
        worker = start(Durable(name="ledger", work=first))
        one = tell()
        wait_until(lambda: first.got == [one])
        worker.stop()
        start(Durable(name="ledger", work=second))
        other = tell()
        wait_until(lambda: second.got == [other])
