"""The worker's list of what happens by itself, and the loop that does it."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.management import call_command
from django.db import close_old_connections
from django.utils import timezone

from addyours.comments import learning
from addyours.conf import current
from addyours.moderation.actions import forget_attempts
from addyours.moderation.audit.chaining import chain_all
from addyours.moderation.reports.actions import forget_notices
from addyours.notify import delivery, tell
from addyours.outbox.trouble import is_away
from addyours.outbox.worker import Durable, DurableWorker, prune
from addyours.transfer import nightly, queued, uploads
from addyours.web import cdn, holdings
from addyours.web.process import die_with_parent, go_by

logger = logging.getLogger(__name__)
TICK = 5.0
"""Seconds between looks at what is due."""
NAME = "addyours-worker"
GIVES_WAY = 5
"""Steps of niceness: a third of what a web process gets when both want all. More would let it hold
SQLite's only write lock while it waits for a processor."""


@dataclass(frozen=True)
class Duty:
    """Something to be done again and again."""

    name: str
    every: timedelta
    work: Callable[[], Any]


def publish_scheduled() -> None:
    """Publish and take down the stories whose time has come."""
    call_command("publish_scheduled", verbosity=0)


def forget_old_attempts() -> None:
    """Forget the tries to post that no rate limit needs."""
    forget_attempts(now=timezone.now())


def forget_old_notices() -> None:
    """Take readers out of reports that were settled long ago."""
    forget_notices(now=timezone.now())


def forget_uploads() -> None:
    """Remove files that were uploaded for imports, some days after."""
    uploads.forget_uploads(now=timezone.now())


CONSUMERS: tuple[Durable, ...] = (
    *cdn.consumers(current()),
    delivery.CONSUMER,
    *tell.CONSUMERS,
    *learning.CONSUMERS,
)
"""What follows from changes, each at its own pace and at least once."""


def prune_outbox() -> None:
    """Remove the changes that everybody has passed."""
    prune(now=timezone.now(), running=[durable.name for durable in CONSUMERS])


DUTIES = (
    # First: rows are safe from then on. It looks into an index that is mostly empty.
    Duty("chain the audit log", timedelta(seconds=5), chain_all),
    Duty("publish scheduled stories", timedelta(seconds=15), publish_scheduled),
    Duty("forget old attempts", timedelta(minutes=10), forget_old_attempts),
    Duty("prune the outbox", timedelta(minutes=10), prune_outbox),
    Duty("call for mails that are due", timedelta(seconds=15), delivery.wake_for_due_mails),
    Duty("forget old notices", timedelta(hours=6), forget_old_notices),
    Duty("forget old mails", timedelta(hours=6), delivery.forget_old_mails),
    Duty("write mails about decisions", timedelta(seconds=30), tell.mail_decisions),
    Duty("write daily mails", timedelta(minutes=10), tell.mail_digests),
    Duty("forget old notifications", timedelta(hours=6), tell.forget_old_notifications),
    Duty("erase who asked for it", timedelta(minutes=1), holdings.erase_due),
    Duty("forget old proofs of addresses", timedelta(hours=6), holdings.forget_proofs),
    Duty("save what the scorer learned", timedelta(minutes=10), learning.pack),
    Duty("forget sketches of comments", timedelta(hours=6), learning.forget),
    Duty("make the backup of the night", timedelta(minutes=10), nightly.begin_when_due),
    Duty("begin imports", timedelta(seconds=1), queued.begin_next),
    Duty("forget uploads", timedelta(hours=6), forget_uploads),
    Duty("clear old sessions", timedelta(hours=6), lambda: call_command("clearsessions")),
)


def run() -> None:
    """Do the duties when they are due, and what follows from changes as soon as they are made.

    Ends at SIGTERM or SIGINT, or when the parent process is gone.
    """
    go_by(NAME)
    die_with_parent()
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    # What asks other machines without a limit of its own, as Wagtail's purge of a cache does, may not
    # hang for longer than its lease.
    socket.setdefaulttimeout(20)
    # Who reads and who posts goes first where processors are few.
    os.nice(GIVES_WAY)
    parent = os.getppid()
    consumers = DurableWorker(current(), CONSUMERS)
    consumers.start()
    try:
        _keep_duties(lambda: stopping.is_set() or os.getppid() != parent, stopping.wait)
    finally:
        consumers.stop()


def _keep_duties(is_over: Callable[[], bool], pause: Callable[[float], bool]) -> None:
    started = timezone.now()
    due = {duty.name: started for duty in DUTIES}
    while not is_over():
        for duty in DUTIES:
            if timezone.now() >= due[duty.name]:
                due[duty.name] = timezone.now() + duty.every
                _do(duty)
        close_old_connections()
        pause(TICK)


def _do(duty: Duty) -> None:
    try:
        duty.work()
    except Exception as error:
        # One duty's trouble, such as a database that is away, must not end the others.
        if is_away(error):
            logger.warning("Could not %s (%s); trying again in %s.", duty.name, error, duty.every)
        else:
            logger.exception("Could not %s; trying again in %s.", duty.name, duty.every)
