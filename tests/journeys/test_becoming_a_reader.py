"""A guest proves an address, owns what they wrote and their name, mutes somebody, and leaves for good."""

from __future__ import annotations

import re
from secrets import token_hex

import pytest
from playwright.sync_api import expect

from tests.journeys.steps import comment_form, own_comment, scrolls_sideways, send, write

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_guest_becomes_a_reader(new_page, backstage, axe, has_scripts):
    page = new_page(width=390, javascript=has_scripts)
    address, name = f"{token_hex(6)}@example.com", f"Odile {token_hex(3)}"
    story = backstage.story(comments=1)
    page.goto(story.url)
    form = comment_form(page)
    write(form, "The tide was early.", name=name, email=address)
    form.get_by_label("Tell me of answers").check()
    send(form)
    expect(own_comment(page, "The tide was early.")).to_be_visible()

    page.goto(backstage.proof_sent_to(address=address))
    expect(page.get_by_role("heading", level=1)).to_have_text("Is this your address?")
    if has_scripts:
        assert axe(page) == []
    expect(page.get_by_label("Name")).to_have_value(name)
    page.get_by_role("button", name="Yes, it is mine").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Which comments are yours?")
    expect(page.get_by_label(re.compile("The tide was early"))).to_be_checked()
    if has_scripts:
        assert axe(page) == []
    page.get_by_role("button", name="These are mine").click()
    expect(page.get_by_role("status")).to_have_text("1 comment is yours now.")

    # Nobody else writes under the name.
    stranger = new_page(javascript=has_scripts)
    stranger.goto(story.url)
    form = comment_form(stranger)
    write(form, "I am Odile.", name=name.upper())
    send(form)
    said = stranger.locator(".error")
    expect(said).to_contain_text("That name belongs to somebody here.")
    expect(stranger.locator("textarea").first).to_have_value(re.compile("I am Odile."))

    # The other comment is muted by its own page, and folded where scripts run.
    page.goto(f"/comments/{story.comments[0]}/mute/")
    page.get_by_role("button", name="Mute").click()
    expect(page.get_by_role("button", name="Unmute Reader 0")).to_be_visible()
    page.goto(story.url)
    other = page.locator(f"#comment-{story.comments[0]}")
    if has_scripts:
        expect(other).to_be_hidden()
        page.get_by_text("A comment of somebody you muted").click()
        assert axe(page) == []
    expect(other).to_be_visible()


def test_a_reader_shows_a_page_takes_data_and_leaves(new_page, backstage, axe):
    page = new_page(width=390)
    page.goto(backstage.sign_in_path(role="reader"))
    page.get_by_role("button", name="Sign in").click()
    page.goto("/account/profile/")
    assert not scrolls_sideways(page)
    assert axe(page) == []
    page.get_by_label("Let everybody see a page").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status")).to_have_text("Saved.")
    page.get_by_role("link", name="See your page").click()
    expect(page.get_by_text("Nothing to read here yet.")).to_be_visible()
    assert axe(page) == []

    page.goto("/account/data/")
    assert axe(page) == []
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    assert download.value.suggested_filename.endswith(".zip")

    page.goto("/account/erase/")
    assert axe(page) == []
    page.get_by_label("Remove my comments").check()
    page.get_by_role("button", name="Erase me").click()
    expect(page.get_by_text("Your account will be erased on")).to_be_visible()
    page.goto("/account/")
    page.get_by_role("link", name="Change your mind").click()
    page.get_by_role("button", name="Keep my account").click()
    expect(page.get_by_role("button", name="Erase me")).to_be_visible()
