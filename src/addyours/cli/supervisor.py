"""Keeps child processes running: starts them again when they end, ends them when told to stop."""

from __future__ import annotations

import multiprocessing
import os
import select
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.context import ForkProcess

import click

from addyours.web.process import start_others

PAUSE = 0.2
"""Seconds before a process that ended is started again."""
LONGEST_PAUSE = 10.0
"""Seconds before one that keeps ending at once is."""
STEADY = 1.5
"""Seconds after which a process counts as started well. Short: one that is killed again and again
while it serves must be back at once, and one that fails at its start takes about as long to."""
PATIENCE = 15.0
"""Seconds that processes have to end by themselves."""
_STOP = (signal.SIGTERM, signal.SIGINT)
# Parted, not started anew: what this process has loaded is in their memory at once, and shared.
_parting = multiprocessing.get_context("fork")


@dataclass
class Child:
    """One process that is to run for as long as its supervisor does."""

    name: str
    run: Callable[[], None]
    process: ForkProcess | None = None
    started_at: float = 0.0
    due_at: float = 0.0
    pause: float = PAUSE

    def start(self) -> None:
        """Start it."""
        self.started_at = time.monotonic()
        self.process = _parting.Process(target=_begin, args=[self.run], name=self.name)
        self.process.start()

    def look(self) -> None:
        """Start it if it is due; note when it has ended, and start it later the oftener that happens."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.due_at:
                self.start()
            return
        if (code := self.process.exitcode) is None:
            return
        is_steady = now - self.started_at >= STEADY
        self.pause = PAUSE if is_steady else min(self.pause * 2, LONGEST_PAUSE)
        self.due_at = now + (PAUSE if is_steady else self.pause)
        self.process.close()
        self.process = None
        click.echo(f"addyours: the {self.name} ended ({code}); starting it again.", err=True)


def supervise(children: Sequence[Child]) -> None:
    """Run children until SIGTERM or SIGINT, then end them. Call it from a process without threads."""
    start_others()
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    stopping: list[int] = []
    for number in _STOP:
        signal.signal(number, lambda number, _frame: stopping.append(number))
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(writing)
    while not stopping:
        for child in children:
            child.look()
        readable, _, _ = select.select([reading], [], [], PAUSE)
        if readable:
            os.read(reading, 4096)
    _end([child.process for child in children if child.process is not None])


def _begin(run: Callable[[], None]) -> None:
    signal.set_wakeup_fd(-1)
    for number in (*_STOP, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    run()


def _end(processes: Sequence[ForkProcess]) -> None:
    for process in processes:
        process.terminate()
    give_up = time.monotonic() + PATIENCE
    for process in processes:
        process.join(timeout=max(0.0, give_up - time.monotonic()))
        if process.exitcode is None:
            process.kill()
            process.join()
