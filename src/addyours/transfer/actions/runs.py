"""Begins and ends imports."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from addyours.outbox.record import record
from addyours.transfer.models import ImportRun, RunState


def begin_run(*, source: str, site: str, files: list[str]) -> ImportRun:
    """Note that an import begins."""
    with transaction.atomic():
        run = ImportRun.objects.create(source=source, site=site[:200], files=files)
        record("import.begun", keys=[], run=run.pk)
    return run


def end_run(run: ImportRun, *, state: RunState, counts: dict[str, dict[str, int]]) -> None:
    """Note how an import ended; pages that list many things are drawn anew once, now."""
    with transaction.atomic():
        run.state, run.counts, run.ended_at = state, counts, timezone.now()
        run.save(update_fields=["state", "counts", "ended_at"])
        record("import.ended", keys=["site"], run=run.pk)
