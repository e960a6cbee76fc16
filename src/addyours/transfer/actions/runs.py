"""Begins imports, tells how far they are, and ends them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from addyours.outbox.record import record
from addyours.transfer.errors import ImportRefused
from addyours.transfer.models import ImportRun, ReportPart, RunState

MOST_TRIES = 5
"""A file that ends whatever reads it must not do so for ever."""
CUT_OFF = timedelta(minutes=2)
"""A run that has not said for so long how far it is was cut off."""
LOST = "It was cut off: what ran it ended."
OVER = (RunState.DONE, RunState.STOPPED, RunState.FAILED)


def begin_run(*, source: str, site: str, files: list[str], size: int = 0) -> ImportRun:
    """Note that an import begins here and now, in the shell."""
    now = timezone.now()
    with transaction.atomic():
        run = ImportRun.objects.create(
            source=source,
            site=site[:200],
            files=files,
            size=size,
            taken_up_at=now,
            seen_at=now,
        )
        record("import.begun", keys=[], run=run.pk)
    return run


def queue_run(
    *, source: str, files: list[str], folder: str, options: dict[str, Any], is_dry: bool
) -> ImportRun:
    """Have the worker import files that were uploaded into `folder`."""
    with transaction.atomic():
        run = ImportRun.objects.create(
            source=source,
            files=files,
            folder=folder,
            options=options,
            is_dry=is_dry,
            state=RunState.QUEUED,
        )
        record("import.queued", keys=[], run=run.pk)
    return run


def queue_again(run: ImportRun, *, is_dry: bool) -> ImportRun:
    """Have the worker import the same files once more, as a run of its own."""
    if not run.folder or run.state not in OVER:
        raise ImportRefused("files_gone", "Its files are not here any more. Upload them again.")
    return queue_run(
        source=run.source,
        files=run.files,
        folder=run.folder,
        options=run.options,
        is_dry=is_dry,
    )


def take_up_run(run: ImportRun) -> bool:
    """Take a queued run up; False when somebody else was faster."""
    with transaction.atomic():
        now = timezone.now()
        taken = ImportRun.objects.filter(pk=run.pk, state=RunState.QUEUED).update(
            state=RunState.RUNNING, taken_up_at=now, seen_at=now, tries=run.tries + 1
        )
        if taken:
            record("import.begun", keys=[], run=run.pk)
    run.refresh_from_db()
    return bool(taken)


def name_run(run: ImportRun, *, site: str, size: int, surveyed: int) -> None:
    """Note of which site a run's files are, how many bytes there are to read, and how many were."""
    run.site, run.size = site[:200], size
    run.surveyed, run.surveyed_at = surveyed, timezone.now()
    with transaction.atomic():
        run.save(update_fields=["site", "size", "surveyed", "surveyed_at"])
        record("import.named", keys=[], run=run.pk)


def move_run(run: ImportRun, *, position: int, done: int) -> bool:
    """Note how far a run is; False when it was asked to stop, or is taken for over meanwhile."""
    now = timezone.now()
    with transaction.atomic():
        going_on = ImportRun.objects.filter(pk=run.pk, state=RunState.RUNNING).update(
            position=position, done=done, seen_at=now
        )
        record("import.moved", keys=[], run=run.pk)
    return bool(going_on)


def stop_run(run: ImportRun) -> None:
    """Ask a run to stop; one that nobody has begun is stopped at once."""
    with transaction.atomic():
        waits = ImportRun.objects.filter(pk=run.pk, state=RunState.QUEUED)
        if not waits.update(state=RunState.STOPPED, ended_at=timezone.now()):
            ImportRun.objects.filter(pk=run.pk, state=RunState.RUNNING).update(
                state=RunState.STOPPING
            )
        record("import.stopped", keys=[], run=run.pk)
    run.refresh_from_db()


def keep_lines(
    run: ImportRun, *, number: int, counts: dict[str, dict[str, int]], lines: bytes
) -> None:
    """Keep one packed part of a run's report."""
    with transaction.atomic():
        ReportPart.objects.create(run=run, number=number, counts=counts, lines=lines)
        record("import.told", keys=[], run=run.pk)


def end_run(
    run: ImportRun,
    *,
    state: RunState,
    counts: dict[str, dict[str, int]],
    adapted: int = 0,
    reason: str = "",
) -> None:
    """Note how an import ended; pages that list many things are drawn anew once, now."""
    with transaction.atomic():
        run.state, run.counts, run.ended_at = state, counts, timezone.now()
        run.adapted, run.reason = adapted, reason
        run.done = sum(number for outcomes in counts.values() for number in outcomes.values())
        if state == RunState.DONE:
            run.position = run.size
        run.save(
            update_fields=["state", "counts", "ended_at", "adapted", "reason", "done", "position"]
        )
        record("import.ended", keys=[] if run.is_dry else ["site"], run=run.pk)


def settle_cut_off(run: ImportRun, *, now: datetime) -> None:
    """Queue a run again that was cut off; one from the shell, or tried too often, has failed."""
    with transaction.atomic():
        goes_on = run.folder and run.tries < MOST_TRIES and run.state == RunState.RUNNING
        stopped = run.state == RunState.STOPPING
        over = RunState.STOPPED if stopped else RunState.FAILED
        found = ImportRun.objects.filter(pk=run.pk, state=run.state, seen_at=run.seen_at)
        if goes_on:
            found.update(state=RunState.QUEUED, position=0, done=0)
        else:
            found.update(state=over, ended_at=now, reason="" if stopped else LOST)
        record("import.cut_off", keys=[], run=run.pk)
