"""Why comments are rejected, appeals, bulk decisions and saved filters, from the moderators' side."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import pytest
from django.urls import reverse

from addyours.accounts.writers import writer_of_user
from addyours.comments.actions import appeal, decide
from addyours.comments.models import Comment, Ruling
from addyours.moderation.models import Decision, RejectionReason
from addyours.moderation.rejection import rejection_reasons
from addyours.newsroom.models import SavedFilter
from tests import factories as make

pytestmark = pytest.mark.django_db


def state(comment):
    return Comment.objects.get(pk=comment.pk).state


def send(browser, **data):
    return browser.post(reverse("newsroom:decide"), data)


@pytest.fixture
def appealed(moderator):
    reader = make.make_user("reader", name="Ode Wick")
    comment = make.make_comment(writer=writer_of_user(reader), state="pending")
    decide(comment, to="rejected", by=moderator.user, told="It is not about the story.")
    appeal(comment, writer=writer_of_user(reader), words="But it is.", now=make.NOON)
    return comment


@pytest.mark.parametrize(
    ("one", "note", "told", "logged"),
    [
        ("reject:{}:topic", "", "It is not about the story or", "Off topic"),
        ("reject:{}:topic", "Really.", "\n\nReally.", "Off topic: Really."),
        ("reject:{}", "In short: no.", "In short: no.", "In short: no."),
        ("reject:{}", "", "It breaks the house rules", "House rules"),
        ("reject:{}:no-such", "", "It breaks the house rules", "House rules"),
    ],
)
def test_the_writer_is_told_the_reason_and_the_log_its_name(moderator, one, note, told, logged):
    comment = make.make_comment(state="pending")
    send(moderator, **{"one": one.format(comment.pk), f"reason-{comment.pk}": note})
    assert told in Ruling.objects.get(comment=comment).told
    assert Decision.objects.get(subject=comment.key).reason == logged


def test_many_are_rejected_for_one_reason(moderator):
    comments = [make.make_comment(state="pending") for _ in range(2)]
    send(moderator, many="reject", comment=[one.pk for one in comments], because="advertising")
    assert set(Ruling.objects.values_list("told", flat=True)) == {"It advertises something."}


def test_all_that_waits_of_a_writer_is_decided_at_once(moderator):
    writer = make.writer_of(make.make_comment())
    theirs = [make.make_comment(state="pending", writer=writer) for _ in range(2)]
    other = make.make_comment(state="pending")
    send(moderator, writer=f"spam:{theirs[0].writer_key}")
    assert [state(one) for one in [*theirs, other]] == ["spam", "spam", "pending"]


def test_all_that_a_filter_finds_is_decided_at_once_as_far_as_it_goes(moderator, monkeypatch):
    monkeypatch.setattr("addyours.newsroom.queue.deciding.MOST_AT_ONCE", 2)
    gulls = [make.make_comment(state="pending", body="A gull.") for _ in range(3)]
    other = make.make_comment(state="pending", body="A seal.")
    found = moderator.get(reverse("newsroom:queue"), {"q": "gull"}).content.decode()
    assert "The filter finds 3 comments." in found
    headers = {"Accept": "application/json"}
    url = reverse("newsroom:decide")
    data = {"matching": "spam", "filter": "state=pending&q=gull"}
    assert [moderator.post(url, data, headers=headers).json().get("more") for _ in range(2)] == [
        True,
        False,
    ]
    assert [state(one) for one in [*gulls, other]] == ["spam"] * 3 + ["pending"]


def test_all_that_one_rule_has_held_is_found_and_decided_at_once(moderator):
    make.make_policy(hold="first")
    for word in ("gull", "seal"):
        make.make_rule(word)
    gull, seal = (make.post(make.make_thread(), f"A {word} did it.") for word in ("gull", "seal"))
    held = "It has the word “gull”."
    listed = moderator.get(reverse("newsroom:queue")).content.decode()
    assert f"?{urlencode({'held': held}, quote_via=quote)}" in listed
    found = moderator.get(reverse("newsroom:queue"), {"held": held}).content.decode()
    assert f'data-row="{gull.pk}"' in found
    assert f'data-row="{seal.pk}"' not in found
    send(moderator, matching="spam", filter=urlencode({"held": held}))
    assert (state(gull), state(seal)) == ("spam", "pending")


@pytest.mark.parametrize(
    "data",
    [
        {"matching": "spam", "filter": "thread=x&since=never&state=\0"},
        {"matching": "burn", "filter": ""}, {"writer": "spam:nobody"}, {"writer": "spam:guest:x"},
        {"matching": "approve", "filter": "state=published"}, {"wave": "reject:x"},
    ],
)  # fmt: skip
def test_a_bulk_order_that_makes_no_sense_changes_nothing(moderator, data):
    comment = make.make_comment()
    assert send(moderator, **data).status_code == 302
    assert state(comment) == "published"


def test_an_appeal_waits_in_a_tab_for_another_moderator(moderator, sign_in, appealed):
    url = reverse("newsroom:appeals")
    answer = reverse("newsroom:answer_appeal", args=[appealed.pk])
    assert "It stays rejected" in moderator.get(url).content.decode(), "nobody else is there"
    other = sign_in("moderator")
    own = moderator.get(url).content.decode()
    assert "But it is." in own
    assert "You rejected this comment yourself" in own
    assert "It stays rejected" not in own
    moderator.post(answer, {"answer": "grant"})
    assert state(appealed) == "rejected"
    assert "It stays rejected" in other.get(url).content.decode()
    made = other.post(answer, {"answer": "uphold", "words": "We looked again."})
    html = other.get(made.url).content.decode()
    assert "No appeal waits" in html
    other.post(
        reverse("newsroom:undo"),
        {"decision": Decision.objects.get(verb="uphold_appeal").pk, "next": url},
    )
    other.post(answer, {"answer": "grant"})
    assert state(appealed) == "published"
    html = other.get(reverse("newsroom:comment", args=[appealed.pk])).content.decode()
    for words in ("But it is.", "appealed by its writer", "published after an appeal"):
        assert words in html


@pytest.mark.parametrize("data", [{}, {"answer": "perhaps"}])
def test_an_answer_that_is_none_is_not_found(moderator, appealed, data):
    url = reverse("newsroom:answer_appeal", args=[appealed.pk])
    assert moderator.post(url, data).status_code == 404


def test_a_filter_is_saved_found_again_and_forgotten(moderator, sign_in):
    data = {"name": "Gulls", "query": "state=pending&q=gull&after=7&done=1.2"}
    for _ in range(2):
        moderator.post(reverse("newsroom:save_filter"), data)
    saved = SavedFilter.objects.get()
    assert saved.query == "state=pending&q=gull"
    assert "Gulls" in moderator.get(reverse("newsroom:queue")).content.decode()
    other = sign_in("moderator")
    assert "Gulls" not in other.get(reverse("newsroom:queue")).content.decode()
    other.post(reverse("newsroom:drop_filter"), {"filter": saved.pk})
    assert SavedFilter.objects.exists(), "somebody else's"
    moderator.post(reverse("newsroom:drop_filter"), {"filter": saved.pk})
    assert not SavedFilter.objects.exists()
    moderator.post(reverse("newsroom:save_filter"), {"name": "", "query": "x" * 9999})
    assert not SavedFilter.objects.exists()


def test_owners_word_the_reasons_and_order_them(owner):
    url = reverse("newsroom:reasons")
    assert "It is not about the story" in owner.get(url).content.decode()
    rows = {
        "r0-code": "topic", "r0-place": 2, "r0-title": "Off topic", "r0-words": "Beside the point.",
        "r1-code": "", "r1-place": 1, "r1-title": "Shouting", "r1-words": "Please lower your voice.",
        "r2-code": "", "r2-place": 3, "r2-title": "", "r2-words": "",
    }  # fmt: skip
    wrong = owner.post(url, {**rows, "r2-words": "Words without a name."})
    assert wrong.status_code == 422
    assert "Words without a name." in wrong.content.decode()
    assert owner.post(url, dict.fromkeys(rows, "") | {"r0-place": 1}).status_code == 422
    assert not RejectionReason.objects.exists()
    assert owner.post(url, rows).status_code == 302
    assert [one.words for one in rejection_reasons()] == [
        "Please lower your voice.",
        "Beside the point.",
    ]
    assert Decision.objects.get(subject="reasons").by == owner.user
