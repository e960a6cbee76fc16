"""A moderator reads what waits and decides; readers see what was decided, and nobody else's secrets."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.backstage import Backstage
from tests.journeys.steps import HELD, comment_form, own_comment, send, sign_in, write

pytestmark = pytest.mark.browser


@pytest.fixture
def held(backstage: Backstage) -> SimpleNamespace:
    """A story with one published comment and three that wait."""
    story: SimpleNamespace = backstage.story(comments=1)
    story.waiting = [
        backstage.comment(
            thread=story.thread,
            minute=number + 1,
            name=f"Guest {number}",
            body=f"Held remark {number}.",
            state="pending",
        )
        for number in range(3)
    ]
    return story


def queue_of(page: Page, story: SimpleNamespace, state: str = "pending") -> None:
    """Open the queue at one conversation's comments: other tests fill it too."""
    page.goto(f"/newsroom/conversation/?thread={story.thread}&state={state}")


def row(page: Page, comment: int) -> Locator:
    return page.locator(f"[data-row='{comment}']")


def states(backstage: Backstage, story: SimpleNamespace) -> list[str]:
    """What became of the comments that waited."""
    found = {one.id: one.state for one in backstage.comments_of(thread=story.thread)}
    return [found[comment] for comment in story.waiting]


def test_a_strangers_comment_goes_through_moderation_and_appears(new_page, moderator, backstage):
    story = backstage.story()
    guest = new_page()
    guest.goto(story.url)
    write(comment_form(guest), "I tuned that bell in 1988.", name="Hedda Brook")
    send(comment_form(guest))
    expect(own_comment(guest, "I tuned that bell in 1988.")).to_contain_text(HELD)

    moderator.goto("/newsroom/")
    expect(moderator.locator("main")).to_contain_text("Comments that wait")
    moderator.get_by_role("link", name=re.compile("Go to the queue")).click()
    queue_of(moderator, story)
    waiting = moderator.locator("[data-row]")
    expect(waiting).to_contain_text("I tuned that bell in 1988.")
    expect(waiting).to_contain_text("Hedda Brook")
    expect(waiting).to_contain_text(story.headline)
    expect(waiting).to_contain_text("First comment of this writer.")
    waiting.get_by_role("button", name="Approve").click()
    expect(waiting).to_have_count(0)

    stranger = new_page()
    stranger.goto(story.url)
    expect(own_comment(stranger, "I tuned that bell in 1988.")).to_be_visible()
    expect(stranger.locator("#comments-title")).to_contain_text("1 comment")
    guest.reload()
    own = own_comment(guest, "I tuned that bell in 1988.")
    expect(own.get_by_role("link", name="Edit")).to_be_visible()
    expect(own).to_have_count(1)
    expect(own).not_to_contain_text(HELD)


def test_a_reported_comment_is_taken_down_for_a_reason_and_its_writer_appeals(
    new_page, moderator, backstage
):
    story = backstage.story()
    guest = new_page(javascript=False)
    guest.goto(story.url)
    write(comment_form(guest), "Buy my bells.")
    send(comment_form(guest))
    expect(own_comment(guest, "Buy my bells.")).to_be_visible()
    comment = backstage.comments_of(thread=story.thread)[0].id
    backstage.decision(comment=comment, to="published")
    report_as_illegal(new_page(), comment)

    moderator.goto("/newsroom/conversation/reports/")
    reported = row(moderator, comment)
    expect(reported).to_contain_text("They are stolen.")
    expect(reported).to_contain_text("Ode Wick ode@example.com")
    reported.locator("summary", has_text="Reject").click()
    reported.get_by_label("In your own words").fill("We sell none ourselves.")
    reported.get_by_role("button", name="Advertising").click()
    expect(reported).to_have_count(0)

    guest.goto(f"/comments/{comment}/")
    expect(guest.locator("main")).to_contain_text("A moderator decided not to publish")
    expect(guest.locator("main")).to_contain_text("It advertises something.")
    expect(guest.locator("main")).to_contain_text("We sell none ourselves.")
    guest.get_by_role("link", name="Ask for a second look").click()
    guest.get_by_label("What should be considered?").fill("I meant the bells of the tram.")
    guest.get_by_role("button", name="Send the appeal").click()
    expect(guest.locator("main")).to_contain_text("It waits for a moderator.")
    stranger = new_page(javascript=False)
    assert stranger.goto(guest.url).status == 404

    moderator.goto("/newsroom/conversation/appeals/")
    own = moderator.get_by_role("listitem").filter(has_text="I meant the bells of the tram.")
    expect(own).to_contain_text("You rejected this comment yourself")
    other = new_page()
    sign_in(other, backstage, "moderator")
    other.goto("/newsroom/conversation/appeals/")
    theirs = other.get_by_role("listitem").filter(has_text="I meant the bells of the tram.")
    theirs.get_by_label("To the writer").fill("The tram has but one.")
    theirs.get_by_role("button", name="It stays rejected").click()
    expect(theirs).to_have_count(0)
    guest.reload()
    expect(guest.locator("main")).to_contain_text("the decision stands")
    expect(guest.locator("main")).to_contain_text("The tram has but one.")


