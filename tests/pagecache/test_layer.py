"""Pages are served from memory exactly as long as they are right, and each is rendered once."""

from __future__ import annotations

import asyncio
import gzip

import brotli
import pytest
import zstandard

from addyours.pagecache.layer import JOINED_FOR, SPARED_FOR
from addyours.pagecache.store import SOFT_SECONDS
from tests.pagecache.harness import TEXT, Front, Got, Reply, run

DECODE = {
    "br": brotli.decompress,
    "zstd": lambda body: zstandard.ZstdDecompressor().decompress(body),
    "gzip": gzip.decompress,
}


class Gate:
    """An application that waits until it is let through, and counts who is inside."""

    def __init__(self, reply: Reply) -> None:
        self.reply = reply
        self.open = asyncio.Event()
        self.entered = 0

    async def __call__(self, scope) -> Reply:
        self.entered += 1
        await self.open.wait()
        return self.reply


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


def test_a_page_is_rendered_once_and_served_from_memory():
    async def story(front: Front) -> None:
        first, second = await front.ask(), await front.ask()
        assert first == second
        assert first.status == 200
        assert first.body == TEXT

    assert run(story).renders == 1


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip"])
def test_a_page_comes_in_the_encoding_asked_for(encoding):
    async def story(front: Front) -> None:
        for _ in range(2):
            got = await front.ask(accept_encoding=encoding)
            assert got.headers["content-encoding"] == encoding
            assert got.headers["vary"] == "Accept-Encoding"
            assert int(got.headers["content-length"]) == len(got.body)
            assert DECODE[encoding](got.body) == TEXT

    assert run(story).renders == 1


def test_a_page_comes_plain_to_who_understands_nothing_else():
    async def story(front: Front) -> None:
        got = await front.ask()
        assert "content-encoding" not in got.headers
        assert got.headers["vary"] == "Accept-Encoding"

    run(story)


def test_a_tiny_page_is_not_compressed():
    async def story(front: Front) -> None:
        front.reply = Reply.kept("story:1", body=b"<p>short</p>")
        got = await front.ask(accept_encoding="br")
        assert "content-encoding" not in got.headers
        assert got.body == b"<p>short</p>"

    run(story)


def test_each_encoding_has_a_strong_etag_of_its_own():
    async def story(front: Front) -> None:
        tags = [
            (await front.ask(accept_encoding=name)).headers["etag"] for name in ("br", "gzip", "")
        ]
        assert len(set(tags)) == 3
        assert all(tag.startswith('"') for tag in tags)

    run(story)


@pytest.mark.parametrize("template", ["{}", "W/{}", '"other", {}', '"other",W/{} , "more"', "*"])
def test_who_has_the_page_gets_a_304(template):
    async def story(front: Front) -> None:
        etag = (await front.ask(accept_encoding="br")).headers["etag"]
        got = await front.ask(accept_encoding="br", if_none_match=template.format(etag))
        assert (got.status, got.body) == (304, b"")
        assert got.headers["etag"] == etag
        assert got.headers["vary"] == "Accept-Encoding"
        assert got.headers["cache-control"]
        assert "content-length" not in got.headers
        assert "content-encoding" not in got.headers

    run(story)


@pytest.mark.parametrize("known", ['"other"', "", '"', "W/", "other", '"4465"x'])
def test_who_has_another_page_gets_this_one(known):
    async def story(front: Front) -> None:
        await front.ask()
        got = await front.ask(if_none_match=known)
        assert got.status == 200

    run(story)


def test_the_etag_changes_with_the_page_and_only_then():
    async def story(front: Front) -> None:
        before = (await front.ask()).headers["etag"]
        front.change(1, "story:1")
        assert (await front.ask(if_none_match=before)).status == 304
        front.change(2, "story:1")
        front.reply = Reply.kept("story:1", body=TEXT + b"!")
        assert (await front.ask(if_none_match=before)).status == 200

    assert run(story).renders == 3


def test_head_tells_what_get_would_and_no_body():
    async def story(front: Front) -> None:
        got = await front.ask(accept_encoding="br")
        head = await front.ask(accept_encoding="br", method="HEAD")
        assert head.headers == got.headers
        assert head.body == b""

    assert run(story).renders == 1


def test_head_alone_keeps_nothing():
    async def story(front: Front) -> None:
        await front.ask(method="HEAD")
        assert len(front.store) == 0

    run(story)


