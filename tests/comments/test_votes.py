"""Votes: counted exactly, one of each reader, and an order that follows from them."""

from __future__ import annotations

import multiprocessing
from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from addyours.accounts.models import Guest
from addyours.accounts.writers import COOKIE, HINT_COOKIE, Writer, writer_of_guest
from addyours.comments import ranking
from addyours.comments.actions import Ballot, cast_vote
from addyours.comments.actions.votes import GUESTS_AN_ADDRESS, MOST_TURNS, PER_READER
from addyours.comments.errors import VoteRefused
from addyours.comments.models import Comment, Vote
from addyours.comments.queries import thread_page
from addyours.outbox.models import Change
from tests import factories as make
from tests.comments.reader import HTMX, drawn

PROCESSES, ROUNDS = 4, 6


def vote(comment, writer=None, value=1, at=make.NOON, **ballot):
    return cast_vote(comment, writer=writer, ballot=Ballot(value=value, **ballot), now=at)


def counted(comment) -> tuple[int, int]:
    comment.refresh_from_db()
    return comment.up_count, comment.down_count


def make_guest():
    return writer_of_guest(Guest.objects.create(name=""))


@pytest.mark.django_db
def test_a_vote_counts_once_can_be_turned_and_taken_back():
    make.make_settings(down_votes=True)
    comment, reader = make.make_comment(), make.make_writer(make.make_user())
    told = Change.objects.count()
    for value, counts in [(1, (1, 0)), (1, (1, 0)), (-1, (0, 1)), (0, (0, 0)), (1, (1, 0))]:
        vote(comment, reader, value)
        assert counted(comment) == counts
    assert comment.up_weight == ranking.ACCOUNT
    assert Vote.objects.count() == 1
    rows = Change.objects.order_by("pk")[told:]
    assert [row.topic for row in rows] == ["comment.voted"] * 4
    assert {tuple(row.keys) for row in rows} == {(f"votes:{comment.thread_id}",)}


@pytest.mark.django_db
def test_a_guest_who_signs_in_takes_their_vote_along():
    comment, guest = make.make_comment(), make_guest()
    vote(comment, guest)
    assert (counted(comment), comment.up_weight) == ((1, 0), ranking.GUEST)
    account = make.make_writer(make.make_user())
    vote(comment, account, 0, guest_id=guest.guest_id)
    assert counted(comment) == (0, 0)
    vote(comment, account, 1, guest_id=guest.guest_id)
    assert (counted(comment), comment.up_weight) == ((1, 0), ranking.ACCOUNT)
    # Both voted before they were known to be one.
    other = make_guest()
    vote(comment, other)
    vote(comment, account, 1, guest_id=other.guest_id)
    assert (counted(comment), comment.up_weight) == ((1, 0), ranking.ACCOUNT)


@pytest.mark.django_db
def test_what_does_not_count_says_why():
    def refused(comment, *args, **more) -> str:
        with pytest.raises(VoteRefused) as refusal:
            vote(comment, *args, **more)
        return refusal.value.code

    comment, reader = make.make_comment(), make.make_writer(make.make_user())
    assert refused(comment, make.writer_of(comment)) == "own"
    assert refused(comment, reader, guest_id=comment.guest_id) == "own"
    assert refused(comment, reader, -1) == "off"
    assert refused(make.make_comment(state="pending"), reader) == "gone"
    make.ban(reader.key)
    assert refused(comment, reader) == "banned"
    make.ban("address:b")
    assert refused(comment, address_key="address:b") == "banned"
    make.close(comment.thread)
    assert refused(comment) == "closed"
    make.make_settings(votes="accounts")
    assert refused(make.make_comment()) == "account"
    make.make_settings(votes="nobody")
    assert refused(make.make_comment(), make.make_writer(make.make_user())) == "off"
    assert not Vote.objects.exists()


@pytest.mark.django_db
def test_votes_are_limited_by_reader_by_vote_and_by_address():
    comment = make.make_comment()
    for _ in range(GUESTS_AN_ADDRESS):
        vote(comment, address_key="address:a")
    with pytest.raises(VoteRefused, match="your network"):
        vote(comment, address_key="address:a")
    reader = make.make_writer(make.make_user())
    vote(comment, reader, address_key="address:a")
    for turn in range(MOST_TURNS - 1):
        vote(comment, reader, turn % 2)
    with pytest.raises(VoteRefused, match="too often"):
        vote(comment, reader, 1)
    assert counted(comment)[0] == GUESTS_AN_ADDRESS


@pytest.mark.django_db
def test_a_reader_votes_on_so_many_comments_in_ten_minutes():
    thread, busy = make.make_thread(), make.make_writer(make.make_user())
    targets = Comment.objects.bulk_create(
        Comment(thread=thread, path=f"{number:022}", name="A") for number in range(PER_READER)
    )
    Vote.objects.bulk_create(
        Vote(comment=target, value=1, weight=4, user_id=busy.user_id, at=make.NOON)
        for target in targets
    )
    comment = make.make_comment(thread)
    with pytest.raises(VoteRefused, match="ten minutes"):
        vote(comment, busy, at=make.NOON + timedelta(minutes=9))
    vote(comment, busy, at=make.NOON + timedelta(minutes=11))


