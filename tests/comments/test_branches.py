"""Deep and long branches: every comment is found by plain links, and each tells where it stands."""

from __future__ import annotations

import time
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from addyours.comments.models import Comment
from addyours.comments.queries import (
    REPLIES_A_PAGE,
    ROOTS_A_PAGE,
    SORTS,
    branch_page,
    permalink_target,
    thread_page,
)
from tests import factories as make
from tests.comments.reader import Reader, drawn

pytestmark = pytest.mark.django_db


def cursors(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def ids(page) -> list[int]:
    return [item.id for item in page.items if item.kind in ("comment", "tombstone")]


def at_address(reader: Reader, url: str) -> list[int]:
    """The comments on a page, followed where it leads."""
    answer = reader.get(url.partition("#")[0], follow=True)
    assert answer.status_code == 200
    found = drawn(answer).xpath("//*[@id='comment-list']/li/*[starts-with(@id, 'comment-')]/@id")
    return [int(one.removeprefix("comment-")) for one in found]


def test_a_chain_of_replies_is_read_to_its_end_by_links_and_counted_right():
    chain = make.make_chain(40)
    page = thread_page(chain[0].thread)
    doors = [item for item in page.items if item.kind in ("more", "on")]
    assert [door.kind for door in doors] == ["on"]
    assert len(ids(page)) + doors[0].more_count == len(chain)
    seen, steps = ids(page), 0
    while doors:
        steps += 1
        base = Comment.objects.get(pk=doors[0].id)
        page = branch_page(base)
        assert not page.next_url
        seen += ids(page)
        doors = [item for item in page.items if item.kind == "on"]
    assert seen == [one.pk for one in chain]
    assert steps < 6


def test_permalinks_lead_to_a_page_with_the_comment_and_those_it_answers(reader):
    chain = make.make_chain(30)
    for place in (2, 5, 6, 12, 21, 22, 23, 24, 28, 29):
        url = permalink_target(
            Comment.objects.select_related("root", "thread").get(pk=chain[place].pk)
        )
        if url.startswith("/comments/"):
            found = at_address(reader, url)
            assert {chain[place].pk, chain[place - 1].pk, chain[place - 2].pk} <= set(found), place
        else:
            assert chain[place].pk in ids(thread_page(chain[0].thread, **cursors(url)))
    deepest = at_address(reader, f"/comments/{chain[29].pk}/replies/")
    assert chain[29].pk in deepest


def test_a_long_branch_and_a_long_conversation_are_read_backwards_too():
    root = make.make_comment()
    for number in range(REPLIES_A_PAGE * 2 + 7):
        make.make_comment(parent=root, at=make.NOON + timedelta(seconds=number + 1))
    last = Comment.objects.select_related("root", "thread").order_by("-path").first()
    assert last is not None
    page = branch_page(root, **cursors(permalink_target(last)))
    assert last.pk in ids(page)
    seen = ids(page)
    while page.previous_url:
        page = branch_page(root, **cursors(page.previous_url))
        seen = ids(page) + seen
    assert len(seen) == len(set(seen)) == root.thread.comments.count() - 1

    thread = make.make_thread()
    roots = [
        make.make_comment(thread, at=make.NOON + timedelta(seconds=number)).pk
        for number in range(ROOTS_A_PAGE + 20)
    ]
    late = Comment.objects.select_related("root", "thread").get(pk=roots[-1])
    page = thread_page(thread, **cursors(permalink_target(late)))
    seen = ids(page)
    assert seen[-1] == late.pk
    assert len(seen) > 1
    while page.previous_url:
        page = thread_page(thread, **cursors(page.previous_url))
        seen = ids(page) + seen
    assert seen == roots
    # Before everything there is nothing: the beginning is shown instead.
    assert ids(thread_page(thread, before="0" * 22))[0] == roots[0]


def test_each_comment_tells_its_place_among_its_siblings_where_that_is_known():
    first, second = (make.make_comment(), None)
    second = make.make_comment(first.thread, at=make.NOON + timedelta(seconds=9))
    replies = [
        make.make_comment(parent=first, at=make.NOON + timedelta(seconds=number))
        for number in (1, 2)
    ]
    nested = make.make_comment(parent=replies[0], at=make.NOON + timedelta(seconds=3))
    said = {item.id: item.spoken for item in thread_page(first.thread).items}
    assert said == {
        first.pk: "level 1, 1 of 2",
        replies[0].pk: "reply to Mara Vint, level 2, 1 of 2",
        nested.pk: "reply to Mara Vint, level 3, 1 of 1",
        replies[1].pk: "reply to Mara Vint, level 2, 2 of 2",
        second.pk: "level 1, 2 of 2",
    }
    hops = {item.id: item.skip_to for item in thread_page(first.thread).items}
    assert hops[first.pk] == second.pk
    for number in range(6):
        make.make_comment(parent=first, at=make.NOON + timedelta(minutes=number + 1))
    said = {item.id: item.spoken for item in thread_page(first.thread).items}
    assert said[replies[1].pk] == "reply to Mara Vint, level 2, number 2"
    after = thread_page(first.thread, after=first.path).items
    assert [item.spoken for item in after] == [""]


def test_a_first_page_takes_no_longer_where_there_are_very_many_comments(crowds):
    few, many = crowds

    def seconds(thread, sort) -> float:
        def once() -> float:
            began = time.process_time()
            assert len(thread_page(thread, sort=sort).items) == ROOTS_A_PAGE
            return time.process_time() - began

        return min(once() for _ in range(5))

    # Reading them all would take a hundred times as long.
    for sort in SORTS:
        assert seconds(many, sort) < 4 * seconds(few, sort), sort


@pytest.fixture
def crowds():
    """A conversation with a hundred comments that answer nobody, and one with ten thousand."""
    made = []
    for size in (100, 10_000):
        thread = make.make_thread()
        Comment.objects.bulk_create(
            Comment(
                thread=thread,
                path=f"{thread.pk:06}{number:016}",
                name="A",
                state="published",
                best=number * 7919 % 1000,
                created_at=make.NOON,
            )
            for number in range(size)
        )
        made.append(thread)
    return made
