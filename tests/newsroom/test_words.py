"""Word rules in the newsroom, and what they do to comments."""

from __future__ import annotations

import importlib
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from addyours.moderation.models import Decision, WordRule
from addyours.newsroom.words.trial import tried
from tests import factories as make

pytestmark = pytest.mark.django_db
GOOD = {"pattern": "wom*", "kind": "wildcard", "action": "refuse", "note": "No marsupials", "is_on": "on"}  # fmt: skip


def test_a_rule_is_made_changed_and_removed_each_in_the_log(moderator):
    assert moderator.post(reverse("newsroom:new_word"), GOOD).status_code == 302
    rule = WordRule.objects.get()
    change = reverse("newsroom:word", args=[rule.pk])
    assert "No marsupials" in moderator.get(change).content.decode()
    moderator.post(change, {**GOOD, "action": "mark", "is_on": ""})
    rule.refresh_from_db()
    assert (rule.action, rule.is_on) == ("mark", False)
    moderator.post(reverse("newsroom:remove_word", args=[rule.pk]))
    assert not WordRule.objects.exists()
    said = list(Decision.objects.order_by("pk").values_list("verb", "reason", "by"))
    by = moderator.user.pk
    assert said == [
        ("word_rule", "refuse wildcard: wom*", by),
        ("word_rule_changed", "mark wildcard: wom* (off)", by),
        ("word_rule_removed", "mark wildcard: wom* (off)", by),
    ]


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"pattern": "(", "kind": "regex"}, "missing ) at position 1"), ({"pattern": "!!"}, "letter or a digit"),
        ({"pattern": "a*", "kind": "regex"}, "every comment"), ({"pattern": ""}, "required"),
        ({"pattern": "wom*"}, "There is this rule already."), ({"kind": "magic"}, "magic"),
    ],
)  # fmt: skip
def test_a_wrong_rule_is_refused_beside_its_field_and_kept_as_typed(moderator, given, reason):
    make.make_rule("wom*", kind="wildcard")
    answer = moderator.post(reverse("newsroom:new_word"), {**GOOD, **given})
    assert answer.status_code == 422
    assert reason in answer.content.decode()
    assert "No marsupials" in answer.content.decode()
    assert WordRule.objects.count() == 1


def test_a_rule_is_tried_out_on_last_months_comments_and_nothing_changes(moderator):
    now = timezone.now()
    thread = make.make_thread(opened_at=now)
    caught = make.make_comment(thread, body="Two wombats <b>", at=now)
    make.make_comment(thread, body="A gull.", at=now)
    make.make_comment(thread, body="An old wombat.", at=now - timedelta(days=40))
    make.make_comment(thread, body="A deleted wombat.", at=now, state="deleted")
    make.make_comment(thread, body="Our wombat.", at=now, writer=make.make_writer(moderator.user))
    answer = moderator.post(reverse("newsroom:new_word"), {**GOOD, "try": "1"})
    html = answer.content.decode()
    assert "1 of the newest 2 comments" in html
    assert "Two wombats &lt;b&gt;" in html
    assert reverse("newsroom:comment", args=[caught.pk]) in html
    assert not WordRule.objects.exists()
    assert not Decision.objects.exists()


def test_a_slow_rule_is_tried_out_no_longer_than_the_time_there_is():
    for _number in range(3):
        make.make_comment(body="a" * 4_000 + "!", at=timezone.now())
    rule = WordRule(pattern="(a|aa)+$", kind="regex", action="hold")
    trial = tried(rule, now=timezone.now(), seconds=0)
    assert (trial.looked_at, trial.is_cut) == (0, True)
    assert tried(rule, now=timezone.now()).slow == 3


