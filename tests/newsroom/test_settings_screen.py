"""The settings of conversations on one screen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.urls import reverse

from addyours import conf
from addyours.comments.queries import conversation_settings
from addyours.moderation.models import Decision, Policy

pytestmark = pytest.mark.django_db
GOOD = {
    "rules-hold": "all", "rules-least_seconds": "3", "rules-reports_to_hold": "4",
    "trust-doubtful-links": "0", "trust-doubtful-weight": "0", "trust-doubtful-is_held": "on",
    "trust-new-links": "5", "trust-new-weight": "0", "trust-new-is_held": "on",
    "trust-new-may_vote": "on",
    "trust-known-points": "2", "trust-known-links": "5", "trust-known-weight": "1",
    "trust-known-may_vote": "on",
    "trust-trusted-points": "30", "trust-trusted-links": "9", "trust-trusted-weight": "3",
    "trust-trusted-may_vote": "on",
    "rules-held_in_error": "0.5",
    "rules-per_writer": "10",
    "rules-per_address": "30", "ways-edit_minutes": "20", "ways-depth": "4",
    "ways-order": "best", "ways-votes": "accounts",
    "ways-close_after_days": "14",
}  # fmt: skip
URL = "newsroom:settings"


def test_both_kinds_of_settings_are_saved_and_logged(owner):
    assert owner.post(reverse(URL), GOOD).status_code == 302
    rules = Policy.objects.get()
    assert (rules.hold, rules.reports_to_hold) == ("all", 4)
    ways = conversation_settings()
    assert (ways.edit_minutes, ways.depth, ways.close_after_days) == (20, 4, 14)
    assert set(Decision.objects.values_list("verb", "by")) == {
        ("policy", owner.user.pk), ("settings", owner.user.pk),
    }  # fmt: skip


def test_what_was_not_changed_is_not_logged(owner):
    owner.post(reverse(URL), GOOD)
    before = Decision.objects.count()
    owner.post(reverse(URL), GOOD)
    assert Decision.objects.count() == before


@pytest.mark.parametrize(
    "wrong", [{"ways-depth": "99"}, {"rules-hold": "maybe"}, {"trust-new-links": "-1"}, {"trust-trusted-points": "2"}, {"ways-depth": ""}]
)  # fmt: skip
def test_nothing_is_saved_when_one_field_is_wrong(owner, wrong):
    answer = owner.post(reverse(URL), GOOD | wrong)
    assert answer.status_code == 422
    assert not Policy.objects.filter(hold="all").exists()
    assert not Decision.objects.exists()


def test_the_settings_file_decides_where_it_says_something(owner, monkeypatch):
    owner.post(reverse(URL), GOOD)
    decided = replace(conf.current(), comments_hold="none")
    monkeypatch.setattr("addyours.newsroom.settings_screen.current", lambda: decided)
    html = owner.get(reverse(URL)).content.decode()
    assert "comments_hold" in html
    owner.post(reverse(URL), GOOD | {"rules-hold": "first", "rules-reports_to_hold": "9"})
    rules = Policy.objects.get()
    assert (rules.hold, rules.reports_to_hold) == ("all", 9)
