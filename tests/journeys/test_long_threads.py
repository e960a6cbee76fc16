"""A long conversation stays light, quick and in its place, and says to ears what it shows to eyes."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.backstage import Backstage

pytestmark = pytest.mark.browser
MOST = 500
SLOWEST = 200
"""Milliseconds from a key or a finger to the next picture."""
WATCH = """() => {
  window.slowest = 0;
  new PerformanceObserver((list) => {
    for (const { interactionId, duration } of list.getEntries())
      if (interactionId) slowest = Math.max(slowest, duration);
  }).observe({ type: "event", durationThreshold: 16 });
}"""
PAINTED = """() => new Promise((done) => requestAnimationFrame(() => setTimeout(() => {
  const worst = slowest;
  slowest = 0;
  done(worst);
}, 0)))"""


def count(page: Page) -> int:
    return page.locator("#comment-list > li > [id^=comment-]").count()


@pytest.fixture(scope="session")
def crowded(backstage: Backstage):
    """A story with 600 comments in 100 threads."""
    story = backstage.story()
    backstage.crowd(thread=story.thread, roots=100, replies=5)
    return story


def test_keys_and_fingers_are_answered_at_once_on_a_slow_phone(page, crowded):
    """The least of eight: what is more, the machine took for other things than this page."""
    page.goto(crowded.url)
    page.evaluate(WATCH)
    slow = page.context.new_cdp_session(page)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    first = page.locator("#comment-list > li article").first
    fold = first.get_by_role("button", name="Replies")
    vote = first.get_by_role("button", name="Good point")
    took: dict[str, list[int]] = {}
    for _time in range(8):
        for name, act in (
            ("fold", fold.click),
            ("next thread", lambda: page.keyboard.press("j")),
            ("thread before", lambda: page.keyboard.press("k")),
            ("unfold", fold.click),
            ("vote", vote.click),
        ):
            act()
            took.setdefault(name, []).append(page.evaluate(PAINTED))
    least = {name: min(times) for name, times in took.items()}
    assert max(max(times) for times in took.values()) > 0, "nothing was measured"
    assert max(least.values()) < SLOWEST, took


def test_a_long_scroll_keeps_the_document_small_the_place_and_what_is_typed(page, crowded):
    page.goto(crowded.url)
    rows = page.locator("#comment-list > li")
    first = rows.nth(0).locator("article")
    first_id = first.get_attribute("id")

    fold = first.get_by_role("button", name="Replies")
    fold.click()
    expect(fold).to_have_attribute("aria-expanded", "false")
    expect(rows.nth(1)).to_be_hidden()
    page.keyboard.press("j")
    expect(rows.nth(6).locator("article")).to_be_focused()
    page.keyboard.press("k")
    fold.click()
    expect(rows.nth(1)).to_be_visible()
    first.get_by_role("link", name="Reply").click()
    words = page.get_by_label("Your reply to Voice 0")
    words.fill("Not finished yet.")

    page.get_by_role("link", name="More comments").click()
    expect(page.locator("article:focus")).to_be_in_viewport()
    hidden = page.get_by_role("button", name="Show hidden comments")
    expect(hidden.last).to_be_attached()
    assert count(page) <= MOST
    expect(words).to_have_value("Not finished yet.")
    assert page.locator(f"#{first_id}").count() == 1

    here = page.locator(f"#{page.locator('article:focus').get_attribute('id')}")
    here.get_by_role("button", name="Good point").click()
    expect(page.locator("#live")).to_have_text("1 person found this good")
    expect(here.get_by_role("button", name="Good point", pressed=True)).to_be_focused()

    read_back(page)
    expect(words).to_have_value("Not finished yet.")


def read_back(page: Page) -> None:
    """Bring what was put away back by keyboard, until every comment was seen."""
    hidden = page.get_by_role("button", name="Show hidden comments")
    seen: set[str] = set()
    for _ in range(15):
        ids = "all => all.map(one => one.id)"
        seen |= set(page.locator("#comment-list > li > [id^=comment-]").evaluate_all(ids))
        assert count(page) <= MOST
        if len(seen) == 600:
            break
        hidden.first.focus()
        page.keyboard.press("Enter")
        expect(page.locator("#comment-list article:focus")).to_have_count(1)
    assert len(seen) == 600
    order = page.locator("#comment-list > .d1 > article h3").all_inner_texts()
    numbers = [int(name.removeprefix("Voice ")) for name in order]
    assert numbers == sorted(numbers)


def heard(page: Page) -> list[str]:
    """The names of the comments in the accessibility tree, in their order."""
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")
    nodes = [node for node in tree["nodes"] if node.get("role", {}).get("value") == "article"]
    return [re.sub(r"\s+", " ", node["name"]["value"]).strip() for node in nodes]


def test_ears_are_told_parent_level_and_place_of_each_comment(page, backstage, axe):
    story = backstage.story(comments=2)
    first, second = story.comments
    answer = backstage.comment(thread=story.thread, parent=first, minute=5, name="Ada Quill")
    backstage.comment(thread=story.thread, parent=answer, minute=6, name="Ben Harrow")
    backstage.comment(thread=story.thread, parent=first, minute=7, name="Cora Lind")
    page.goto(story.url)
    names = heard(page)[-5:]
    writers = page.locator("#comment-list h3").all_inner_texts()
    assert names == [
        f"{writers[0]} level 1, 1 of 2",
        f"Ada Quill reply to {writers[0]}, level 2, 1 of 2",
        "Ben Harrow reply to Ada Quill, level 3, 1 of 1",
        f"Cora Lind reply to {writers[0]}, level 2, 2 of 2",
        f"{writers[1]} level 1, 2 of 2",
    ]
    assert page.locator("#comment-list :is(h3, h4, h5)").evaluate_all(
        "all => all.map(one => one.tagName)"
    ) == ["H3", "H4", "H5", "H4", "H3"]
    skip = page.get_by_role("link", name="Skip to the next thread")
    skip.focus()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator(f"#comment-{second}")).to_be_in_viewport()
    page.locator(f"#comment-{first}").get_by_role("button", name="Replies").press("Enter")
    page.locator(f"#comment-{second}").get_by_role("button", name="Good point").press("Enter")
    expect(page.locator("#live")).to_have_text("1 person found this good")
    assert len(heard(page)[-2:]) == 2
    assert axe(page) == []
    page.reload()
    expect(
        page.locator(f"#comment-{second}").get_by_role("button", name="Good point", pressed=True)
    ).to_be_visible()
