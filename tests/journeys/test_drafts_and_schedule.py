"""A story is prepared out of sight, compared, approved by an editor, published by the clock, and renamed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from secrets import token_hex

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import begin_story, comment_form, sign_in

pytestmark = pytest.mark.browser

CLOCK_LIMIT = 60_000
"""Milliseconds in which a story is public after its time has come."""
ASK_UNTIL_IT_IS_THERE = """async ([url, limit]) => {
    for (const end = Date.now() + limit; Date.now() < end; ) {
        if ((await fetch(url)).status === 200) return true;
        await new Promise((go) => setTimeout(go, 300));
    }
    return false;
}"""


def choose(page: Page, action: str) -> None:
    """Press a button of the editor's menu of actions, and wait until it is done."""
    page.get_by_role("button", name="More actions").click()
    submit(page, action)


def submit(page: Page, button: str) -> None:
    """Press a button that sends the form, and wait for the page that answers it.

    Not by `expect_navigation`: the address that autosaving a new page puts in the bar counts as one.
    """
    with page.expect_event("domcontentloaded"):
        page.get_by_role("button", name=button).click()


def test_a_draft_is_seen_by_staff_alone_until_it_is_published(new_page, editor, backstage):
    story = backstage.story(publish=False)
    reader = new_page()
    assert reader.goto(story.url).status == 404
    for page in ("/", "/town/", "/feeds/site.atom", "/sitemap.xml"):
        assert story.headline not in reader.request.get(page).text()

    editor.goto(f"/newsroom/pages/{story.id}/edit/")
    choose(editor, "Publish")
    assert reader.goto(story.url).status == 200
    reader.goto("/")
    expect(reader.locator("main")).to_contain_text(story.headline)


def test_changes_wait_in_a_draft_and_can_be_compared(new_page, editor, backstage):
    story = backstage.story(dek="Rung by nobody.")
    editor.goto(f"/newsroom/pages/{story.id}/edit/")
    editor.get_by_role("textbox", name="Dek").fill("Rung by somebody.")
    submit(editor, "Save draft")
    reader = new_page()
    reader.goto(story.url)
    expect(reader.locator("article.story .dek")).to_have_text("Rung by nobody.")

    editor.goto(f"/newsroom/pages/{story.id}/revisions/compare/live...latest/")
    main = editor.locator("main")
    expect(main).to_contain_text("Dek")
    expect(main.locator(".addition")).to_have_text("somebody.")
    expect(main.locator(".deletion")).to_have_text("nobody.")

    editor.goto(f"/newsroom/pages/{story.id}/edit/")
    choose(editor, "Publish")
    reader.reload()
    expect(reader.locator("article.story .dek")).to_have_text("Rung by somebody.")


def test_a_draft_is_previewed_as_its_page_will_be(editor, backstage):
    story = backstage.story(publish=False, dek="Not yet for everybody.")
    editor.goto(f"/newsroom/pages/{story.id}/edit/")
    editor.get_by_role("button", name="Toggle preview").click()
    shown = editor.frame_locator("iframe#w-preview-iframe")
    expect(shown.get_by_role("heading", level=1)).to_have_text(story.headline)
    expect(shown.locator(".dek").first).to_have_text("Not yet for everybody.")


def test_a_scheduled_story_becomes_public_by_itself(new_page, backstage):
    story = backstage.story(publish=False)
    backstage.schedule(story=story.id, seconds=2)
    reader = new_page()
    assert reader.goto(story.url).status == 404
    assert reader.evaluate(ASK_UNTIL_IT_IS_THERE, [story.url, CLOCK_LIMIT])
    reader.goto(story.url)
    expect(reader.get_by_role("heading", level=1)).to_have_text(story.headline)
    expect(comment_form(reader)).to_be_visible()


def test_an_editor_sets_the_time_at_which_a_story_goes_live(new_page, editor, backstage):
    story = backstage.story(publish=False)
    editor.goto(f"/newsroom/pages/{story.id}/edit/")
    editor.get_by_role("button", name="Toggle status").click()
    editor.get_by_role("button", name="Set schedule").click()
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    dialog = editor.get_by_role("dialog")
    dialog.get_by_label("Go live date/time").fill(f"{tomorrow:%Y-%m-%d %H:%M}")
    # By key: the calendar that opens with the field covers the button.
    dialog.get_by_role("button", name="Save schedule").press("Enter")
    expect(dialog).to_have_count(0)
    choose(editor, "Schedule to publish")
    expect(editor.get_by_text("has been scheduled for publishing").first).to_be_visible()
    assert new_page().goto(story.url).status == 404


def test_an_author_submits_a_story_and_an_editor_approves_it(new_page, editor, backstage):
    author = new_page()
    sign_in(author, backstage, "author")
    headline = f"Gulls elect a speaker {token_hex(3)}"
    begin_story(author, "Town")
    author.get_by_role("textbox", name="Headline").fill(headline)
    author.get_by_role("button", name="More actions").click()
    expect(author.get_by_role("button", name="Publish")).to_have_count(0)
    submit(author, "Submit to Editor's approval")
    url = f"/town/{headline.lower().replace(' ', '-')}/"
    reader = new_page()
    assert reader.goto(url).status == 404

    editor.goto("/newsroom/")
    expect(editor.locator("main")).to_contain_text(headline)
    editor.get_by_role("link", name=headline).first.click()
    choose(editor, "Approve and Publish")
    assert reader.goto(url).status == 200


def test_an_old_address_leads_to_the_new_one_and_the_conversation_comes_along(
    new_page, editor, backstage
):
    story = backstage.story(comments=2)
    editor.goto(f"/newsroom/pages/{story.id}/edit/")
    editor.get_by_role("tab", name="Promote").click()
    slug = f"renamed-{token_hex(3)}"
    editor.get_by_role("textbox", name="Slug").fill(slug)
    choose(editor, "Publish")

    reader = new_page()
    answer = reader.goto(story.url)
    assert answer.status == 200
    assert answer.request.redirected_from is not None
    expect(reader).to_have_url(f"/town/{slug}/")
    expect(reader.locator("#comment-list article")).to_have_count(2)
    reader.goto(f"/comments/{story.comments[1]}/")
    expect(reader).to_have_url(f"/town/{slug}/#comment-{story.comments[1]}")