def test_a_bad_pattern_stops_nobody_and_is_shown_as_slow(moderator):
    make.make_policy()
    rule = make.make_rule("(a|aa)+$", "refuse", kind="regex")
    thread = make.make_thread()
    assert make.post(thread, "A gull.").state == "published"
    held = make.post(thread, "a" * 4_000 + "!", address_key="address:a")
    assert held.state == "pending"
    assert held.held_because == "The word rules took too long to look at all of it."
    rule.refresh_from_db()
    assert rule.slow_count == 1
    assert "Too slow" in moderator.get(reverse("newsroom:words")).content.decode()
    change = reverse("newsroom:word", args=[rule.pk])
    assert "took too long to look at 1 comment" in moderator.get(change).content.decode()
    moderator.post(change, {**GOOD, "pattern": "a+$", "kind": "regex"})
    rule.refresh_from_db()
    assert (rule.slow_at, rule.slow_count) == (None, 0)


def test_what_is_marked_is_published_and_found_by_the_queues_filter(moderator):
    make.make_policy()
    make.make_rule("gull", "mark")
    marked = make.post(make.make_thread(), "A gull.")
    assert marked.state == "published"
    query = {"state": "published", "reason": "marked"}
    html = moderator.get(reverse("newsroom:queue"), query).content.decode()
    assert f'data-row="{marked.pk}"' in html
    assert "Marked: the word “gull”." in html
    query["reason"] = "words"
    assert f'data-row="{marked.pk}"' not in moderator.get(reverse("newsroom:queue"), query).content.decode()  # fmt: skip


def test_rules_that_are_off_and_what_staff_write_are_left_alone():
    make.make_policy()
    make.make_rule("gull", "refuse", is_on=False)
    make.make_rule("bell", "refuse")
    thread = make.make_thread()
    assert make.post(thread, "A gull.").state == "published"
    staff = make.make_writer(make.make_user("editor"))
    assert make.post(thread, "A bell.", writer=staff).state == "published"


def test_rules_go_out_as_csv_and_come_back_the_same(moderator):
    make.make_rule("gull")
    make.make_rule("=cmd", "refuse", kind="regex", note="+ note")
    table = b"".join(moderator.get(reverse("newsroom:words_csv")).streaming_content)
    before = list(WordRule.objects.values_list("pattern", "kind", "action", "note", "is_on"))
    WordRule.objects.filter(pattern="gull").update(action="mark")
    WordRule.objects.filter(pattern="=cmd").delete()
    file = SimpleUploadedFile("rules.csv", table)
    answer = moderator.post(reverse("newsroom:bring_words"), {"file": file}, follow=True)
    assert "Rules: 1 new, 1 changed, 0 the same as before." in answer.content.decode()
    assert before == list(
        WordRule.objects.order_by("pk").values_list("pattern", "kind", "action", "note", "is_on")
    )


def test_an_import_with_one_wrong_line_brings_nothing(moderator):
    text = "pattern,kind\ngull,word\n(,regex\n"
    answer = moderator.post(reverse("newsroom:bring_words"), {"text": text})
    assert answer.status_code == 422
    assert "Line 3: This is no regular expression" in answer.content.decode()
    assert "gull,word" in answer.content.decode()
    assert not WordRule.objects.exists()


def test_words_of_the_old_lists_become_rules():
    class Old:
        words_refused, words_held = "gull\n\n!!\nCheap  Loans\n", "gull\r\nbell"

    made = []

    class Table:
        objects = type(
            "Rows", (), {"all": lambda _self: [Old], "bulk_create": lambda _self, rows: made.extend(rows)}
        )()  # fmt: skip

        def __init__(self, **columns):
            self.columns = columns

    step = importlib.import_module("addyours.moderation.migrations.0006_word_lists_become_rules")
    step.rules_of_lists(type("Apps", (), {"get_model": lambda *_names: Table})(), None)
    assert [(row.columns["pattern"], row.columns["action"]) for row in made] == [
        ("gull", "refuse"),
        ("Cheap Loans", "refuse"),
        ("bell", "hold"),
    ]
