"""Shows how right the spam scorer is on this site, and what it has learned from."""

from __future__ import annotations

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from addyours.moderation.models import Label, Weights
from addyours.moderation.queries import policy
from addyours.moderation.scorer import queries
from addyours.moderation.scorer.queries import Rates
from addyours.moderation.scorer.remembered import current
from addyours.newsroom.plots import line_plot, svg_answer
from addyours.newsroom.screens import needs, screen

MODERATE = "comments.moderate_comment"
MOST = 5_000
"""Newest decisions that are measured."""
ENOUGH = 100
"""Good comments, and spam, from which on a rate says something."""
STEPS, LEAST = 24, 50
"""Points of the plot at most, and decisions behind each at least."""


@require_safe
@needs(MODERATE)
def scorer(request: HttpRequest) -> HttpResponse:
    """Show the measured error rates, in all and over time, and the threshold that is in force."""
    lessons = queries.foretold(most=MOST)
    found = queries.rates(lessons)
    percent = policy().held_in_error
    return screen(
        request,
        "newsroom/scorer.html",
        title=_("Spam scorer"),
        icon="warning",
        above=[(reverse("newsroom:queue"), _("Queue"))],
        found=found,
        enough=ENOUGH,
        is_enough=found is not None and min(found.good, found.spam) >= ENOUGH,
        over_time=queries.rates_over_time(lessons, steps=STEPS, least=LEAST),
        percent=percent.normalize() if percent else Decimal(0),
        threshold=round(100 * current().threshold(percent)),
        trained_on=Weights.objects.values_list("trained_on", flat=True).first() or 0,
        unwanted=Label.UNWANTED.label,
        may_change=request.user.has_perm("moderation.change_policy"),
    )


@require_safe
@needs(MODERATE)
def plot(request: HttpRequest) -> HttpResponse:
    """Answer with the error rates over time as an image."""
    lessons = queries.foretold(most=MOST)
    steps = queries.rates_over_time(lessons, steps=STEPS, least=LEAST)
    svg = line_plot(
        [day_of(one) for one in steps],
        [
            (_("Spam caught"), [one.caught_percent for one in steps]),
            (_("Good comments held in error"), [one.error_percent for one in steps]),
        ],
        unit="%",
    )
    return svg_answer(svg)


def day_of(one: Rates) -> str:
    """Return the day that a stretch of decisions ends, as the plot and the table show it."""
    return date_format(localtime(one.until), "j M Y")
