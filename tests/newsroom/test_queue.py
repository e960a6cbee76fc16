"""The queue: what it shows, how it is searched and paged, and what it costs."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from addyours.newsroom.paging import PAGE
from addyours.newsroom.queue.queries import REASONS, Count
from tests import factories as make

pytestmark = pytest.mark.django_db


def shown(answer):
    """The ids of the comments a page of the queue shows, in order."""
    assert answer.status_code == 200
    return [int(one) for one in re.findall(r'data-row="(\d+)"', answer.content.decode())]


def queue(browser, **query):
    return browser.get(reverse("newsroom:queue"), query)


@pytest.mark.parametrize("state", ["pending", "published", "spam", "rejected", "deleted"])
def test_each_state_has_its_own_tab(moderator, state):
    comments = {one: make.make_comment(state=one) for one in
                ("pending", "published", "spam", "rejected", "deleted")}  # fmt: skip
    assert shown(queue(moderator, state=state)) == [comments[state].pk]


def test_a_state_that_is_none_means_what_waits(moderator):
    comment = make.make_comment(state="pending")
    assert shown(queue(moderator, state="nonsense")) == [comment.pk]


def test_what_waits_is_shown_oldest_first_and_the_rest_newest_first(moderator):
    waiting = [make.make_comment(state="pending").pk for _ in range(3)]
    public = [make.make_comment().pk for _ in range(3)]
    assert shown(queue(moderator)) == waiting
    assert shown(queue(moderator, order="newest")) == waiting[::-1]
    assert shown(queue(moderator, state="published")) == public[::-1]


def test_a_comment_is_shown_with_all_that_helps_to_judge_it(moderator):
    make.make_policy(hold="first")
    thread = make.make_thread(title="The bell & the gull")
    parent = make.make_comment(thread, body="Who rang it?")
    make.post(thread, "It was **me**.", parent=parent, writer=make.make_writer(name="Ode Wick"))
    html = queue(moderator).content.decode()
    for words in ("The bell &amp; the gull", "Ode Wick", "<strong>me</strong>", "Who rang it?"):
        assert words in html
    assert "First comment of this writer." in html


def test_what_a_writer_typed_is_escaped(moderator):
    writer = make.make_writer(name="<script>alert(1)</script>")
    make.make_comment(state="pending", writer=writer, body="<img src=x onerror=alert(2)>")
    html = queue(moderator).content.decode()
    assert "<script>alert(1)" not in html
    assert "<img src=x" not in html


def test_a_writer_is_shown_with_their_record_and_a_ban(moderator):
    comment = make.make_comment(state="rejected")
    writer = make.writer_of(comment)
    make.make_comment(state="pending", writer=writer)
    make.ban(comment.writer_key)
    html = queue(moderator).content.decode()
    assert re.search(r'title="rejected">.*?1<span', html, re.DOTALL)
    assert "Banned" in html


@pytest.mark.parametrize("words", ["gull", "GULL", "ode wick"])
def test_the_search_looks_at_words_and_names(moderator, words):
    wanted = make.make_comment(
        state="pending", body="A gull did it.", writer=make.make_writer(name="Ode Wick")
    )
    make.make_comment(state="pending", body="A dog did it.")
    assert shown(queue(moderator, q=words)) == [wanted.pk]


def test_one_conversation_can_be_looked_at_alone(moderator):
    wanted = make.make_comment(make.make_thread(title="Alone"), state="pending")
    make.make_comment(state="pending")
    answer = queue(moderator, thread=wanted.thread_id)
    assert shown(answer) == [wanted.pk]
    assert "“Alone”" in answer.content.decode()


def test_days_limit_what_is_shown(moderator):
    days = [make.make_comment(state="pending", at=datetime(2031, 3, day, 23, 59, tzinfo=UTC)).pk
            for day in (4, 5, 6)]  # fmt: skip
    assert shown(queue(moderator, since="2031-03-05")) == days[1:]
    assert shown(queue(moderator, until="2031-03-05")) == days[:2]
    assert shown(queue(moderator, since="2031-03-05", until="2031-03-05")) == days[1:2]


@pytest.mark.parametrize(
    ("reason", "policy", "draft"),
    [
        ("first", {"hold": "first"}, {}),
        ("all", {"hold": "all"}, {}),
        ("words", {}, {}),
        ("links", {"most_links": 0}, {}),
        ("fast", {"least_seconds": 5}, {"seconds": 1.5}),
        ("trap", {}, {"trap": "cheap pills"}),
    ],
)
def test_the_filter_for_reasons_finds_what_each_screen_holds(moderator, reason, policy, draft):
    make.make_policy(**policy)
    if reason == "words":
        make.make_rule("gull")
    held = make.post(make.make_thread(), "A gull: https://gull.example/", **draft)
    for one in REASONS:
        assert shown(queue(moderator, reason=one)) == ([held.pk] if one == reason else [])


@pytest.mark.parametrize(
    "query",
    [
        {"since": "yesterday"}, {"until": "9999-12-31"}, {"since": "0001-01-01"}, {"thread": "x"},
        {"thread": "9" * 30}, {"after": "9" * 30}, {"after": "-1"}, {"q": "a\0b"}, {"q": "é" * 500},
        {"order": "sideways"}, {"reason": "none"}, {"done": "1.x.99999999999999999999"},
    ],
)  # fmt: skip
def test_nonsense_in_the_address_is_no_defect(moderator, query):
    make.make_comment(state="pending")
    assert queue(moderator, **query).status_code == 200


def test_long_queues_are_paged_without_gap_or_double(moderator):
    thread = make.make_thread()
    times = [make.NOON + timedelta(seconds=number) for number in range(PAGE + 3)]
    everything = [make.make_comment(thread, state="pending", at=at).pk for at in times]
    first = queue(moderator)
    assert shown(first) == everything[:PAGE]
    following = re.search(r'rel="next" href="([^"]+)"', first.content.decode())[1]
    second = moderator.get(reverse("newsroom:queue") + following.replace("&amp;", "&"))
    assert shown(second) == everything[PAGE:]
    assert "Back to the start" in second.content.decode()


def test_the_queue_takes_the_same_queries_for_one_row_and_for_fifty(moderator, queries):
    thread = make.make_thread()
    for number in range(PAGE):
        parent = make.make_comment(
            thread,
            writer=make.make_writer(name=f"Writer {number}"),
            at=make.NOON + timedelta(seconds=number),
        )
        made = make.make_comment(
            thread, parent=parent, state="pending", writer=make.make_writer(name=f"W {number}")
        )
        if number == 0:
            moderator.get(reverse("newsroom:queue"))
            with queries() as few:
                assert len(shown(queue(moderator))) == 1
        if number % 5 == 0:
            make.ban(made.writer_key)
    with queries() as many:
        assert len(shown(queue(moderator))) == PAGE
    assert len(many.statements) == len(few.statements), str(many)
    assert len(many.statements) <= 23, str(many)


def test_counting_stops_where_a_moderator_needs_no_more():
    assert Count(9_999, 9_999).label == "9,999"
    assert Count(10_000, 9_999).label == "9,999+"


def test_an_empty_queue_says_so(moderator):
    assert "Nothing waits" in queue(moderator).content.decode()
    assert "Nothing found" in queue(moderator, q="gull").content.decode()


def test_the_screen_of_a_comment_shows_its_whole_trail(moderator):
    comment = make.make_comment(state="pending", body="As *typed*.")
    for verb in ("spam", "approve"):
        moderator.post(reverse("newsroom:decide"),
                       {"one": f"{verb}:{comment.pk}", f"reason-{comment.pk}": f"why {verb}"})  # fmt: skip
    html = moderator.get(reverse("newsroom:comment", args=[comment.pk])).content.decode()
    for words in ("why spam", "why approve", "marked as spam", "As *typed*.", "<em>typed</em>"):
        assert words in html
    assert moderator.get(reverse("newsroom:comment", args=[comment.pk + 1])).status_code == 404


def test_the_dashboard_shows_a_moderator_what_has_waited_longest(moderator):
    make.make_comment(state="pending", body="Read me first.", at=timezone.now() - timedelta(days=2))
    assert "Read me first." in moderator.get(reverse("wagtailadmin_home")).content.decode()
