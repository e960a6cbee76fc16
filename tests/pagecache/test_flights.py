"""Many readers make one render, and nobody gets a page from before a change."""

from __future__ import annotations

import asyncio

import pytest

from addyours.pagecache.layer import JOINED_FOR, SPARED_FOR
from addyours.pagecache.store import SOFT_SECONDS
from tests.pagecache.harness import TEXT, Front, Gate, Got, Reply, run, settle


def test_many_at_once_make_one_render():
    async def story(front: Front) -> None:
        gate = front.reply = Gate(Reply.kept("story:1"))
        asking = [asyncio.create_task(front.ask(accept_encoding="br")) for _ in range(50)]
        await settle()
        assert gate.entered == 1
        gate.open.set()
        answers = await asyncio.gather(*asking)
        assert {got.body for got in answers} == {answers[0].body}

    assert run(story).renders == 1


def test_different_pages_do_not_wait_for_each_other():
    async def story(front: Front) -> None:
        gate = front.reply = Gate(Reply.kept("story:1"))
        asking = [asyncio.create_task(front.ask(path=f"/{number}/")) for number in range(3)]
        await settle()
        assert gate.entered == 3
        gate.open.set()
        await asyncio.gather(*asking)

    run(story)


def test_a_failure_is_told_to_all_who_wait_and_asked_for_once():
    async def story(front: Front) -> None:
        gate = front.reply = Gate(Reply(status=503, body=b"Back in a moment"))
        asking = [asyncio.create_task(front.ask()) for _ in range(20)]
        await settle()
        gate.open.set()
        answers = await asyncio.gather(*asking)
        assert {(got.status, got.body) for got in answers} == {(503, b"Back in a moment")}
        assert gate.entered == 1
        front.reply = Reply.kept("story:1")
        assert (await front.ask()).status == 200

    run(story)


def test_when_the_one_who_renders_goes_away_the_next_one_does():
    async def story(front: Front) -> None:
        gate = front.reply = Gate(Reply.kept("story:1"))
        first = asyncio.create_task(front.ask())
        await settle()
        others = [asyncio.create_task(front.ask()) for _ in range(10)]
        await settle()
        first.cancel()
        await settle()
        assert gate.entered == 2
        gate.open.set()
        assert {got.status for got in await asyncio.gather(*others)} == {200}

    assert run(story).renders == 2


def test_when_the_render_crashes_the_next_one_tries():
    async def story(front: Front) -> None:
        async def crash(scope):
            await asyncio.sleep(0)
            front.reply = Reply.kept("story:1")
            raise RuntimeError("a defect")

        front.reply = crash
        asking = [asyncio.create_task(front.ask()) for _ in range(5)]
        answers = await asyncio.gather(*asking, return_exceptions=True)
        assert [type(got) for got in answers].count(RuntimeError) == 1
        assert [got.status for got in answers if isinstance(got, Got)] == [200] * 4

    assert run(story).renders == 2


def test_those_who_wait_may_go_away():
    async def story(front: Front) -> None:
        gate = front.reply = Gate(Reply.kept("story:1"))
        asking = [asyncio.create_task(front.ask()) for _ in range(3)]
        await settle()
        asking[1].cancel()
        await settle()
        gate.open.set()
        assert (await asking[0]).status == (await asking[2]).status == 200

    assert run(story).renders == 1


def test_pages_that_are_not_kept_are_rendered_side_by_side():
    async def story(front: Front) -> None:
        front.reply = Reply()
        await front.ask()
        gate = front.reply = Gate(Reply())
        asking = [asyncio.create_task(front.ask()) for _ in range(5)]
        await settle()
        assert gate.entered == 5
        gate.open.set()
        await asyncio.gather(*asking)

    run(story)


def test_nobody_waits_for_the_end_of_a_stream():
    async def story(front: Front) -> None:
        told = asyncio.Event()
        started: list[int] = []

        async def endless(scope, receive, send):
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"1", "more_body": True})
            await told.wait()
            await send({"type": "http.response.body", "body": b"", "more_body": False})

        async def send(message):
            if message["type"] == "http.response.start":
                started.append(message["status"])

        front.cache.app = endless
        scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": []}
        streams = [asyncio.create_task(front.cache(scope, None, send)) for _ in range(3)]
        await settle()
        assert started == [200, 200, 200]
        told.set()
        await asyncio.gather(*streams)

    run(story)


def test_an_address_that_can_be_kept_again_is_rendered_once_again():
    async def story(front: Front) -> None:
        front.reply = Reply()
        await front.ask()
        front.reply = Reply.kept("story:1")
        await front.ask()
        await front.ask()

    assert run(story).renders == 2


# Never older than a change


def test_a_page_whose_key_was_evicted_during_its_render_is_not_kept():
    async def story(front: Front) -> None:
        gate = front.reply = Gate(Reply.kept("story:1"))
        asking = asyncio.create_task(front.ask())
        await settle()
        front.change(1, "story:1")
        gate.open.set()
        assert (await asking).status == 200
        assert len(front.store) == 0

    run(story)


