"""Readers comment on a passage they select or on a quote, by keyboard, by mouse and without JavaScript."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.steps import comment_form, own_comment, scrolls_sideways, send, write

pytestmark = pytest.mark.browser
QUOTE = "I heard it before I saw it."
CARET = """
    () => {
        const text = document.querySelectorAll(".prose p")[1].firstChild;
        getSelection().setBaseAndExtent(text, 0, text, 1);
    }
"""


@pytest.fixture
def story(backstage):
    """A story with paragraphs and one quote."""
    return backstage.story(comments=1, quote=QUOTE)


def offer(page: Page) -> Locator:
    return page.get_by_role("button", name="Comment on this")


def chosen(page: Page) -> Locator:
    return page.get_by_role("group", name="About this passage")


def test_a_passage_is_selected_commented_on_and_counted_by_keyboard_alone(
    page, backstage, story, axe
):
    page.goto(story.url)
    expect(offer(page)).to_be_hidden()
    # Where caret browsing has put the caret; without it a selection begins with one sign.
    page.evaluate(CARET)
    for _ in range(5):
        page.keyboard.press("Shift+Control+ArrowRight")
    expect(offer(page)).to_be_visible()
    expect(page.locator("#live")).to_contain_text("Press Tab")
    page.keyboard.press("Tab")
    expect(offer(page)).to_be_focused()
    assert axe(page) == []
    page.keyboard.press("Enter")
    expect(offer(page)).to_be_hidden()
    expect(comment_form(page).get_by_label("Your comment")).to_be_focused()
    words = "Paragraph 1 of a story"
    expect(chosen(page).locator("blockquote")).to_have_text(words)
    write(comment_form(page), "That is the one.")
    page.keyboard.press("Enter")

    own = own_comment(page, "That is the one.")
    expect(own.locator("blockquote")).to_have_text(words)
    expect(chosen(page)).to_be_hidden()
    expect(page.locator(".prose mark")).to_have_count(0)

    backstage.decision(comment=backstage.comments_of(thread=story.thread)[-1].id, to="published")
    # Without a reload: the open page is told of it.
    expect(page.locator(".prose mark")).to_have_text(words)
    count = page.get_by_role("link", name="1 comment on this passage")
    assert axe(page) == []
    own.get_by_role("link", name=words).click()
    expect(page).to_have_url(re.compile(r"#passage-\d+$"))
    count.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("1 comment on this passage")
    expect(own_comment(page, "That is the one.")).to_be_visible()
    assert axe(page) == []


def test_a_quote_is_commented_on_without_javascript(new_page, backstage, story):
    page = new_page(javascript=False, width=320)
    page.goto(story.url)
    # Whoever has been approved once is published at once.
    write(comment_form(page), "A first word.")
    send(comment_form(page))
    expect(own_comment(page, "A first word.")).to_be_visible()
    backstage.decision(comment=backstage.comments_of(thread=story.thread)[-1].id, to="published")
    page.goto(story.url)
    page.get_by_role("link", name="Comment on this quote").click()
    expect(chosen(page).locator("blockquote")).to_have_text(QUOTE)
    assert not scrolls_sideways(page)
    form = page.locator("[data-comment-form]")
    write(form, "So did I.")
    form.get_by_role("button", name="Post comment").click()
    expect(page).to_have_url(re.compile(r"#comment-\d+$"))
    expect(own_comment(page, "So did I.").locator("blockquote")).to_have_text(QUOTE)
    page.get_by_role("link", name="1 comment on this passage").click()
    expect(own_comment(page, "So did I.")).to_be_visible()
    page.get_by_role("figure").get_by_role("link", name=QUOTE).click()
    expect(page.locator(".quote mark:target")).to_have_text(QUOTE)
    assert not scrolls_sideways(page)


def test_a_passage_selected_with_the_mouse_can_be_removed_and_survives_a_reload(new_page, story):
    page = new_page(width=390, scheme="dark", forced_colors="active")
    page.goto(story.url)
    page.locator(".prose p").nth(2).click(click_count=3)
    offer(page).click()
    words = "Paragraph 2 of a story made for a test."
    expect(chosen(page).locator("blockquote")).to_have_text(words)
    comment_form(page).get_by_label("Your comment").fill("Half a thought")
    page.reload()
    expect(chosen(page).locator("blockquote")).to_have_text(words)
    chosen(page).get_by_role("button", name="Remove").click()
    expect(chosen(page)).to_be_hidden()
    expect(comment_form(page).get_by_label("Your comment")).to_have_value("Half a thought")

    page.get_by_role("link", name="Comment on this quote").click()
    expect(chosen(page).locator("blockquote")).to_have_text(QUOTE)
    assert not scrolls_sideways(page)
    write(comment_form(page), "Half a thought", name=" ")
    comment_form(page).get_by_role("button", name="Post comment").click()
    expect(comment_form(page).get_by_role("alert")).to_be_visible()
    expect(chosen(page).locator("blockquote")).to_have_text(QUOTE)
