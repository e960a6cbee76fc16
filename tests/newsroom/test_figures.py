"""The owners' dashboard: the same figures on the screen, in the plots and in the tables."""

from __future__ import annotations

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from addyours.comments.actions import decide, undo_decision
from addyours.moderation.audit.actions import chain_decisions
from addyours.newsroom.figures.queries import DAYS, MONTHS, gathered
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _counted_anew():
    cache.clear()


@pytest.fixture
def busy(site):
    """Held, approved, spam, rejected and undone, written today, last week and a year and a day ago."""
    now = timezone.now()
    moderator = make.make_user("moderator")
    make.make_policy("all")
    thread = make.make_thread(title="=SUM(A1) and a story", opened_at=now)
    one, two, three = (make.post(thread, now=now) for _number in range(3))
    decide(one, to="published", by=moderator)
    decide(two, to="spam", by=moderator)
    decide(three, to="rejected", by=moderator)
    undo_decision(three, by=moderator)
    make.make_comment(at=now - timedelta(days=7), writer=make.make_writer(name="Ode Wick"))
    make.make_comment(at=now - timedelta(days=400))
    chain_decisions()
    return now


def test_days_and_months_are_counted_in_a_fixed_number_of_queries(busy, at_most_queries):
    with at_most_queries(9):
        days = gathered(DAYS, now=busy)
    with at_most_queries(9):
        months = gathered(MONTHS, now=busy)
    assert (len(days.lines), len(months.lines)) == (30, 12)
    today = days.lines[-1]
    assert (today.comments, today.held, today.approved) == (3, 3, 1)
    assert (today.spam, today.rejected, today.deleted) == (1, 0, 0)
    assert days.lines[-8].comments == 1
    for found in (days, months):
        assert (found.total.comments, found.total.held) == (4, 3)
        assert found.total.median_wait is not None
        assert [one.comments for one in found.stories] == [1, 1]
        assert {one.name for one in found.writers} == {"Mara Vint", "Ode Wick"}


def test_a_day_without_anything_has_no_median(site):
    found = gathered(DAYS, now=timezone.now())
    assert found.total.median_wait is None
    assert found.stories == found.writers == []


def test_the_screen_shows_plots_with_tables_beside_them(busy, owner):
    html = owner.get(reverse("newsroom:figures")).content.decode()
    for name in ("comments", "wait", "stories", "writers"):
        address = reverse("newsroom:figures_plot", args=[name])
        assert f"{address}?period=days" in html
        answer = owner.get(address, {"period": "months"})
        assert answer["Content-Type"] == "image/svg+xml"
        assert "sandbox" in answer["Content-Security-Policy"]
        assert b"<svg" in answer.content
        assert b"<script" not in answer.content
    assert "Ode Wick" in html
    assert owner.get(reverse("newsroom:figures_plot", args=["other"])).status_code == 404


def test_an_empty_site_has_a_dashboard_too(owner):
    assert "Nothing was published" in owner.get(reverse("newsroom:figures")).content.decode()
    for name in ("comments", "wait", "stories", "writers"):
        assert owner.get(reverse("newsroom:figures_plot", args=[name])).status_code == 200


def test_the_tables_leave_as_csv(busy, owner):
    def rows(name, period="days"):
        answer = owner.get(reverse("newsroom:figures_csv", args=[name]), {"period": period})
        return list(csv.reader(StringIO(b"".join(answer.streaming_content).decode())))

    head, *lines = rows("figures")
    assert len(lines) == 30
    today = dict(zip(head, lines[-1], strict=True))
    assert (today["comments"], today["held"], today["spam"]) == ("3", "3", "1")
    assert len(rows("figures", "months")) == 13
    assert ["'=SUM(A1) and a story", "1"] in [row[:2] for row in rows("stories")]
    assert ["Ode Wick", "1"] in [row[:2] for row in rows("writers")]


def test_figures_are_counted_once_for_all_who_look(busy, owner, queries):
    address = reverse("newsroom:figures_plot", args=["comments"])
    owner.get(address)
    with queries() as made:
        owner.get(address)
    assert not [line for line in made.statements if "span" in line]