def test_a_page_whose_count_changed_during_its_render_is_kept_for_seconds():
    async def story(front: Front) -> None:
        gate = front.reply = Gate(Reply.kept("front", counts=("thread:1",)))
        asking = asyncio.create_task(front.ask())
        await settle()
        front.change(1, "thread:1")
        gate.open.set()
        await asking
        assert len(front.store) == 1
        front.clock.now += SOFT_SECONDS
        await front.ask()

    assert run(story).renders == 2


def test_whoever_comes_after_a_change_does_not_get_a_render_from_long_before_it():
    async def story(front: Front) -> None:
        gate = front.reply = Gate(Reply.kept("story:1", body=b"old"))
        early = asyncio.create_task(front.ask())
        await settle()
        front.change(1, "story:1")
        front.clock.now += JOINED_FOR
        front.reply = Reply.kept("story:1", body=b"new")
        assert (await front.ask()).body == b"new"
        gate.open.set()
        assert (await early).body == b"old"
        assert (await front.ask()).body == b"new"

    assert run(story).renders == 2


def test_a_slow_render_is_waited_for_as_long_as_nothing_changes():
    async def story(front: Front) -> None:
        gate = front.reply = Gate(Reply.kept("story:1"))
        early = asyncio.create_task(front.ask())
        await settle()
        front.clock.now += 30
        late = asyncio.create_task(front.ask())
        await settle()
        gate.open.set()
        await asyncio.gather(early, late)

    assert run(story).renders == 1


# Writers see their own writes


def test_a_writer_ahead_of_this_process_gets_a_fresh_page_that_is_not_kept():
    async def story(front: Front) -> None:
        await front.ask()
        front.reply = Reply.kept("story:1", body=b"with my comment")
        assert (await front.ask(cookie="ay_seen=5")).body == b"with my comment"
        assert (await front.ask()).body == TEXT
        front.change(5, "thread:1")
        assert (await front.ask(cookie="ay_seen=5")).body == TEXT

    assert run(story).renders == 2


def test_two_processes_show_a_writer_their_own_comment():
    async def story(near: Front) -> None:
        far = Front()
        for process in (near, far):
            process.reply = Reply.kept("thread:1", body=b"without")
            await process.ask()
            process.reply = Reply.kept("thread:1", body=b"with")
        near.change(1, "thread:1")
        assert (await near.ask(cookie="ay_seen=1")).body == b"with"
        assert (await far.ask(cookie="ay_seen=1")).body == b"with"
        assert (await far.ask()).body == b"without"
        far.change(1, "thread:1")
        assert (await far.ask()).body == b"with"

    run(story)


def test_a_writer_does_not_wait_for_a_render_from_before_their_write():
    async def story(front: Front) -> None:
        gate = front.reply = Gate(Reply.kept("thread:1", body=b"without"))
        reader = asyncio.create_task(front.ask())
        await settle()
        front.change(1, "thread:1")
        front.reply = Reply.kept("thread:1", body=b"with")
        assert (await front.ask(cookie="ay_seen=1")).body == b"with"
        gate.open.set()
        await reader

    run(story)


@pytest.mark.parametrize("value", ["", "x", "-1", "9" * 30, "1.5", "１"])
def test_a_position_that_makes_no_sense_is_none(value):
    async def story(front: Front) -> None:
        await front.ask()
        headers = [(b"host", b"news.example"), (b"cookie", f"ay_seen={value}; a=b".encode())]
        await front.send("/news/bell/", "GET", "", headers)

    assert run(story).renders == 1


# When pages can't be rendered


def test_an_old_page_is_better_than_none():
    async def story(front: Front) -> None:
        front.reply = Reply.kept("front", counts=("thread:1",))
        await front.ask()
        front.change(1, "thread:1")
        front.clock.now += SOFT_SECONDS
        front.reply = Reply(status=503, body=b"away")
        for _ in range(3):
            got = await front.ask()
            assert (got.status, got.body) == (200, TEXT)
        assert front.renders == 2
        front.clock.now += SPARED_FOR
        front.reply = Reply.kept("front", body=b"new")
        assert (await front.ask()).body == b"new"

    run(story)


def test_a_page_dropped_for_good_is_not_brought_back_by_a_failure():
    async def story(front: Front) -> None:
        await front.ask()
        front.change(1, "story:1")
        front.reply = Reply(status=503, body=b"away")
        assert (await front.ask()).status == 503

    run(story)


def test_while_a_due_page_is_rendered_the_others_get_the_old_one():
    async def story(front: Front) -> None:
        front.reply = Reply.kept("front", counts=("thread:1",))
        await front.ask()
        front.change(1, "thread:1")
        front.clock.now += SOFT_SECONDS
        gate = front.reply = Gate(Reply.kept("front", body=b"new"))
        first = asyncio.create_task(front.ask())
        await settle()
        assert (await front.ask()).body == TEXT
        gate.open.set()
        assert (await first).body == b"new"
        assert (await front.ask()).body == b"new"

    run(story)


def test_other_protocols_pass():
    async def story(front: Front) -> None:
        seen = []

        async def app(scope, receive, send):
            seen.append(scope["type"])

        front.cache.app = app
        await front.cache({"type": "lifespan"}, None, None)
        assert seen == ["lifespan"]

    run(story)
