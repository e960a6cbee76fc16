"""Imports that were asked for in the newsroom, one after the other in the worker."""

from __future__ import annotations

import logging
import threading
from contextlib import closing

from django.db import close_old_connections
from django.utils import timezone
from django.utils.translation import gettext as _

from addyours.transfer.actions import end_run, name_run, settle_cut_off, take_up_run
from addyours.transfer.actions.runs import CUT_OFF
from addyours.transfer.errors import ImportRefused
from addyours.transfer.formats import format_named, open_export
from addyours.transfer.importing import Progress, bring, keep_report, media_at
from addyours.transfer.models import ImportRun, RunState
from addyours.transfer.report import Report
from addyours.transfer.uploads import UNFINISHED, files_of, folder_of

logger = logging.getLogger(__name__)
DEFECT = "It met a defect of this program; the site's log says more."
FILES_GONE = "Its files are not here any more. Upload them again."
_going_on = threading.Lock()


def begin_next() -> None:
    """Let a thread do what waits: other duties don't wait for an import, which may take hours."""
    settle_cut_offs()
    if _going_on.locked() or next_run() is None:
        return
    # It may be cut off at any moment, and is then begun again: nothing comes twice.
    threading.Thread(target=_do_all, name="import", daemon=True).start()


def settle_cut_offs() -> None:
    """Queue imports again, or settle them, that what ran them has left."""
    now = timezone.now()
    at_it = (RunState.RUNNING, RunState.STOPPING)
    for run in ImportRun.objects.filter(state__in=at_it, seen_at__lt=now - CUT_OFF):
        settle_cut_off(run, now=now)
    for run in ImportRun.objects.filter(state=RunState.QUEUED, begun_at__lt=now - UNFINISHED):
        # Its files went with a machine, or it came in an archive of another site.
        if folder_of(run) is None:
            end_run(run, state=RunState.FAILED, counts={}, reason=FILES_GONE)


def next_run() -> ImportRun | None:
    """Return the import that waits longest, of those whose files are on this machine."""
    waiting = ImportRun.objects.filter(state=RunState.QUEUED).order_by("pk")[:20]
    return next((run for run in waiting if folder_of(run)), None)


def do(run: ImportRun) -> None:
    """Do one import that was taken up, to its end or until it is stopped."""
    with Report() as report:
        state, reason = RunState.FAILED, ""
        try:
            _import(run, report)
            state = RunState.DONE
        except KeyboardInterrupt:
            state = RunState.STOPPED
        except ImportRefused as refusal:
            reason = refusal.reason.replace(
                "--keep-going", _("“Keep going where a file is damaged”")
            )
        except Exception:
            logger.exception("Import %s met a defect.", run.pk)
            reason = DEFECT
        run.refresh_from_db()
        if run.state not in (RunState.RUNNING, RunState.STOPPING):
            # It was taken for cut off, and is somebody else's by now.
            return
        keep_report(run, report)
        end_run(run, state=state, counts=report.table(), adapted=report.adapted, reason=reason)


def _import(run: ImportRun, report: Report) -> None:
    files = files_of(run)
    if not files:
        raise ImportRefused("files_gone", FILES_GONE)
    options = dict(run.options)
    media, keep_going = media_at(options.pop("media", "")), options.pop("keep_going", False)
    reader = open_export(format_named(run.source), files, keep_going=keep_going, **options)
    with closing(reader):
        progress = Progress(run, report)
        run.size = reader.size
        reader.survey(progress.to)
        name_run(run, site=reader.site, size=reader.size, surveyed=progress.position)
        bring(run, reader, report, media=media, writes=not run.is_dry, progress=progress)


def _do_all() -> None:
    with _going_on:
        try:
            while (run := next_run()) is not None:
                if take_up_run(run):
                    do(run)
        except Exception:
            logger.exception("Imports wait; they are tried again.")
        finally:
            close_old_connections()
