"""A reader follows a conversation, is told of what is said there, and finds it; names are completed."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.fixtures.browser import NewPage
from tests.journeys.steps import comment_form, own_comment, send, sign_in, write

pytestmark = pytest.mark.browser
TOLD = """() => {
    window.asked ??= fetch("/account/me/").then(async (answer) => {
        window.isTold = (await answer.text()).includes("unread notification");
        window.asked = undefined;
    });
    return window.isTold;
}"""


def test_a_reader_is_told_of_what_others_say_and_finds_what_is_new(
    page: Page, new_page: NewPage, backstage, axe
):
    story = backstage.story(comments=2)
    sign_in(page, backstage, "reader")
    page.goto(story.url)
    page.get_by_role("link", name="Follow this conversation").click()
    expect(page.get_by_label("By mail, at once")).to_be_checked()
    assert axe(page) == []
    page.get_by_label("On this site only").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_have_text(
        "You follow this. What is new is shown on this site."
    )
    page.get_by_role("link", name="Back to the conversation").click()
    expect(page.get_by_role("link", name="Following this conversation")).to_be_visible()

    other = new_page(javascript=False)
    other.goto(story.url)
    write(comment_form(other), "The bell again.", name="Otto Lind")
    send(comment_form(other))
    expect(own_comment(other, "The bell again.")).to_be_visible()
    said = backstage.comments_of(thread=story.thread)[-1]
    backstage.decision(comment=said.id, to="published")

    page.wait_for_function(TOLD)  # Which takes a promise for yes: the answer is kept in the page.
    page.goto(story.url)
    expect(page.locator("[data-me-menu] [data-bell]")).to_contain_text("1")
    new = page.locator(f"#comment-{said.id}")
    expect(new.locator("header")).to_contain_text("new")
    button = page.get_by_role("button", name="1 new comment since your last visit")
    assert axe(page) == []
    button.focus()
    page.keyboard.press("n")
    expect(new).to_be_focused()
    expect(new).to_be_in_viewport()

    page.goto("/account/notifications/")
    assert axe(page) == []
    page.get_by_role("link", name="Otto Lind commented").click()
    expect(page).to_have_url(re.compile(rf"#comment-{said.id}$"))
    page.goto("/account/notifications/")
    expect(page.get_by_role("link", name="Otto Lind commented")).to_be_visible()
    expect(page.get_by_role("button", name="Mark all as read")).to_have_count(0)
    expect(page.locator("[data-bell]")).to_have_count(0)


def test_a_name_is_completed_by_the_keyboard_and_becomes_a_mention(page: Page, backstage, axe):
    story = backstage.story()
    for name in ("Mara Vint", "Mario Vint", "Otto Lind"):
        backstage.comment(thread=story.thread, name=name)
    page.goto(story.url)
    field = comment_form(page).get_by_label("Your comment")
    field.press_sequentially("Well, @ma")
    names = page.get_by_role("listbox", name="People in this conversation").get_by_role("option")
    expect(names).to_have_text(["Mara Vint", "Mario Vint"])
    assert axe(page) == []
    field.press("ArrowDown")
    expect(names.nth(1)).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", "name-1")
    field.press("Escape")
    expect(names).to_have_count(0)
    field.press_sequentially("r")
    expect(names).to_have_count(2)
    field.press("ArrowUp")
    field.press("Enter")
    expect(field).to_have_value("Well, @Mario Vint ")
    expect(field).to_be_focused()
    field.press_sequentially("no.")
    comment_form(page).get_by_role("textbox", name="Name").fill("Ilse Brandt")
    send(comment_form(page))
    expect(own_comment(page, "Well,").locator(".mention")).to_have_text("@Mario Vint")
