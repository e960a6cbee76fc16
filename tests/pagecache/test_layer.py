"""Pages are served from memory exactly as long as they are right, and each is rendered once."""

from __future__ import annotations

import gzip

import brotli
import pytest
import zstandard

from tests.pagecache.harness import TEXT, Front, Reply, run

DECODE = {
    "br": brotli.decompress,
    "zstd": lambda body: zstandard.ZstdDecompressor().decompress(body),
    "gzip": gzip.decompress,
}


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


def test_a_count_is_fresh_for_who_has_just_changed_it_and_soon_enough_for_all_others():
    async def story(front: Front) -> None:
        front.reply = Reply.kept("story:1", counts=("votes:1",))
        await front.ask()
        front.change(7, "votes:1")
        await front.ask()
        await front.ask(cookie="ay_seen=6")
        assert front.renders == 1
        await front.ask(cookie="ay_seen=7")
        assert front.renders == 2
        await front.ask(cookie="ay_seen=7")
        await front.ask()

    assert run(story).renders == 2
