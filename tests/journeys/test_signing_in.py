"""A reader signs in by a code, then by a passkey, and is known on pages that are the same for everybody."""

from __future__ import annotations

import re
from secrets import token_hex
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import comment_form, own_comment, scrolls_sideways, send

pytestmark = pytest.mark.browser


@pytest.fixture
def named_page(new_page, running_site) -> Page:
    """A page of the site under a name: browsers make no passkeys for a bare network address."""
    page: Page = new_page(url=running_site.url.replace("127.0.0.1", "localhost"))
    return page


def add_device(page: Page) -> None:
    """Give the browser a device that keeps passkeys and unlocks by itself."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options: dict[str, Any] = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def sign_in_by_code(page: Page, backstage, address: str) -> None:
    page.get_by_label("E-mail address").fill(address)
    page.get_by_role("button", name="Send me a code").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Type in the code")
    page.get_by_label("Code").fill(backstage.code_sent_to(address=address))
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_a_new_reader_signs_in_by_a_code_then_by_a_passkey(named_page, backstage, axe):
    page = named_page
    add_device(page)
    story = backstage.story()
    address, name = f"{token_hex(6)}@example.com", f"Ilse {token_hex(4)}"
    page.goto(story.url)
    page.get_by_role("link", name="Sign in").click()
    assert axe(page) == []
    sign_in_by_code(page, backstage, address)
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Make my account").click()

    # A passkey is offered on the way back to where they were.
    assert axe(page) == []
    page.get_by_role("link", name="Add a passkey").click()
    assert axe(page) == []
    page.get_by_role("button", name="Make the passkey").click()
    expect(page).to_have_url(re.compile(re.escape(story.url)))
    page.get_by_role("banner").get_by_text(name).click()
    assert axe(page) == []
    page.get_by_role("link", name="Account", exact=True).click()
    expect(page.get_by_role("status")).to_have_text("The passkey is added.")
    assert axe(page) == []
    page.get_by_role("main").get_by_role("button", name="Sign out", exact=True).last.click()
    expect(page.get_by_role("banner").get_by_role("link", name="Sign in")).to_be_visible()

    # The browser remembers that it has a passkey, and offers it in the address field by itself.
    page.goto(f"/account/login/?next={story.url}")
    expect(page).to_have_url(re.compile(re.escape(story.url)))
    expect(page.get_by_role("banner").get_by_text(name)).to_be_visible()


def test_a_reader_without_scripts_signs_in_comments_and_signs_out(
    new_page, backstage, running_site
):
    page = new_page(url=running_site.url, width=390, javascript=False)
    story = backstage.story(comments=1)
    address, name = f"{token_hex(6)}@example.com", f"Otto {token_hex(4)}"
    page.goto("/account/login/")
    assert not scrolls_sideways(page)
    sign_in_by_code(page, backstage, address)
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Make my account").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    assert not scrolls_sideways(page)

    page.goto(story.url)
    form = comment_form(page)
    form.get_by_label("Your comment").fill("No name typed, none needed.")
    send(form)
    expect(own_comment(page, "No name typed, none needed.")).to_contain_text(name)

    page.goto("/account/")
    page.get_by_role("main").get_by_role("button", name="Sign out", exact=True).last.click()
    page.goto("/account/")
    expect(page).to_have_url(re.compile("/account/login/"))
