"""The dashboard as a screen, as plots and as tables."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from addyours.comments.queries.figures import Busy
from addyours.newsroom.figures.queries import DAYS, PERIODS, Figures, figures
from addyours.newsroom.plots import bar_plot, count_plot, svg_answer
from addyours.newsroom.screens import needs, screen
from addyours.newsroom.spreadsheets import csv_answer

SEE = "moderation.view_policy"
"""Owners have it, and nobody else."""
HEAD = (
    "from", "comments", "held", "approved", "rejected", "spam", "deleted", "median_seconds_to_decision",
)  # fmt: skip
SHORT = 26
"""Signs of a title that stand beside its bar."""


@require_safe
@needs(SEE)
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show the figures of thirty days or twelve months."""
    found = figures(_period(request))
    return screen(
        request,
        "newsroom/figures.html",
        title=_("Figures"),
        icon="order",
        above=[(reverse("newsroom:queue"), _("Queue"))],
        found=found,
        periods=PERIODS.items(),
        query=f"?period={found.period}",
    )


@require_safe
@needs(SEE)
def plot(request: HttpRequest, name: str) -> HttpResponse:
    """Answer with one of the plots as an image."""
    draw = {"comments": _comments, "wait": _wait, "stories": _stories, "writers": _writers}
    if name not in draw:
        raise Http404
    return svg_answer(draw[name](figures(_period(request))))


@require_safe
@needs(SEE)
def export(request: HttpRequest, name: str) -> StreamingHttpResponse:
    """Answer with one of the tables as CSV."""
    found = figures(_period(request))
    tables = {
        "figures": _table(found),
        "stories": _busiest(found.stories, "story"),
        "writers": _busiest(found.writers, "writer"),
    }
    if name not in tables:
        raise Http404
    return csv_answer(tables[name], name=f"{name}-{found.period}.csv")


def _period(request: HttpRequest) -> str:
    given = request.GET.get("period", DAYS)
    return given if given in PERIODS else DAYS


def _comments(found: Figures) -> bytes:
    series = [
        (_("Comments"), [line.comments for line in found.lines]),
        (_("Held"), [line.held for line in found.lines]),
        (_("Spam"), [line.spam for line in found.lines]),
    ]
    return count_plot([line.label for line in found.lines], series)


def _wait(found: Figures) -> bytes:
    hours = [line.wait_hours for line in found.lines]
    return count_plot([line.label for line in found.lines], [(_("Hours to a decision"), hours)])


def _stories(found: Figures) -> bytes:
    return bar_plot([(_short(one.name), one.comments) for one in found.stories])


def _writers(found: Figures) -> bytes:
    return bar_plot([(_short(one.name), one.comments) for one in found.writers])


def _short(text: str) -> str:
    return text if len(text) <= SHORT else f"{text[: SHORT - 1].rstrip()}…"


def _table(found: Figures) -> Iterable[Iterable[object]]:
    yield HEAD
    for line in found.lines:
        seconds = None if line.median_wait is None else round(line.median_wait)
        yield (
            line.first.isoformat(),
            line.comments,
            line.held,
            line.approved,
            line.rejected,
            line.spam,
            line.deleted,
            seconds,
        )


def _busiest(rows: list[Busy], noun: str) -> Iterable[Iterable[object]]:
    yield (noun, "comments", "address" if noun == "story" else "key")
    for one in rows:
        yield (one.name, one.comments, one.url or one.key)