def test_tracking_parameters_and_the_order_of_the_others_make_no_difference():
    async def story(front: Front) -> None:
        await front.ask(query="sort=newest&after=2")
        await front.ask(query="utm_source=mail&after=2&sort=newest")
        await front.ask(query="after=2&sort=newest&fbclid=abc")

    assert run(story).renders == 1


def test_other_hosts_paths_and_parameters_are_other_pages():
    async def story(front: Front) -> None:
        await front.ask()
        await front.ask(query="sort=newest")
        await front.ask(path="/news/")
        await front.send("/news/bell/", "GET", "", [(b"host", b"other.example")])

    assert run(story).renders == 4


def test_what_the_cache_is_told_is_not_told_to_readers():
    async def story(front: Front) -> None:
        front.reply = Reply.kept("story:1", counts=("thread:1",), seconds=60)
        for got in (await front.ask(), await front.ask(), await front.ask(cookie="ay_staff=1")):
            assert not [name for name in got.headers if name.startswith("addyours")]

    run(story)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_other_methods_pass(method):
    async def story(front: Front) -> None:
        await front.ask()
        await front.ask(method=method)
        assert front.renders == 2
        await front.ask()

    assert run(story).renders == 2


@pytest.mark.parametrize(
    "reply",
    [
        Reply(headers={"content-type": "text/html"}),
        Reply(headers={**Reply.kept("story:1").headers, "set-cookie": "a=1"}),
        Reply(status=404, headers=Reply.kept("story:1").headers),
        Reply(status=302, headers={**Reply.kept("story:1").headers, "location": "/"}),
        Reply(status=500, headers=Reply.kept("story:1").headers),
    ],
    ids=["not marked", "with a cookie", "404", "redirect", "500"],
)
def test_what_is_not_for_everybody_is_not_kept(reply):
    async def story(front: Front) -> None:
        front.reply = reply
        for _ in range(2):
            got = await front.ask()
            assert got.status == reply.status
            assert got.body == TEXT
        assert len(front.store) == 0

    assert run(story).renders == 2


def test_an_answer_that_is_not_kept_streams():
    async def story(front: Front) -> None:
        sent: list[dict[str, object]] = []

        async def endless(scope, receive, send):
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"1", "more_body": True})
            assert [one["type"] for one in sent] == ["http.response.start", "http.response.body"]
            await send({"type": "http.response.body", "body": b"2", "more_body": False})

        async def send(message):
            sent.append(message)

        front.cache.app = endless
        scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": []}
        await front.cache(scope, lambda: None, send)
        assert len(sent) == 3

    run(story)


def test_staff_get_pages_made_for_them():
    async def story(front: Front) -> None:
        await front.ask()
        await front.ask(cookie="a=1; ay_staff=1")
        await front.ask(path="/other/", cookie="ay_staff=1")
        assert len(front.store) == 1
        await front.ask()

    assert run(story).renders == 3


def test_a_cookie_in_a_header_of_its_own_is_seen():
    async def story(front: Front) -> None:
        await front.ask()
        await front.send(
            "/news/bell/",
            "GET",
            "",
            [(b"host", b"news.example"), (b"cookie", b"ay_staff=1"), (b"cookie", b"a=1")],
        )

    assert run(story).renders == 2


def test_readers_with_other_cookies_get_the_page_everybody_gets():
    async def story(front: Front) -> None:
        await front.ask()
        await front.ask(cookie="ay_mine=1; ay_session=abc; ay_guest=5:x:y")

    assert run(story).renders == 1


def test_nothing_of_the_newsroom_is_ever_kept():
    async def story(front: Front) -> None:
        for path in ("/newsroom/", "/newsroom/pages/3/"):
            await front.ask(path=path)
            await front.ask(path=path)
        assert len(front.store) == 0

    assert run(story, never=("/newsroom/",)).renders == 4


def test_files_are_the_same_for_staff_and_writers():
    async def story(front: Front) -> None:
        for cookie in ("a=1", "ay_staff=1", "ay_seen=99"):
            got = await front.ask(path="/static/site.css", cookie=cookie, accept_encoding="br")
            assert got.headers["content-encoding"] == "br"

    assert run(story, always=("/static/",)).renders == 1


def test_a_query_longer_than_anybodys_link_passes():
    async def story(front: Front) -> None:
        for _ in range(2):
            await front.ask(query="q=" + "a" * 600)
        assert len(front.store) == 0

    run(story)


# One render at a time


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