def report_as_illegal(reader: Page, comment: int) -> None:
    """Report a comment with all that the law asks for, which is asked for in a second step."""
    reader.goto(f"/comments/{comment}/")
    reader.locator(f"#comment-{comment}").get_by_role("link", name="Report").click()
    form = reader.get_by_role("form", name="Report the comment")
    form.get_by_label("It is illegal").check()
    form.get_by_label("Why?").fill("They are stolen.")
    form.get_by_role("button", name="Report").click()
    expect(form.get_by_role("alert")).to_contain_text("Please confirm")
    expect(form.get_by_label("Why?")).to_have_value("They are stolen.")
    form.get_by_label("Your name").fill("Ode Wick")
    form.get_by_label("E-mail").fill("ode@example.com")
    form.get_by_label("To the best of my knowledge").check()
    form.get_by_role("button", name="Report").click()
    expect(reader.get_by_role("status")).to_contain_text("We confirm it by mail to ode@example.com")


def test_spam_disappears_from_the_story_and_undo_brings_it_back(new_page, moderator, backstage):
    story = backstage.story(comments=2)
    reader = new_page(javascript=False)
    queue_of(moderator, story, "published")
    wrong = row(moderator, story.comments[0])
    wrong.get_by_role("button", name="Spam").click()
    expect(wrong).to_have_count(0)
    reader.goto(story.url)
    expect(reader.locator(f"#comment-{story.comments[0]}")).to_have_count(0)
    expect(reader.locator("#comments-title")).to_contain_text("1 comment")

    moderator.get_by_role("button", name="Undo").click()
    expect(wrong).to_be_visible()
    expect(wrong).to_be_focused()
    reader.goto(f"/comments/{story.comments[0]}/")
    expect(reader.locator(f"#comment-{story.comments[0]}")).to_be_visible()
    expect(reader.locator("#comments-title")).to_contain_text("2 comments")


def test_the_queue_is_worked_off_with_the_keys_alone(moderator, backstage, held):
    queue_of(moderator, held)
    first, second, third = (
        int(number)
        for number in moderator.locator("[data-row]").evaluate_all(
            "all => all.map(it => it.dataset.row)"
        )
    )
    keys = moderator.keyboard
    keys.press("j")
    expect(row(moderator, first)).to_be_focused()
    keys.press("j")
    expect(row(moderator, second)).to_be_focused()
    keys.press("k")
    expect(row(moderator, first)).to_be_focused()
    keys.press("a")
    expect(row(moderator, first)).to_have_count(0)
    expect(row(moderator, second)).to_be_focused()
    keys.press("r")
    expect(row(moderator, second)).to_have_count(0)
    expect(row(moderator, third)).to_be_focused()
    keys.press("s")
    expect(row(moderator, third)).to_have_count(0)
    expect(moderator.locator("main")).to_contain_text("No comment here is like that.")
    decided = {one.id: one.state for one in backstage.comments_of(thread=held.thread)}
    assert [decided[comment] for comment in (first, second, third)] == [
        "published",
        "rejected",
        "spam",
    ]

    keys.press("u")
    expect(row(moderator, third)).to_be_visible()
    keys.press("u")
    expect(row(moderator, second)).to_be_visible()
    assert sorted(states(backstage, held)) == ["pending", "pending", "published"]


def test_keys_typed_into_a_field_decide_nothing(moderator, backstage, held):
    queue_of(moderator, held)
    one = row(moderator, held.waiting[0])
    one.locator("summary", has_text="Reject").click()
    one.get_by_label("In your own words").press_sequentially("a rash remark, jus so 4")
    expect(moderator.locator("[data-row]")).to_have_count(3)
    assert states(backstage, held) == ["pending"] * 3


