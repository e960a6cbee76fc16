"""One import: how far it is, what came of it, and what may be done with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from addyours.conf import current
from addyours.newsroom.imports.forms import OUTCOME_WORDS, ReportFilter
from addyours.newsroom.paging import changed
from addyours.newsroom.screens import needs, screen
from addyours.transfer.actions import queue_again, stop_run
from addyours.transfer.errors import ImportRefused
from addyours.transfer.formats import FORMATS
from addyours.transfer.models import ImportRun, RunState
from addyours.transfer.queries import ADAPTED, Line, brought, report_json, report_sheet
from addyours.transfer.report import OUTCOMES
from addyours.transfer.uploads import WAITING, files_of, folder_of, remove

MAY = "transfer.add_importrun"
STATES = {
    RunState.QUEUED: gettext_lazy("Waits"),
    RunState.RUNNING: gettext_lazy("Goes on"),
    RunState.STOPPING: gettext_lazy("Is being stopped"),
    RunState.DONE: gettext_lazy("Done"),
    RunState.STOPPED: gettext_lazy("Stopped"),
    RunState.FAILED: gettext_lazy("Failed"),
}
SECONDS_TO_GUESS = 3
"""Before that nobody can say how long it takes."""
EDITORS = {
    "story": "wagtailadmin_pages:edit",
    "page": "wagtailadmin_pages:edit",
    "section": "wagtailadmin_pages:edit",
    "author": "authors:edit",
    "comment": "newsroom:comment",
    "thread": "newsroom:thread",
}
"""Where each kind of thing is worked on."""


@dataclass(frozen=True, kw_only=True)
class RunLine:
    """An import as the screens show it."""

    run: ImportRun
    title: str
    state: str
    is_over: bool
    percent: int
    rate: int
    """Things a second."""
    left: str
    """How long it will take yet, in words; empty while nothing can be said."""
    is_here: bool
    """Its files are still here."""
    sums: list[tuple[int, str]]
    """How many things had which outcome."""
    kept_until: Any = None


@dataclass(frozen=True, kw_only=True)
class Row:
    """A line of a report as the screen shows it."""

    line: Line
    outcome: str
    kind: str
    url: str


def run_line(run: ImportRun) -> RunLine:
    """Return an import in words."""
    titles = {one.name: one.title for one in FORMATS}
    is_over = run.state not in WAITING
    begun_at = run.surveyed_at or run.taken_up_at
    now = run.ended_at or run.seen_at or timezone.now()
    worked = (now - begun_at).total_seconds() if begun_at else 0.0
    brought_bytes = max(run.position - run.surveyed, 0)
    left = (run.size - run.position) * worked / brought_bytes if brought_bytes else 0.0
    sums = {one: sum(of_kind.get(one, 0) for of_kind in run.counts.values()) for one in OUTCOMES}
    is_here = bool(run.folder) and bool(files_of(run))
    kept = timedelta(days=current().import_days)
    return RunLine(
        run=run,
        title=titles.get(run.source, run.source),
        state=str(STATES[RunState(run.state)]),
        is_over=is_over,
        percent=min(100 * run.position // run.size, 100) if run.size else 0,
        rate=round(run.done / worked) if worked >= 1 else 0,
        left=_duration(left) if worked > SECONDS_TO_GUESS and left and not is_over else "",
        sums=[(number, str(OUTCOME_WORDS[one])) for one, number in sums.items() if number],
        is_here=is_here,
        kept_until=run.ended_at + kept if is_here and run.ended_at else None,
    )


def _duration(seconds: float) -> str:
    if seconds < 60:
        return _("less than a minute")
    minutes = round(seconds / 60)
    if minutes < 90:
        return ngettext("%s minute", "%s minutes", minutes) % minutes
    hours = round(seconds / 3600)
    return ngettext("%s hour", "%s hours", hours) % hours


@require_safe
@needs(MAY)
def show(request: HttpRequest, run_id: int) -> HttpResponse:
    """Show how far an import is or, when it is over, its report."""
    run = get_object_or_404(ImportRun, pk=run_id)
    line = run_line(run)
    report = _report(request, run) if line.is_over else {}
    return screen(
        request,
        "newsroom/imports/run.html",
        title=" ".join(filter(None, (line.title, run.site))),
        icon="download",
        above=[(reverse("imports:imports"), _("Imports"))],
        line=line,
        **report,
    )


@require_safe
@needs(MAY)
def progress(request: HttpRequest, run_id: int) -> HttpResponse:
    """Answer with the part of the screen that changes while an import goes on."""
    line = run_line(get_object_or_404(ImportRun, pk=run_id))
    response = render(request, "newsroom/imports/_progress.html", {"line": line})
    response["X-Import-Over"] = "1" if line.is_over else "0"
    return response


@require_safe
@needs(MAY)
def report(request: HttpRequest, run_id: int) -> StreamingHttpResponse:
    """Answer with the whole report as JSON, part by part."""
    run = get_object_or_404(ImportRun, pk=run_id)
    response = StreamingHttpResponse(report_json(run), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="import-{run.pk}.json"'
    return response


@require_POST
@needs(MAY)
def stop(request: HttpRequest, run_id: int) -> HttpResponseBase:
    """Stop an import; what came is kept."""
    stop_run(get_object_or_404(ImportRun, pk=run_id))
    return redirect("imports:run", run_id)


@require_POST
@needs(MAY)
def again(request: HttpRequest, run_id: int) -> HttpResponseBase:
    """Import the same files once more: what is here already is not brought twice."""
    run = get_object_or_404(ImportRun, pk=run_id)
    try:
        if not files_of(run):
            raise ImportRefused(
                "files_gone", _("Its files are not here any more. Upload them again.")
            )
        new = queue_again(run, is_dry=request.POST.get("how") == "dry")
    except ImportRefused as refusal:
        messages.error(request, refusal.reason)
        return redirect("imports:run", run_id)
    return redirect("imports:run", new.pk)


@require_POST
@needs(MAY)
def forget(request: HttpRequest, run_id: int) -> HttpResponseBase:
    """Remove the files of an import from the server now."""
    run = get_object_or_404(ImportRun, pk=run_id)
    folder = folder_of(run)
    if ImportRun.objects.filter(folder=run.folder, state__in=WAITING).exists():
        messages.error(request, _("An import still reads these files. Stop it first."))
    elif folder is not None:
        remove(folder)
        messages.success(request, _("The uploaded files are removed."))
    return redirect("imports:run", run_id)


def _report(request: HttpRequest, run: ImportRun) -> dict[str, Any]:
    form = ReportFilter(request.GET, run=run)
    wanted = form.wanted()
    page = report_sheet(run, wanted, after=request.GET.get("after", ""))
    numbers = {} if run.is_dry else brought(run, page.lines)
    shown = [one for one in OUTCOMES if any(one in of_kind for of_kind in run.counts.values())]
    counts = [
        (kind.replace("_", " "), [of_kind.get(one, 0) for one in shown], sum(of_kind.values()))
        for kind, of_kind in sorted(run.counts.items())
    ]
    return {
        "form": form,
        "rows": [_row(line, numbers) for line in page.lines],
        "sheet": page,
        "next_query": changed(request.GET, after=page.after) if page.after else "",
        "first_query": changed(request.GET, after=None) if request.GET.get("after") else None,
        "counts": counts,
        "outcomes": [OUTCOME_WORDS[one] for one in shown],
        "adapted_query": f"outcome={ADAPTED}",
        "is_filtering": bool(wanted.kind or wanted.outcome or wanted.words),
    }


def _row(line: Line, numbers: dict[tuple[str, str], int]) -> Row:
    kind, name = str(line["kind"]), str(line["id"])
    number = numbers.get((kind, name[:255]))
    url = reverse(EDITORS[kind], args=[number]) if number and kind in EDITORS else ""
    outcome = str(OUTCOME_WORDS.get(line["outcome"], line["outcome"]))
    return Row(line=line, outcome=outcome, kind=kind.replace("_", " "), url=url)
