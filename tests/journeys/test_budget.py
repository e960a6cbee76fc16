"""What a reader downloads is small, and what they see stays where it is."""

from __future__ import annotations

import re
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, Request

from tests.fixtures.browser import NewPage

pytestmark = pytest.mark.browser

PAGE_AND_SHEET = 14 * 1024
"""Bytes of a story page with 20 comments and its stylesheet, compressed as they are sent."""
SCRIPTS = 25 * 1024
WATCH_SHIFTS = """
    window.shifts = [];
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) {
            shifts.push([entry.value, entry.sources.map((one) => one.node?.outerHTML?.slice(0, 80))]);
        }
    }).observe({type: "layout-shift", buffered: true});
"""
IS_SCROLLED = "() => scrollY > 0 || document.body.scrollHeight <= innerHeight"
"""A function: an expression is evaluated anew for each look, which the site's policy forbids."""


def sent(request: Request) -> int:
    """Bytes of the answer's body as they came over the line."""
    return request.sizes()["responseBodySize"]


def downloads(page: Page, path: str) -> list[Request]:
    """Everything that opening a page asks for, until it is quiet."""
    found: list[Request] = []
    # Playwright marks what it calls, which a method of a list does not let itself be.
    page.on("request", lambda request: found.append(request))  # noqa: PLW0108
    page.goto(path, wait_until="load")
    page.wait_for_load_state("networkidle")
    # The stream of new comments has no end.
    files = [request for request in list(found) if request.resource_type != "eventsource"]
    for request in files:
        answer = request.response()
        assert answer is not None, request.url
        # A busy browser tells of the end of a request later than of the page's.
        answer.finished()
    return files


@pytest.fixture
def demonstration_story() -> str:
    """The story of the demonstration content with the fewest comments above 20."""
    return "/town/the-bell-is-back-on-line-2/"


def test_a_story_with_twenty_comments_comes_in_fourteen_kilobytes(page, demonstration_story):
    found = {one.resource_type: one for one in downloads(page, demonstration_story)}
    document, sheet = found["document"], found["stylesheet"]
    for one in (document, sheet):
        assert one.response().headers["content-encoding"] in ("br", "zstd")
    assert page.locator("article[id^=comment-]").count() >= 20
    assert sent(document) + sent(sheet) <= PAGE_AND_SHEET


def test_all_scripts_come_in_twenty_five_kilobytes_and_never_block(page, demonstration_story):
    scripts = [one for one in downloads(page, demonstration_story) if one.resource_type == "script"]
    assert len(scripts) >= 2
    assert sum(sent(one) for one in scripts) <= SCRIPTS
    assert page.locator("script[src]:not([defer], [type=module])").count() == 0


def test_pages_without_a_conversation_have_no_script_but_that_of_the_header(page):
    for path in ("/", "/town/", "/people/tobias-fennimore/", "/about/", "/search/?q=tram"):
        scripts = [one.url for one in downloads(page, path) if one.resource_type == "script"]
        assert ["/accounts/me." in url for url in scripts] == [True], scripts


def test_static_files_are_kept_for_a_year_and_pages_asked_for_again(page, demonstration_story):
    kinds = set()
    for one in downloads(page, demonstration_story):
        told = one.response().headers.get("cache-control", "")
        if one.resource_type == "document":
            assert "max-age=0" in told
        else:
            assert int(re.search(r"max-age=(\d+)", told)[1]) >= 31536000, one.url
            kinds.add(one.resource_type)
    assert {"stylesheet", "image"} <= kinds


def test_an_unchanged_page_costs_no_second_download(page, running_site, demonstration_story):
    url = urljoin(running_site.url, demonstration_story)
    first = page.request.get(url)
    again = page.request.get(url, headers={"If-None-Match": first.headers["etag"]})
    assert again.status == 304
    assert again.body() == b""


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_moves_while_a_page_loads(new_page: NewPage, demonstration_story, width):
    page = new_page(width=width)
    page.add_init_script(WATCH_SHIFTS)
    for path in ("/", demonstration_story, "/people/tobias-fennimore/"):
        page.goto(path, wait_until="load")
        page.wait_for_load_state("networkidle")
        # Down to the end, where late pictures are.
        page.mouse.wheel(0, 20_000)
        page.wait_for_function(IS_SCROLLED)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("shifts") == [], path