def test_two_moderators_work_through_what_waits_one_at_a_time(new_page, moderator, backstage, held):
    other = new_page()
    sign_in(other, backstage, "moderator")
    desk = f"/newsroom/conversation/next/?thread={held.thread}"
    first, second, third = held.waiting
    moderator.goto(desk)
    other.goto(desk)
    expect(row(moderator, first)).to_be_focused()
    expect(row(other, second)).to_be_focused()
    moderator.keyboard.press("4")
    expect(row(moderator, third)).to_be_focused()
    moderator.keyboard.press("u")
    expect(row(moderator, first)).to_be_focused()
    moderator.keyboard.press("l")
    expect(row(moderator, third)).to_be_focused()
    other.keyboard.press("a")
    expect(row(other, first)).to_be_focused()
    assert states(backstage, held) == ["pending", "published", "pending"]
    other.set_viewport_size({"width": 390, "height": 700})
    button = other.get_by_role("button", name="Approve").bounding_box()
    assert button["height"] >= 44
    assert button["y"] > 500, "at the thumb"


def test_many_are_decided_at_once(moderator, backstage, held):
    queue_of(moderator, held)
    row(moderator, held.waiting[0]).get_by_role("checkbox").check()
    row(moderator, held.waiting[2]).get_by_role("checkbox").check()
    bulk = moderator.get_by_role("group", name="Ticked comments")
    expect(bulk).to_contain_text("2 ticked")
    bulk.get_by_role("button", name="Approve").click()
    expect(moderator.locator("[data-row]")).to_have_count(1)
    assert states(backstage, held) == ["published", "pending", "published"]


def test_the_queue_works_without_javascript(new_page, backstage, held):
    page = new_page(javascript=False)
    sign_in(page, backstage, "moderator")
    queue_of(page, held)
    row(page, held.waiting[1]).get_by_role("button", name="Approve").click()
    expect(row(page, held.waiting[1])).to_have_count(0)
    assert states(backstage, held) == ["pending", "published", "pending"]
    page.get_by_role("button", name="Undo the last decision").click()
    expect(row(page, held.waiting[1])).to_be_visible()
    assert states(backstage, held) == ["pending"] * 3


def impose(moderator, story, kind: str, *, reason: str) -> None:
    """Sanction the writer of the first comment that waits beneath a story."""
    queue_of(moderator, story)
    moderator.get_by_role("link", name="Sanction…").click()
    moderator.get_by_label(f"{kind}:", exact=False).check()
    moderator.get_by_label("Reason", exact=False).first.fill(reason)
    moderator.get_by_role("button", name="Impose it").click()
    expect(
        moderator.get_by_role("status").or_(moderator.locator(".messages")).first
    ).to_be_visible()


def test_a_guest_is_warned_then_banned_and_keeps_the_text(new_page, moderator, backstage, axe):
    story = backstage.story()
    guest = new_page()
    guest.goto(story.url)
    write(comment_form(guest), "Everybody here is a fool.")
    send(comment_form(guest))
    expect(own_comment(guest, "Everybody here is a fool.")).to_be_visible()

    impose(moderator, story, "Warn", reason="Mind your words")

    guest.goto(story.url)
    warning = guest.locator("#add-yours").get_by_role("status").filter(has_text="Mind your words")
    expect(warning).to_be_visible()
    assert axe(guest) == []
    guest.get_by_role("button", name="I have read this").click()
    expect(comment_form(guest)).to_be_visible()
    expect(warning).to_have_count(0)

    impose(moderator, story, "Ban", reason="Insults")

    write(comment_form(guest), "And you are another.")
    send(comment_form(guest))
    expect(comment_form(guest).get_by_role("alert")).to_contain_text("You can't comment here")
    expect(comment_form(guest).get_by_label("Your comment")).to_have_value("And you are another.")


def test_each_decision_is_in_the_audit_log(new_page, moderator, backstage, held):
    queue_of(moderator, held)
    row(moderator, held.waiting[0]).get_by_role("button", name="Approve").click()
    expect(row(moderator, held.waiting[0])).to_have_count(0)
    moderator.goto(f"/newsroom/conversation/comments/{held.waiting[0]}/")
    expect(moderator.locator("main")).to_contain_text("Held remark 0.")
    expect(moderator.locator("main")).to_contain_text("Moderator")
    expect(moderator.locator("main")).to_contain_text(re.compile("approve", re.IGNORECASE))

    owner = new_page()
    sign_in(owner, backstage, "owner")
    owner.goto("/newsroom/conversation/log/")
    expect(owner.locator("main")).to_contain_text(re.compile("approve", re.IGNORECASE))


def test_an_author_has_no_queue(new_page, backstage, held):
    page = new_page()
    sign_in(page, backstage, "author")
    page.goto(f"/newsroom/conversation/?thread={held.thread}")
    expect(page.locator("[data-row]")).to_have_count(0)
    expect(page.locator("body")).not_to_contain_text("Held remark")
