"""A cache in front is told of every address that has grown old, and told again when it didn't listen."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest

from addyours.conf import SettingsRefused, current, read
from addyours.outbox.changes import ChangeRow
from addyours.pagecache import marks
from addyours.stories.actions import make_person
from addyours.stories.queries import path_of
from addyours.web import cdn
from tests import factories as make


def changed(*keys: str) -> list[ChangeRow]:
    return [ChangeRow(1, "something.happened", keys, {})]


class Cache:
    """A cache that listens on this machine and writes down what it is told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []
        self.status = 200
        cache = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_PURGE(self) -> None:
                cache.told.append((self.headers["Host"], self.path))
                self.send_response(cache.status)
                self.send_header("Content-Length", "0")
                self.send_header("Location", f"{cache.url}/elsewhere")
                self.end_headers()

            def log_message(self, *words: object) -> None: ...

        self.server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def cache(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cache]:
    made = Cache()
    conf = replace(current(), cdn_purge=made.url, base_url="https://news.example")
    monkeypatch.setattr(cdn, "current", lambda: conf)
    serving = threading.Thread(target=made.server.serve_forever, args=[0.01])
    serving.start()
    yield made
    made.server.shutdown()
    serving.join()
    made.server.server_close()


@pytest.fixture
def story(db: None):
    make.make_site()
    return make.make_story("The bell", tags=["harbour"])


def test_a_comment_purges_its_storys_page(story, cache):
    cdn.purge(changed(story.thread.key))
    assert cache.told == [("news.example", path_of(story))]


def test_a_story_purges_its_page_its_lists_and_their_feeds(story, cache):
    cdn.purge(changed(story.key, "front", f"section:{story.in_section_id}"))
    told = {path for _host, path in cache.told}
    assert {
        path_of(story),
        "/",
        "/feeds/site.atom",
        "/sitemap.xml",
        "/tags/harbour/",
        path_of(story.get_parent()),
        "/feeds/section/news.atom",
    } == told


def test_people_and_authors_purge_their_pages(story):
    person, author = make_person("Ines Calder"), make.make_author("Mara Vint")
    assert cdn.paths_of(changed(person.key, author.key)) == {
        "/people/ines-calder/",
        "/feeds/person/ines-calder.atom",
        "/authors/mara-vint/",
        "/feeds/author/mara-vint.atom",
    }


@pytest.mark.parametrize("key", ["site", "tree:3"])
def test_what_all_pages_show_purges_the_newest(story, key):
    paths = cdn.paths_of(changed(key))
    assert {"/", path_of(story), path_of(story.get_parent())} <= paths


def test_what_no_page_shows_purges_nothing(story, cache):
    cdn.purge(changed("user:5", "comment:6"))
    cdn.purge(changed())
    assert cache.told == []


@pytest.mark.parametrize("status", [302, 307, 403, 500, 503])
def test_a_cache_that_refuses_or_leads_elsewhere_is_told_again(story, cache, status):
    cache.status = status
    with pytest.raises(cdn.PurgeFailed):
        cdn.purge(changed("comment:1", f"thread:{story.thread.pk}"))
    assert len(cache.told) == 1


def test_what_the_cache_does_not_have_is_no_failure(story, cache):
    cache.status = 404
    cdn.purge(changed("front"))


def test_a_cache_that_is_away_is_told_again(story, cache, monkeypatch):
    conf = replace(current(), cdn_purge="http://127.0.0.1:1")
    monkeypatch.setattr(cdn, "current", lambda: conf)
    with pytest.raises(cdn.PurgeFailed):
        cdn.purge(changed("front"))


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("http://cache:6081", {"LOCATION": "http://cache:6081"}),
        ("cloudflare://:token@zone1", {"ZONEID": "zone1", "BEARER_TOKEN": "token"}),
        ("cloudfront://E1ABC", {"DISTRIBUTION_ID": "E1ABC"}),
    ],
)
def test_each_kind_of_cache_has_an_address(address, wanted):
    assert wanted.items() <= cdn.backend_settings(address).items()
    assert read({"ADDYOURS_CDN_PURGE": address}).cdn_purge == address


@pytest.mark.parametrize("address", ["varnish", "ftp://cache", "http://"])
def test_an_address_that_makes_no_sense_is_refused(address):
    with pytest.raises(SettingsRefused, match="CDN_PURGE"):
        read({"ADDYOURS_CDN_PURGE": address})


def test_without_a_cache_there_is_no_consumer():
    assert cdn.consumers(current()) == ()
    (durable,) = cdn.consumers(replace(current(), cdn_purge="http://cache"))
    assert durable.name == "cdn"


def test_pages_say_how_long_a_cache_that_is_told_may_serve_them(monkeypatch):
    def said(**page: object) -> str:
        headers: dict[str, str] = {}
        marks.keep(headers, keys=["story:1"], **page)  # type: ignore[arg-type]
        return headers["Cache-Control"]

    assert said() == "public, max-age=0, must-revalidate"
    conf = replace(current(), cdn_purge="http://cache")
    monkeypatch.setattr(marks, "current", lambda: conf)
    assert said() == "public, max-age=0, s-maxage=60, must-revalidate"
    assert "s-maxage=10," in said(counts=["thread:1"])
    assert "s-maxage=7," in said(seconds=7.5)
