"""axe-core finds nothing on any page readers see, in any state, in light and dark, on a laptop and a telephone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import HELD, comment_form, own_comment, send, write

pytestmark = pytest.mark.browser

BELL = "/town/the-bell-is-back-on-line-2/"
PAGES = {
    "front page": "/",
    "section": "/town/",
    "person": "/people/tobias-fennimore/",
    "author": "/authors/nell-okafor-lund/",
    "tag": "/tags/trams/",
    "search": "/search/",
    "search with results": "/search/?q=tram",
    "search without results": "/search/?q=zzzz",
    "plain page": "/house-rules/",
    "no page": "/nowhere/",
    "own comments, none yet": "/comments/mine/",
    "sign-in": "/sign-in/anything/",
}

Axe = Callable[[Page], list[str]]


def findings(page: Page, axe: Axe) -> list[str]:
    """What axe-core finds on the page as it is now: light on a laptop, dark on a telephone."""
    found = []
    for scheme, width, height in (("light", 1280, 900), ("dark", 390, 844)):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": height})
        found += [f"{scheme}, {width} px: {one}" for one in axe(page)]
    return found


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_nothing_is_found_on_a_page(page, axe, path):
    page.goto(path)
    assert findings(page, axe) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_is_found_on_a_story_in_any_light_and_width(new_page, axe, scheme, width):
    page = new_page(width=width, scheme=scheme)
    page.goto(BELL)
    assert axe(page) == []


@pytest.mark.parametrize("state", ["closed", "open"])
def test_nothing_is_found_on_an_empty_conversation(page, axe, backstage, state):
    page.goto(backstage.story(state=state).url)
    assert findings(page, axe) == []


def test_nothing_is_found_on_a_long_and_deep_conversation(page, axe, backstage):
    story = backstage.story(comments=51, replies=11)
    backstage.chain(thread=story.thread, length=5)
    page.goto(story.url)
    expect(page.get_by_role("link", name="6 more replies")).to_be_visible()
    assert findings(page, axe) == []
    page.goto(f"/comments/{story.comments[0]}/replies/")
    assert findings(page, axe) == []


def test_nothing_is_found_while_a_comment_is_refused_and_then_waits(page, axe, backstage):
    story = backstage.story(comments=1)
    page.goto(story.url)
    write(comment_form(page), "A remark.", name="  ", email="mara@harbour")
    send(comment_form(page))
    expect(comment_form(page).get_by_role("alert")).to_be_visible()
    assert findings(page, axe) == []

    write(comment_form(page), "A remark.", email="mara@example.com")
    send(comment_form(page))
    expect(own_comment(page, "A remark.")).to_contain_text(HELD)
    page.get_by_role("link", name="Reply").first.click()
    expect(page.get_by_label("Your reply")).to_be_focused()
    assert findings(page, axe) == []


def test_nothing_is_found_on_the_pages_of_ones_own_comment(new_page, axe, backstage):
    story = backstage.story(comments=1)
    # Without scripts each step is a page; axe-core itself needs them in the page that it looks at.
    page = new_page()
    page.route("**/*.js", lambda route: route.abort())
    page.goto(story.url)
    write(comment_form(page), "A remark.", email="mara@harbour")
    send(comment_form(page))
    expect(page.get_by_role("heading", level=1)).to_have_text("Not posted yet")
    assert findings(page, axe) == []

    write(page.locator("[data-comment-form]"), "A remark.", email="mara@example.com")
    send(page.locator("[data-comment-form]"))
    expect(own_comment(page, "A remark.")).to_contain_text(HELD)
    assert findings(page, axe) == []
    permalink = page.url
    for path in (f"{permalink}edit/", f"{permalink}delete/", "/comments/mine/"):
        page.goto(path)
        assert findings(page, axe) == [], path
    page.goto(f"/comments/{story.comments[0]}/reply/")
    assert findings(page, axe) == []


def test_nothing_is_found_where_a_link_signs_nobody_in(page, axe):
    page.goto("/sign-in/no-such-token/")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert findings(page, axe) == []


def test_nothing_is_found_on_a_page_written_from_right_to_left(page, axe):
    page.goto(BELL)
    page.evaluate("document.documentElement.dir = 'rtl'")
    assert findings(page, axe) == []
