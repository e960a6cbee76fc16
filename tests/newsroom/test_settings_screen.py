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
    "rules-hold": "all", "rules-most_links": "5", "rules-least_seconds": "3",
    "rules-held_in_error": "0.5",
    "rules-words_held": "gull\nbell", "rules-words_refused": "", "rules-per_writer": "10",
    "rules-per_address": "30", "ways-edit_minutes": "20", "ways-depth": "4",
    "ways-order": "best", "ways-votes": "accounts",
    "ways-close_after_days": "14",
}  # fmt: skip
URL = "newsroom:settings"


def test_both_kinds_of_settings_are_saved_and_logged(owner):
    assert owner.post(reverse(URL), GOOD).status_code == 302
    rules = Policy.objects.get()
    assert (rules.hold, rules.most_links, rules.words_held) == ("all", 5, "gull\nbell")
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
    "wrong", [{"ways-depth": "99"}, {"rules-hold": "maybe"}, {"rules-most_links": "-1"}, {"ways-depth": ""}]
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
    owner.post(reverse(URL), GOOD | {"rules-hold": "first", "rules-most_links": "9"})
    rules = Policy.objects.get()
    assert (rules.hold, rules.most_links) == ("all", 9)
