"""A guest comments on a story, with JavaScript and without, changes their mind, and loses no text."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.backstage import Backstage
from tests.journeys.steps import HELD, comment_form, own_comment, send, sign_in, write

pytestmark = pytest.mark.browser

with_and_without_javascript = pytest.mark.parametrize(
    "javascript", [True, False], ids=["with JavaScript", "without JavaScript"]
)


@pytest.fixture
def story(backstage: Backstage):
    """A story with one published comment."""
    return backstage.story(comments=1)


def test_a_first_comment_waits_in_its_place_and_only_its_writer_sees_it(page, new_page, story):
    page.goto(story.url)
    write(comment_form(page), "The bell was **late** again.")
    send(comment_form(page))

    own = own_comment(page, "The bell was late again.")
    expect(own).to_contain_text(HELD)
    expect(own).to_be_focused()
    expect(own.locator("strong")).to_have_text("late")
    expect(page.locator("#live")).to_have_text(HELD)
    expect(comment_form(page).get_by_label("Your comment")).to_have_value("")
    expect(page).to_have_url(story.url)

    page.reload()
    expect(own).to_contain_text(HELD)

    stranger = new_page()
    stranger.goto(story.url)
    expect(stranger.locator("#comments")).not_to_contain_text("late again")
    expect(stranger.locator("#comments-title")).to_contain_text("1 comment")


def test_a_first_comment_without_javascript_leads_to_a_page_of_its_own(new_page, story):
    page = new_page(javascript=False)
    page.goto(story.url)
    write(comment_form(page), "Nobody asked the ferry.")
    send(comment_form(page))

    expect(page).to_have_url(re.compile(r"/comments/\d+/$"))
    expect(own_comment(page, "Nobody asked the ferry.")).to_contain_text(HELD)
    permalink = page.url

    page.get_by_role("link", name="Back to the conversation").click()
    expect(page.locator("#comments")).not_to_contain_text("Nobody asked the ferry.")
    page.get_by_role("link", name="Your comments").click()
    expect(own_comment(page, "Nobody asked the ferry.")).to_contain_text(HELD)
    expect(page.get_by_role("link", name=story.headline)).to_be_visible()

    stranger = new_page(javascript=False)
    assert stranger.goto(permalink).status == 404
    stranger.goto("/comments/mine/")
    expect(stranger.locator("main")).not_to_contain_text("Nobody asked the ferry.")


@with_and_without_javascript
def test_a_refused_form_keeps_the_text_and_says_why_beside_the_field(
    new_page, backstage, story, javascript
):
    page = new_page(javascript=javascript)
    page.goto(story.url)
    text = "Two lines.\n\n  And <b>signs</b> & “quotes”."
    # Good enough for the browser's own check, so that the server has to say no.
    write(comment_form(page), text, email="mara@harbour")
    send(comment_form(page))

    form = page.locator("[data-comment-form]").first
    field = form.get_by_label("E-mail")
    expect(field).to_have_attribute("aria-invalid", "true")
    reason = "This does not look like an e-mail address."
    expect(field).to_have_accessible_description(reason)
    expect(form.locator(f"#{field.get_attribute('aria-describedby')}")).to_be_visible()
    expect(form.get_by_role("alert")).to_contain_text("Your text is still here.")
    expect(form.get_by_label("Your comment")).to_have_value(text)
    expect(form.get_by_label("Name")).to_have_value("Mara Vint")
    expect(page.locator("[data-comment-form]")).to_have_count(1)
    if javascript:
        expect(field).to_be_focused()

    field.fill("")
    send(form)
    expect(own_comment(page, "Two lines.")).to_contain_text(HELD)
    assert backstage.comments_of(thread=story.thread)[-1].body == text


@with_and_without_javascript
def test_a_name_of_nothing_but_spaces_is_refused(new_page, backstage, story, javascript):
    page = new_page(javascript=javascript)
    page.goto(story.url)
    write(comment_form(page), "Who am I?", name="  ")
    send(comment_form(page))

    field = page.locator("[data-comment-form]").get_by_label("Name")
    expect(field).to_have_accessible_description("Please give a name; any name you like.")
    assert len(backstage.comments_of(thread=story.thread)) == 1


@with_and_without_javascript
def test_a_writer_changes_their_comment(new_page, story, javascript):
    page = new_page(javascript=javascript)
    page.goto(story.url)
    write(comment_form(page), "It was tusday.")
    send(comment_form(page))
    if not javascript:
        page.get_by_role("link", name="Your comments").click()
    own_comment(page, "It was tusday.").get_by_role("link", name="Edit").click()

    field = page.get_by_label("Your comment")
    expect(field).to_have_value("It was tusday.")
    field.fill("It was Tuesday.")
    page.get_by_role("button", name="Save").click()

    changed = own_comment(page, "It was Tuesday.")
    expect(changed).to_contain_text("edited")
    expect(page.locator("body")).not_to_contain_text("tusday")


def test_an_empty_edit_is_refused_and_nothing_is_lost(new_page, story, backstage):
    page = new_page(javascript=False)
    page.goto(story.url)
    write(comment_form(page), "Here to stay.")
    send(comment_form(page))
    page.goto(f"{page.url}edit/")
    page.get_by_label("Your comment").fill("   ")
    page.get_by_role("button", name="Save").click()
    field = page.get_by_label("Your comment")
    expect(field).to_have_accessible_description(re.compile("Please write something first."))
    assert backstage.comments_of(thread=story.thread)[-1].body == "Here to stay."


def test_after_a_quarter_of_an_hour_a_comment_stays_as_it_is(page, story, backstage):
    page.goto(story.url)
    write(comment_form(page), "Carved in stone.")
    send(comment_form(page))
    own = own_comment(page, "Carved in stone.")
    expect(own.get_by_role("link", name="Edit")).to_be_visible()
    made = backstage.comments_of(thread=story.thread)[-1]
    backstage.time_passes(comment=made.id, minutes=16)

    own.get_by_role("link", name="Edit").click()
    page.get_by_label("Your comment").fill("Written in sand.")
    page.get_by_role("button", name="Save").click()
    field = page.get_by_label("Your comment")
    expect(field).to_have_value("Written in sand.")
    expect(field).to_have_attribute("aria-invalid", "true")
    assert backstage.comments_of(thread=story.thread)[-1].body == "Carved in stone."

    page.goto(story.url)
    expect(own.get_by_role("link", name="Delete")).to_be_visible()
    expect(own.get_by_role("link", name="Edit")).to_have_count(0)


@with_and_without_javascript
def test_a_writer_takes_a_comment_back(new_page, backstage, story, javascript):
    page = new_page(javascript=javascript)
    page.goto(story.url)
    write(comment_form(page), "I take it back.")
    send(comment_form(page))
    own_comment(page, "I take it back.").get_by_role("link", name="Delete").click()

    expect(page.locator("blockquote")).to_contain_text("I take it back.")
    page.get_by_role("button", name="Delete it").click()

    expect(page).to_have_url(f"{story.url}#comments")
    expect(page.locator("#comments")).not_to_contain_text("I take it back.")
    page.goto("/comments/mine/")
    expect(page.locator("main")).not_to_contain_text("I take it back.")
    assert backstage.comments_of(thread=story.thread)[-1].state == "deleted"


def test_what_was_answered_leaves_a_note_behind_when_it_is_taken_back(page, backstage, story):
    page.goto(story.url)
    write(comment_form(page), "Ask me anything.")
    send(comment_form(page))
    expect(own_comment(page, "Ask me anything.")).to_be_visible()
    made = backstage.comments_of(thread=story.thread)[-1]
    backstage.decision(comment=made.id, to="published")
    backstage.comment(thread=story.thread, parent=made.id, body="How late was it?")

    page.goto(f"/comments/{made.id}/delete/")
    expect(page.locator("main")).to_contain_text("It has replies")
    page.get_by_role("button", name="Delete it").click()
    expect(page.locator(f"#comment-{made.id}")).to_contain_text("This comment was removed.")
    expect(own_comment(page, "How late was it?")).to_be_visible()
    expect(page.locator("#comments")).not_to_contain_text("Ask me anything.")


def test_a_reply_opens_in_place_and_lands_beneath_its_parent(page, backstage, story):
    parent = story.comments[0]
    page.goto(story.url)
    row = page.locator(f"li:has(> #comment-{parent})")
    row.get_by_role("link", name="Reply").click()
    form = row.locator("[data-comment-form]")
    expect(form.get_by_label("Your reply")).to_be_focused()
    write(form, "The same here.")
    send(form)

    reply = page.locator(f"li:has(> #comment-{parent}) + li > article")
    expect(reply).to_contain_text("The same here.")
    expect(reply).to_contain_text(HELD)
    expect(reply).to_be_focused()
    expect(form).to_have_count(0)
    expect(page).to_have_url(story.url)
    assert backstage.comments_of(thread=story.thread)[-1].parent_id == parent

    page.reload()
    expect(reply).to_contain_text("The same here.")


def test_a_reply_that_is_given_up_gives_the_focus_back(page, story):
    page.goto(story.url)
    link = page.locator(f"#comment-{story.comments[0]}").get_by_role("link", name="Reply")
    link.click()
    page.get_by_role("link", name="Cancel").click()
    expect(page.get_by_label("Your reply")).to_have_count(0)
    expect(link).to_be_focused()


def test_asking_twice_for_the_reply_form_opens_one(page, story):
    page.goto(story.url)
    link = page.locator(f"#comment-{story.comments[0]}").get_by_role("link", name="Reply")
    link.click()
    expect(page.get_by_label("Your reply")).to_be_focused()
    link.click()
    expect(page.get_by_label("Your reply")).to_have_count(1)
    expect(page.get_by_label("Your reply")).to_be_focused()


def test_a_refused_reply_keeps_its_place_and_its_text(page, story):
    page.goto(story.url)
    row = page.locator(f"li:has(> #comment-{story.comments[0]})")
    row.get_by_role("link", name="Reply").click()
    form = row.locator("[data-comment-form]")
    write(form, "Kept as it is.", email="mara@harbour")
    send(form)
    expect(form.get_by_label("E-mail")).to_be_focused()
    expect(form.get_by_label("Your reply")).to_have_value("Kept as it is.")
    form.get_by_label("E-mail").fill("mara@example.com")
    send(form)
    expect(own_comment(page, "Kept as it is.")).to_be_focused()


def test_a_reply_without_javascript_has_a_page_of_its_own(new_page, backstage, story):
    page = new_page(javascript=False)
    page.goto(story.url)
    parent = story.comments[0]
    page.locator(f"#comment-{parent}").get_by_role("link", name="Reply").click()
    expect(page).to_have_url(f"/comments/{parent}/reply/")
    expect(page.locator("blockquote.echo")).to_be_visible()
    write(page.locator("[data-comment-form]"), "By post, so to speak.")
    send(page.locator("[data-comment-form]"))
    expect(own_comment(page, "By post, so to speak.")).to_contain_text(HELD)
    assert backstage.comments_of(thread=story.thread)[-1].parent_id == parent


def test_what_was_typed_is_still_there_after_a_reload(page, story):
    page.goto(story.url)
    write(comment_form(page), "Half a thought, and then the")
    page.reload()
    expect(comment_form(page).get_by_label("Your comment")).to_have_value(
        "Half a thought, and then the"
    )
    expect(page.locator("#live")).to_have_text("We kept what you had typed.")


def test_a_comment_sent_without_a_connection_is_kept_and_can_be_sent_again(page, backstage, story):
    page.goto(story.url)
    write(comment_form(page), "Written in a tunnel.")
    page.context.set_offline(True)
    send(comment_form(page))
    alert = comment_form(page).get_by_role("alert")
    expect(alert).to_have_text("That could not be sent. Your text is kept here; please try again.")
    expect(comment_form(page).get_by_label("Your comment")).to_have_value("Written in a tunnel.")

    page.context.set_offline(False)
    send(comment_form(page))
    expect(own_comment(page, "Written in a tunnel.")).to_contain_text(HELD)
    expect(alert).to_have_count(0)
    assert len(backstage.comments_of(thread=story.thread)) == 2


@with_and_without_javascript
def test_a_double_click_posts_once(new_page, backstage, story, javascript):
    page = new_page(javascript=javascript)
    page.goto(story.url)
    write(comment_form(page), "Once is enough.")
    comment_form(page).get_by_role("button").dblclick()
    expect(own_comment(page, "Once is enough.")).to_have_count(1)
    page.goto("/comments/mine/")
    expect(own_comment(page, "Once is enough.")).to_have_count(1)
    assert len(backstage.comments_of(thread=story.thread)) == 2


def test_a_guest_who_is_known_appears_at_once_and_is_counted(new_page, backstage, story):
    page = new_page(javascript=False)
    page.goto(story.url)
    write(comment_form(page), "First of mine.")
    send(comment_form(page))
    expect(own_comment(page, "First of mine.")).to_be_visible()
    first = backstage.comments_of(thread=story.thread)[-1]
    backstage.decision(comment=first.id, to="published")

    page.goto(story.url)
    write(comment_form(page), "Second of mine.")
    send(comment_form(page))
    second = own_comment(page, "Second of mine.")
    expect(page).to_have_url(re.compile(re.escape(story.url) + r"#comment-\d+$"))
    expect(second).to_be_in_viewport()
    expect(page.locator("#comments-title")).to_contain_text("3 comments")


def test_the_name_is_remembered_for_the_next_story(page, backstage, story):
    page.goto(story.url)
    write(comment_form(page), "Remember me.", name="Odile Farrow", email="odile@example.com")
    send(comment_form(page))
    expect(own_comment(page, "Remember me.")).to_be_visible()

    page.goto(backstage.story().url)
    expect(comment_form(page).get_by_label("Name")).to_have_value("Odile Farrow")
    expect(comment_form(page).get_by_label("E-mail")).to_have_value("odile@example.com")


def test_staff_comment_under_their_name_and_at_once(page: Page, backstage, story):
    sign_in(page, backstage, "moderator")
    page.goto(story.url)
    form = comment_form(page)
    expect(form).to_contain_text("Commenting as Moderator")
    expect(form.get_by_label("Name")).to_have_count(0)
    form.get_by_label("Your comment").fill("Corrected, thank you.")
    send(form)
    own = own_comment(page, "Corrected, thank you.")
    expect(own.locator(".badge")).to_have_text("Moderator")
    expect(own).not_to_contain_text(HELD)
    expect(page.locator("#comments-title")).to_contain_text("2 comments")


def test_another_sites_page_can_not_comment_in_a_readers_name(
    page: Page, running_site, backstage, story
):
    page.set_content(
        f"""<form method="post" action="{running_site.url}/threads/{story.thread}/comments/">
        <input name="name" value="Mallory"><input name="body" value="Forged."><button>Win</button>
        </form>"""
    )
    with page.expect_navigation() as moved:
        page.get_by_role("button", name="Win").click()
    assert moved.value.status == 403
    assert len(backstage.comments_of(thread=story.thread)) == 1
