"""The screen of conversations: found, opened, closed, hidden."""

from __future__ import annotations

import pytest
from django.urls import reverse

from addyours.comments.models import Thread
from addyours.moderation.models import Decision
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_conversations_are_found_by_title_address_and_state(sign_in):
    editor = sign_in("editor")
    make.make_thread(title="Harbour bell", path="/town/bell/")
    make.make_thread(title="Night library", path="/culture/library/", state="closed")
    for query, found in (
        ({"q": "BELL"}, "Harbour bell"),
        ({"q": "/culture/"}, "Night library"),
        ({"state": "closed"}, "Night library"),
    ):
        html = editor.get(reverse("newsroom:threads"), query).content.decode()
        assert found in html
        assert ("Harbour bell" in html) != ("Night library" in html)


@pytest.mark.parametrize("state", ["closed", "hidden"])
def test_a_conversation_is_closed_or_hidden_and_opened_again(sign_in, state):
    editor = sign_in("editor")
    thread = make.make_thread()
    url = reverse("newsroom:thread", args=[thread.pk])
    editor.post(url, {"state": state})
    assert Thread.objects.get(pk=thread.pk).state == state
    editor.post(url, {"state": "open"})
    assert Thread.objects.get(pk=thread.pk).state == "open"
    assert set(Decision.objects.values_list("by", flat=True)) == {editor.user.pk}


def test_a_state_that_is_none_changes_nothing(moderator):
    thread = make.make_thread()
    moderator.post(reverse("newsroom:thread", args=[thread.pk]), {"state": "burnt"})
    assert Thread.objects.get(pk=thread.pk).state == "open"
    assert moderator.post(reverse("newsroom:thread", args=[10**9])).status_code == 404


def test_the_list_takes_the_same_queries_for_one_and_for_many(moderator, queries):
    make.make_comment(state="pending")
    url = reverse("newsroom:threads")
    moderator.get(url)
    with queries() as few:
        moderator.get(url)
    for _ in range(20):
        make.make_comment(state="pending")
    with queries() as many:
        moderator.get(url)
    assert len(many.statements) == len(few.statements), str(many)


def test_a_conversation_gets_rules_of_its_own(moderator):
    thread = make.make_thread(title="Harbour bell")
    url = reverse("newsroom:thread_rules", args=[thread.pk])
    given = {"slow_minutes": "5", "holds_all": "on", "next": reverse("newsroom:log")}
    assert moderator.post(url, given).url == reverse("newsroom:log")
    html = moderator.get(reverse("newsroom:threads")).content.decode()
    assert "Slow: 5 minutes" in html
    assert "All held" in html
    assert "Accounts only" not in html
    assert moderator.post(url, given).status_code == 302
    row = Decision.objects.get(subject=thread.key)
    assert (row.verb, row.reason, row.by) == ("thread_rules", "5 min, holds_all", moderator.user)
    for wrong in ("-1", "1441", "x", ""):
        assert moderator.post(url, {"slow_minutes": wrong}).status_code == 422
    moderator.post(url, {"slow_minutes": "0"})
    assert "Slow:" not in moderator.get(reverse("newsroom:threads")).content.decode()
