"""Runs what follows from changes outside this site's own pages: durable consumers, each at its own pace."""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import Error, close_old_connections, connection, transaction
from django.db.models import Max, Min, Q
from django.utils import timezone

from addyours.conf import Conf
from addyours.outbox.changes import ChangeRow
from addyours.outbox.follower import Follower
from addyours.outbox.models import Change, Consumer

logger = logging.getLogger(__name__)
LEASE = timedelta(seconds=30)
"""For so long a worker may be at one batch before another takes its place."""
FIRST_BACK_OFF, MOST_BACK_OFF = timedelta(seconds=1), timedelta(minutes=10)
KEPT = timedelta(days=1)
"""For so long changes are kept for readers who come back to an open page."""
PRUNED_AT_ONCE = 5_000
FORGOTTEN = timedelta(days=7)
"""A consumer that nobody has run for so long holds back no pruning: it was switched off."""
GATHER = 0.5
"""Seconds that a consumer that was woken waits for more. While hundreds of comments a second are posted
it is then woken twice a second: waking takes two milliseconds, whatever there is to do."""
PASSED_BY = 200
"""Changes a consumer doesn't mind that may lie behind its position: moving on is a write."""
LOOK = 1.0
"""Seconds after which a consumer looks for changes, or for its turn, though nobody woke it."""

Work = Callable[[Sequence[ChangeRow]], int | None]


@dataclass(frozen=True, kw_only=True)
class Durable:
    """A consumer that must get every change, at least once and in order, whatever happens meanwhile."""

    name: str
    work: Work
    """Is handed the next changes, and returns the position it has come to, None for all of them.

    Raises whatever it likes to get the same ones again later.
    """
    batch: int = 200
    """Changes handed over at a time; their work has to be done within LEASE."""
    topics: frozenset[str] | None = None
    """What it minds; it is handed nothing else. None for everything."""
    is_atomic: bool = False
    """Whether the work is done in the transaction that saves the position: right for what writes to
    this database only, which then happens exactly once."""


class LeaseLost(Exception):
    """Another worker has taken over in the middle of a batch."""


def join(name: str, *, head: int, now: datetime) -> None:
    """Make a consumer known; a new one starts behind `head`. Until then nothing is kept for it."""
    Consumer.objects.get_or_create(name=name, defaults={"position": head, "leased_until": now})


def run_batch(durable: Durable, *, until: int, now: datetime, owner: str) -> bool:
    """Give a consumer its next changes, `until` at most; return whether it got some and is well.

    Only one `owner` at a time gets any: it holds a lease, renewed with every batch. A consumer that
    raises gets the same changes again, after twice as long each time, MOST_BACK_OFF at most.
    """
    consumer = Consumer.objects.filter(name=durable.name).first()
    if consumer is None or (consumer.retry_at and consumer.retry_at > now):
        return False
    # Read before the lease is taken: a look that finds nothing should write nothing.
    changes = _changes(consumer.position, until, durable)
    if not changes and until - consumer.position < PASSED_BY:
        return False
    if not _take(consumer, owner, now):
        return False
    # Up to there is nothing else that it minds.
    position = until if len(changes) < durable.batch else changes[-1].position
    try:
        with ExitStack() as together:
            if durable.is_atomic:
                together.enter_context(transaction.atomic())
            if changes and (reached := durable.work(changes)) is not None:
                position = reached
            _save_position(consumer, owner, position)
    except LeaseLost:
        logger.warning("Another worker has taken over %s.", durable.name)
        return False
    except Exception as error:  # noqa: BLE001 - whatever it is, it is tried again
        _note_failure(consumer, owner, error, now)
        return False
    return bool(changes)


def release(owner: str) -> None:
    """Give up all leases, so that another worker need not wait for their end."""
    Consumer.objects.filter(leased_by=owner).update(leased_by="", leased_until=timezone.now())


def prune(*, now: datetime, running: Iterable[str]) -> int:
    """Remove changes that every durable consumer has passed and no reader comes back for.

    Returns how many. `running` are the consumers of this worker, which are never forgotten. The
    newest change stays, so that the head is known.
    """
    gone = Consumer.objects.filter(leased_until__lt=now - FORGOTTEN).exclude(name__in=running)
    gone.delete()
    young = Change.objects.filter(at__gte=now - KEPT).aggregate(first=Min("position"))["first"]
    head = Change.objects.aggregate(head=Max("position"))["head"]
    slowest = Consumer.objects.aggregate(slowest=Min("position"))["slowest"]
    if head is None:
        return 0
    until = min(head - 1, (young or head) - 1, head if slowest is None else slowest)
    removed = 0
    while count := _remove(until):
        removed += count
    return removed


