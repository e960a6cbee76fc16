"""Static files and photos come in parts where asked for, compressed where it pays, and only from their folders."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import brotli
import pytest

from addyours.pagecache.layer import PageCache
from addyours.pagecache.store import Store
from addyours.web.files import Files
from tests.pagecache.harness import Front, Got

PHOTO = bytes(range(256)) * 40
SHEET = b"body { margin-inline: auto }\n" * 100


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "static/web").mkdir(parents=True)
    (tmp_path / "media").mkdir()
    (tmp_path / "static/web/site.0123456789ab.css").write_bytes(SHEET)
    (tmp_path / "static/web/site.css").write_bytes(SHEET)
    (tmp_path / "static/web/font.0123456789ab.woff2").write_bytes(PHOTO)
    (tmp_path / "media/quay.webp").write_bytes(PHOTO)
    (tmp_path / "media/empty.webp").write_bytes(b"")
    (tmp_path / "media/.hidden").write_bytes(b"no")
    (tmp_path / "secret.key").write_bytes(b"no")
    (tmp_path / "media/outside").symlink_to(tmp_path / "secret.key")
    return tmp_path


class Site(Front):
    """The page cache with the files behind it."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        files = Files(("/static/", folder / "static"), ("/media/", folder / "media"))
        self.asked_for = 0

        async def count(scope: Any, receive: Any, send: Any) -> None:
            self.asked_for += 1
            await files(scope, receive, send)

        self.store = Store(most_bytes=10_000_000)
        self.store.evict((), position=0)
        self.cache = PageCache(count, self.store)

    def get(self, path: str, **headers: str) -> Got:
        return asyncio.run(self.ask(path, **headers))


@pytest.fixture
def site(folder: Path) -> Site:
    return Site(folder)


def test_a_photo_comes_whole_and_stays_for_ever(site):
    got = site.get("/media/quay.webp")
    assert (got.status, got.body) == (200, PHOTO)
    assert got.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert got.headers["content-type"] == "image/webp"
    assert got.headers["content-length"] == str(len(PHOTO))
    assert got.headers["accept-ranges"] == "bytes"
    assert got.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("asked", "first", "end"),
    [
        ("bytes=0-99", 0, 100),
        ("bytes=100-", 100, len(PHOTO)),
        ("bytes=-7", len(PHOTO) - 7, len(PHOTO)),
        ("bytes=5-5", 5, 6),
        ("bytes=9000-99999999", 9000, len(PHOTO)),
        ("bytes=-99999999", 0, len(PHOTO)),
    ],
)
def test_a_part_comes_where_one_is_asked_for(site, asked, first, end):
    got = site.get("/media/quay.webp", range=asked)
    assert got.body == PHOTO[first:end]
    if (first, end) != (0, len(PHOTO)):
        assert got.status == 206
        assert got.headers["content-range"] == f"bytes {first}-{end - 1}/{len(PHOTO)}"
    assert got.headers["content-length"] == str(end - first)


@pytest.mark.parametrize("asked", ["bytes=99999-", "bytes=-0"])
def test_a_part_outside_of_the_file_is_refused(site, asked):
    got = site.get("/media/quay.webp", range=asked)
    assert got.status == 416
    assert got.headers["content-range"] == f"bytes */{len(PHOTO)}"


@pytest.mark.parametrize(
    "asked", ["", "bytes=", "bytes=-", "lines=1-2", "bytes=1-2,5-6", "bytes=9-3", "bytes=a-b"]
)
def test_what_is_no_part_means_the_whole(site, asked):
    got = site.get("/media/quay.webp", range=asked)
    assert (got.status, got.body) == (200, PHOTO)


def test_an_empty_file_is_no_trouble(site):
    assert site.get("/media/empty.webp").status == 200
    assert site.get("/media/empty.webp", range="bytes=-5").status == 416


def test_a_part_of_what_has_changed_since_is_the_whole(site):
    etag = site.get("/media/quay.webp").headers["etag"]
    assert site.get("/media/quay.webp", range="bytes=0-9", if_range=etag).status == 206
    assert site.get("/media/quay.webp", range="bytes=0-9", if_range='"old"').status == 200


def test_who_has_it_gets_a_304(site):
    headers = site.get("/media/quay.webp").headers
    assert site.get("/media/quay.webp", if_none_match=headers["etag"]).status == 304
    assert site.get("/media/quay.webp", if_none_match='"other"').status == 200
    since = headers["last-modified"]
    assert site.get("/media/quay.webp", if_modified_since=since).status == 304


def test_head_brings_no_body(site):
    got = asyncio.run(site.ask("/media/quay.webp", method="HEAD"))
    assert (got.status, got.body) == (200, b"")
    assert got.headers["content-length"] == str(len(PHOTO))


def test_a_stylesheet_is_compressed_once_and_kept(site):
    for _ in range(3):
        got = site.get("/static/web/site.0123456789ab.css", accept_encoding="br")
        assert brotli.decompress(got.body) == SHEET
        assert got.headers["content-encoding"] == "br"
        assert got.headers["content-type"] == "text/css; charset=utf-8"
        assert got.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert "addyours-keys" not in got.headers
    assert site.asked_for == 1
    etag = got.headers["etag"]
    path = "/static/web/site.0123456789ab.css"
    assert site.get(path, accept_encoding="br", if_none_match=etag).status == 304


def test_a_name_that_does_not_change_with_its_content_is_asked_for_again(site):
    got = site.get("/static/web/site.css")
    assert got.headers["cache-control"] == "public, max-age=0, must-revalidate"


def test_what_is_compressed_already_is_not_kept_in_memory(site):
    got = site.get("/static/web/font.0123456789ab.woff2", accept_encoding="br")
    assert got.body == PHOTO
    assert "content-encoding" not in got.headers
    assert len(site.store) == 0


@pytest.mark.parametrize(
    "path",
    [
        "/media/nothing.webp",
        "/media/",
        "/static/web",
        "/static/web/",
        "/media/../secret.key",
        "/media/./quay.webp",
        "/media//quay.webp",
        "/media/.hidden",
        "/media/outside",
        "/media/a\0b",
        "/media/" + "a" * 5000,
        "/static/../media/quay.webp",
    ],
)
def test_nothing_else_is_to_be_had(site, path):
    assert site.get(path).status == 404


def test_only_reading_is_possible(site):
    got = asyncio.run(site.ask("/media/quay.webp", method="POST"))
    assert got.status == 405