def vote_again_and_again(comment_id: int, users: list[int]) -> None:
    """One of several processes, each with its own readers."""
    comment = Comment(pk=comment_id)
    for turn in range(ROUNDS):
        for user_id in users:
            value = (1, 0, -1)[turn % 3] if turn < ROUNDS - 1 else 1
            vote(comment, Writer(name="", user_id=user_id), value)
        vote(comment)
    connection.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_four_processes_count_one_comment_exactly():
    make.make_settings(down_votes=True)
    comment = make.make_comment()
    users = [make.make_user().pk for _ in range(PROCESSES * 2)]
    # Each process opens its own.
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()  # type: ignore[attr-defined]
    fork = multiprocessing.get_context("fork")
    running = [
        fork.Process(target=vote_again_and_again, args=(comment.pk, users[number::PROCESSES]))
        for number in range(PROCESSES)
    ]
    for process in running:
        process.start()
    for process in running:
        process.join(60)
    assert [process.exitcode for process in running] == [0] * PROCESSES
    guests = PROCESSES * ROUNDS
    assert counted(comment) == (len(users) + guests, 0)
    assert comment.up_weight == len(users) * ranking.ACCOUNT + guests * ranking.GUEST
    assert comment.down_weight == 0
    assert Vote.objects.filter(value=1).count() == len(users) + guests


weights = st.integers(0, 4000)


@given(weights, weights, st.integers(0, 10_000), st.integers(0, 10_000))
def test_a_vote_for_a_comment_never_lowers_it_and_one_against_never_raises_it(
    up, down, minutes, more
):
    def place(up, down, minutes=minutes):
        at = make.NOON + timedelta(minutes=minutes)
        return ranking.best(up_weight=up, down_weight=down, created_at=at, opened_at=make.NOON)

    at_first = place(up, down)
    assert place(up + ranking.ACCOUNT, down) >= at_first
    assert place(up, down + ranking.ACCOUNT) <= at_first
    assert place(up, down, minutes + more) >= at_first
    assert 0 <= at_first <= (1 + ranking.START) * ranking.STEPS


def test_a_late_comment_starts_above_one_vote_and_below_two():
    def place(votes, hours):
        at = make.NOON + timedelta(hours=hours)
        return ranking.best(
            up_weight=votes * ranking.ACCOUNT, down_weight=0, created_at=at, opened_at=make.NOON
        )

    assert place(1, 0) < place(0, 48) < place(2, 0) < place(20, 0)
    assert place(0, 1) > place(0, 0) == 0


@pytest.mark.django_db
def test_the_best_order_follows_the_votes():
    thread = make.make_thread()
    first, second, third = (
        make.make_comment(thread, at=make.NOON + timedelta(minutes=minutes)) for minutes in range(3)
    )
    for _ in range(3):
        vote(first, make.make_writer(make.make_user()))
    vote(second)
    page = thread_page(thread, sort="best")
    assert [item.id for item in page.items] == [first.pk, second.pk, third.pk]
    make.make_settings(votes="nobody", order="best")
    assert thread_page(thread).sort == "oldest"


@pytest.mark.django_db
def test_the_button_works_without_javascript_and_asks_when_pressed_again(reader, thread):
    comment = make.make_comment(thread)
    url = f"/comments/{comment.pk}/vote/"
    answer = reader.post(url, {"value": "1"})
    assert (answer.status_code, answer["Location"]) == (303, f"/comments/{comment.pk}/")
    assert {COOKIE, HINT_COOKIE} <= set(answer.cookies)
    assert counted(comment) == (1, 0)
    assert reader.post(url, {"value": "1"})["Location"] == url
    page = drawn(reader.get(url))
    assert "You found this comment good." in page.text_content()
    assert page.xpath("//button[@aria-pressed='true']/text()") == ["Good point"]
    assert counted(comment) == (1, 0)
    reader.post(url, {"value": "0"})
    assert counted(comment) == (0, 0)
    assert reader.post(url, {"value": "nonsense"}).status_code == 200
    assert reader.post("/comments/999999/vote/", {"value": "1"}).status_code == 404


@pytest.mark.django_db
def test_a_script_gets_the_buttons_and_the_private_fragment_marks_them(reader, thread):
    comment = make.make_comment(thread)
    answer = reader.post(f"/comments/{comment.pk}/vote/", {"value": "1"}, headers=HTMX)
    form = drawn(answer)
    assert form.xpath("//button[@aria-pressed='true']")
    assert "1 person found this good" in form.text_content()
    mine = drawn(reader.get(f"/threads/{thread.pk}/mine/"))
    assert mine.xpath("//*[@data-vote]/@data-vote") == [str(comment.pk)]
    make.make_settings(votes="accounts")
    refused = reader.post(f"/comments/{comment.pk}/vote/", {"value": "0"}, headers=HTMX)
    assert refused.status_code == 422
    assert drawn(refused).xpath("//a[contains(@href, 'next=')]")
