"""Deciding from the queue: one or many, by form or by script, and taking it back."""

from __future__ import annotations

import pytest
from django.urls import reverse

from addyours.comments.actions import decide
from addyours.comments.models import Comment
from addyours.moderation.models import Decision
from tests import factories as make

pytestmark = pytest.mark.django_db
SCRIPT = {"Accept": "application/json", "X-Requested-With": "XMLHttpRequest"}
VERBS = {"approve": "published", "reject": "rejected", "spam": "spam", "delete": "deleted"}


def state(comment):
    return Comment.objects.get(pk=comment.pk).state


def send(browser, data, *, script=False):
    return browser.post(reverse("newsroom:decide"), data, headers=SCRIPT if script else {})


def said(browser, answer):
    """The messages on the page that a form leads back to."""
    return browser.get(answer.url).content.decode()


@pytest.mark.parametrize(("verb", "after"), VERBS.items())
def test_each_verb_brings_the_comment_where_it_says(moderator, verb, after):
    comment = make.make_comment(state="pending")
    answer = send(moderator, {"one": f"{verb}:{comment.pk}", f"seen-{comment.pk}": "pending"})
    assert answer.status_code == 302
    assert state(comment) == after
    row = Decision.objects.get(subject=comment.key)
    assert (row.verb, row.by) == (verb, moderator.user)


def test_a_published_comment_can_be_held_again(moderator):
    comment = make.make_comment()
    send(moderator, {"one": f"hold:{comment.pk}"})
    assert state(comment) == "pending"


def test_the_reason_of_a_row_is_written_down(moderator):
    comment = make.make_comment(state="pending")
    send(moderator, {"one": f"reject:{comment.pk}", f"reason-{comment.pk}": "Off topic"})
    assert Decision.objects.get(subject=comment.key).reason == "Off topic"


def test_many_are_decided_at_once_with_one_reason(moderator):
    comments = [make.make_comment(state="pending") for _ in range(3)]
    left = make.make_comment(state="pending")
    ids = [comment.pk for comment in comments]
    answer = send(moderator, {"many": "spam", "comment": ids, "reason": "A ring"})
    assert [state(one) for one in [*comments, left]] == ["spam", "spam", "spam", "pending"]
    assert set(Decision.objects.values_list("reason", flat=True)) == {"A ring"}
    assert "3 comments marked as spam." in said(moderator, answer)


def test_somebody_elses_decision_is_not_overwritten_unseen(moderator):
    comment = make.make_comment(state="pending")
    decide(comment, to="published", by=make.make_user("moderator"))
    answer = send(moderator, {"one": f"spam:{comment.pk}", f"seen-{comment.pk}": "pending"})
    assert state(comment) == "published"
    assert "Somebody has decided about this comment meanwhile" in said(moderator, answer)


def test_one_refusal_stops_no_other(moderator):
    done, refused = (make.make_comment(state="pending") for _ in range(2))
    decide(refused, to="spam", by=make.make_user("moderator"))
    data = {"many": "approve", "comment": [refused.pk, done.pk, 10**9]}
    data |= {f"seen-{one.pk}": "pending" for one in (done, refused)}
    answer = send(moderator, data, script=True)
    assert (state(done), state(refused)) == ("published", "spam")
    told = answer.json()
    assert answer.status_code == 200
    assert [one["comment"] for one in told["done"]] == [done.pk]
    assert told["refused"] == [{"comment": refused.pk, "state": "spam"}]
    assert "not there any more" in told["refusal"]
    assert told["counts"]["published"] == "1"


def test_a_script_is_told_when_nothing_could_be_done(moderator):
    comment = make.make_comment()
    answer = send(moderator, {"one": f"approve:{comment.pk}"}, script=True)
    assert answer.status_code == 409
    assert answer.json()["done"] == []
    assert "already" in answer.json()["refusal"]


@pytest.mark.parametrize(
    "data",
    [
        {}, {"one": "approve"}, {"one": "approve:x"}, {"one": "burn:1"}, {"many": "approve"},
        {"many": "burn", "comment": "1"}, {"one": "approve:" + "9" * 40}, {"many": ""},
        {"one": "approve:-1"}, {"many": "approve", "comment": "\0"},
    ],
)  # fmt: skip
def test_an_order_that_makes_no_sense_changes_nothing_and_is_no_defect(moderator, data):
    comment = make.make_comment(state="pending")
    for script in (False, True):
        assert send(moderator, data, script=script).status_code in (302, 409)
    assert state(comment) == "pending"


def test_a_deleted_comment_comes_back_only_by_undo(moderator):
    comment = make.make_comment()
    made = send(moderator, {"one": f"delete:{comment.pk}"}, script=True).json()["done"][0]
    send(moderator, {"one": f"approve:{comment.pk}"})
    assert state(comment) == "deleted"
    moderator.post(reverse("newsroom:undo"), {"decision": made["decision"]})
    assert state(comment) == "published"


def test_the_page_after_a_decision_offers_to_undo_it(moderator):
    comments = [make.make_comment(state="pending") for _ in range(2)]
    answer = send(moderator, {"many": "reject", "comment": [one.pk for one in comments]})
    html = said(moderator, answer)
    assert "Undo the last 2 decisions" in html
    ids = Decision.objects.filter(verb="reject").values_list("pk", flat=True)
    back = moderator.post(reverse("newsroom:undo"), {"decision": list(ids), "next": answer.url})
    assert [state(one) for one in comments] == ["pending", "pending"]
    assert "done=" not in back.url
    assert set(Decision.objects.filter(verb="undo").values_list("by", flat=True)) == {
        moderator.user.pk
    }


def test_undo_does_not_touch_what_somebody_decided_since(moderator):
    comment = make.make_comment(state="pending")
    made = send(moderator, {"one": f"approve:{comment.pk}"}, script=True).json()["done"][0]
    decide(comment, to="spam", by=make.make_user("moderator"))
    url = reverse("newsroom:undo")
    answer = moderator.post(url, {"decision": made["decision"]}, headers=SCRIPT)
    assert answer.status_code == 409
    assert "meanwhile" in answer.json()["refusal"]
    assert state(comment) == "spam"


def test_undoing_nothing_says_so(moderator):
    for data in ({}, {"decision": "x"}, {"decision": "99999"}):
        answer = moderator.post(reverse("newsroom:undo"), data, headers=SCRIPT)
        assert (answer.status_code, answer.json()["refusal"]) == (409, "There is nothing to undo.")


def test_one_is_led_back_only_within_this_site(moderator):
    comment = make.make_comment(state="pending")
    data = {"one": f"approve:{comment.pk}", "next": "https://elsewhere.example/"}
    assert send(moderator, data).url.startswith(reverse("newsroom:queue"))