def _remove(until: int) -> int:
    """Remove PRUNED_AT_ONCE changes at most, in a statement of its own: writers wait for it."""
    # Not by the model: Wagtail listens to every model's deletions, so Django would load each row.
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM outbox_change WHERE position IN (SELECT position FROM outbox_change"
            " WHERE position <= %s ORDER BY position LIMIT %s)",
            [until, PRUNED_AT_ONCE],
        )
        return int(cursor.rowcount)


class DurableWorker:
    """Keeps durable consumers running, each in a thread of its own, woken by the outbox."""

    def __init__(self, conf: Conf, consumers: Iterable[Durable]) -> None:
        self._consumers = tuple(consumers)
        self._owner = secrets.token_hex(8)
        self._stopping = threading.Event()
        self._wakes = {durable.name: threading.Event() for durable in self._consumers}
        self._follower = Follower(conf, self._hear)
        self._threads = [
            threading.Thread(target=self._run, args=[durable], name=f"consumer-{durable.name}")
            for durable in self._consumers
        ]

    def start(self) -> None:
        """Start; without consumers there is nothing to start."""
        if self._consumers:
            self._follower.start(timeout=0)
            for thread in self._threads:
                thread.start()

    def stop(self) -> None:
        """Stop after the batches under way, and let others take over."""
        self._stopping.set()
        for wake in self._wakes.values():
            wake.set()
        if self._consumers:
            self._follower.stop()
            for thread in self._threads:
                thread.join(timeout=LEASE.total_seconds())
            try:
                release(self._owner)
            except Error as error:
                logger.warning("Leases were not given up (%s); they end by themselves.", error)

    def _hear(self, changes: list[ChangeRow]) -> None:
        """Wake those who mind any of these changes."""
        told = {change.topic for change in changes}
        for durable in self._consumers:
            if durable.topics is None or not durable.topics.isdisjoint(told):
                self._wakes[durable.name].set()

    def _run(self, durable: Durable) -> None:
        wake, is_known = self._wakes[durable.name], False
        while not self._stopping.is_set():
            if wake.wait(LOOK):
                self._stopping.wait(GATHER)
            wake.clear()
            until = self._follower.position
            try:
                if not is_known and until:
                    join(durable.name, head=until, now=timezone.now())
                    is_known = True
                while is_known and not self._stopping.is_set():
                    if not run_batch(durable, until=until, now=timezone.now(), owner=self._owner):
                        break
            except Error as error:
                # Not the consumer's trouble but the database's.
                logger.warning("%s can't go on (%s); trying again.", durable.name, error)
            close_old_connections()
        connection.close()


def _changes(after: int, until: int, durable: Durable) -> list[ChangeRow]:
    rows = Change.objects.filter(position__gt=after, position__lte=until).order_by("position")
    if durable.topics is not None:
        rows = rows.filter(topic__in=durable.topics)
    found = rows.values_list("position", "topic", "keys", "ids")[: durable.batch]
    return [ChangeRow(position, topic, tuple(keys), ids) for position, topic, keys, ids in found]


def _take(consumer: Consumer, owner: str, now: datetime) -> bool:
    """Take or renew the lease of a consumer that nobody has moved on since it was read."""
    free = Q(leased_by=owner) | Q(leased_until__lte=now)
    found = Consumer.objects.filter(free, name=consumer.name, position=consumer.position)
    return bool(found.update(leased_by=owner, leased_until=now + LEASE))


def _save_position(consumer: Consumer, owner: str, position: int) -> None:
    mine = Consumer.objects.filter(name=consumer.name, leased_by=owner, position=consumer.position)
    if not mine.update(position=position, failures=0, retry_at=None, last_error=""):
        raise LeaseLost


def _note_failure(consumer: Consumer, owner: str, error: Exception, now: datetime) -> None:
    failures = consumer.failures + 1
    back_off = min(FIRST_BACK_OFF * 2 ** min(failures - 1, 20), MOST_BACK_OFF)
    logger.warning(
        "%s failed, %d in a row (%s); again in %s.", consumer.name, failures, error, back_off
    )
    Consumer.objects.filter(name=consumer.name, leased_by=owner).update(
        failures=failures,
        retry_at=now + back_off,
        last_error=f"{type(error).__name__}: {error}"[:500],
    )
