"""A reader finds their way through a conversation: orders, more of it, links into it, small windows, keys."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.backstage import Backstage
from tests.journeys.steps import comment_form, scrolls_sideways

pytestmark = pytest.mark.browser

with_and_without_javascript = pytest.mark.parametrize(
    "javascript", [True, False], ids=["with JavaScript", "without JavaScript"]
)


@pytest.fixture(scope="session")
def long_story(backstage: Backstage):
    """A story with 60 comments, the first of which has 14 replies. Only read, so made once."""
    return backstage.story(comments=60, replies=14)


@pytest.fixture(scope="session")
def deep_story(backstage: Backstage):
    """A story with seven comments, each of which answers the one before."""
    story = backstage.story()
    story.comments = backstage.chain(thread=story.thread, length=7)
    return story


def shown(page: Page) -> list[int]:
    """The comments on the page, in their order."""
    ids = page.locator("#comment-list article").evaluate_all("all => all.map(one => one.id)")
    return [int(text.removeprefix("comment-")) for text in ids]


@with_and_without_javascript
def test_a_conversation_is_read_oldest_newest_or_most_answered_first(
    new_page, backstage, javascript
):
    story = backstage.story(comments=3)
    first, second, third = story.comments
    answer = backstage.comment(thread=story.thread, parent=second, minute=9)
    page = new_page(javascript=javascript)
    page.goto(story.url)
    assert shown(page) == [first, second, answer, third]

    orders = {
        "Newest": [third, second, answer, first],
        "Most discussed": [second, answer, third, first],
        "Oldest": [first, second, answer, third],
    }
    for name, expected in orders.items():
        page.get_by_role("link", name=name, exact=True).click()
        link = page.get_by_role("link", name=name, exact=True)
        expect(link).to_have_attribute("aria-current", "true")
        expect(page).to_have_url(re.compile(r"\?sort=\w+#comments"))
        assert shown(page) == expected
        if javascript:
            expect(link).to_be_focused()


def test_going_back_after_sorting_shows_the_order_of_before(page, backstage):
    story = backstage.story(comments=2)
    page.goto(story.url)
    page.get_by_role("link", name="Newest", exact=True).click()
    expect(page).to_have_url(re.compile("sort=newest"))
    page.go_back()
    expect(page.get_by_role("link", name="Oldest", exact=True)).to_have_attribute(
        "aria-current", "true"
    )
    assert shown(page) == story.comments


def test_more_comments_come_in_place_and_take_the_focus(page, long_story):
    page.goto(long_story.url)
    more = page.get_by_role("link", name="More comments")
    more.click()
    expect(page.locator(f"#comment-{long_story.comments[50]}")).to_be_focused()
    expect(more).to_have_count(0)
    expect(page).to_have_url(long_story.url)
    assert shown(page)[-60 + 1 :] == long_story.comments[1:]


def test_more_comments_without_javascript_are_on_a_page_of_their_own(new_page, long_story):
    page = new_page(javascript=False)
    page.goto(long_story.url)
    page.get_by_role("link", name="More comments").click()
    assert shown(page) == long_story.comments[50:]
    page.get_by_role("link", name="From the beginning").click()
    assert shown(page)[0] == long_story.comments[0]


def test_more_replies_come_in_place_and_take_the_focus(page, long_story):
    page.goto(long_story.url)
    page.get_by_role("link", name="9 more replies").click()
    expect(page.locator(f"#comment-{long_story.replies[5]}")).to_be_focused()
    assert shown(page)[1:15] == long_story.replies


def test_more_replies_without_javascript_are_on_a_page_of_their_own(new_page, long_story):
    page = new_page(javascript=False)
    page.goto(long_story.url)
    page.get_by_role("link", name="9 more replies").click()
    assert shown(page) == [long_story.comments[0], *long_story.replies[5:]]
    page.get_by_role("link", name="The whole conversation").click()
    expect(page).to_have_url(f"{long_story.url}#comments")


@with_and_without_javascript
@pytest.mark.parametrize(
    "pick",
    [
        lambda long, deep: long.comments[20],
        lambda long, deep: long.comments[55],
        lambda long, deep: long.replies[3],
        lambda long, deep: long.replies[13],
        lambda long, deep: deep.comments[6],
    ],
    ids=["first page", "later page", "early reply", "late reply", "deep reply"],
)
def test_a_permalink_lands_on_its_comment(new_page, long_story, deep_story, pick, javascript):
    page = new_page(javascript=javascript)
    wanted = pick(long_story, deep_story)
    page.goto(f"/comments/{wanted}/")
    expect(page).to_have_url(re.compile(rf"#comment-{wanted}$"))
    expect(page.locator(f"#comment-{wanted}")).to_be_in_viewport()


def test_replies_deeper_than_three_say_whom_they_answer(page, deep_story):
    page.goto(deep_story.url)
    rows = page.locator("#comment-list > li")
    classes = [rows.nth(number).get_attribute("class") for number in range(7)]
    assert [name.split()[0] for name in classes] == ["d1", "d2", "d3", "d3", "d3", "d3", "d3"]
    link = page.locator(f"#comment-{deep_story.comments[4]} .to a")
    expect(link).to_have_text("Link 3")
    link.click()
    expect(page.locator(f"#comment-{deep_story.comments[3]}")).to_be_in_viewport()


def test_a_closed_conversation_is_read_and_says_why_it_takes_nothing(page, backstage):
    story = backstage.story(comments=2, state="closed")
    page.goto(story.url)
    expect(page.locator("#add-yours")).to_have_text("This conversation is closed.")
    expect(page.locator("[data-comment-form]")).to_have_count(0)
    expect(page.get_by_role("link", name="Reply")).to_have_count(0)
    expect(page.locator("#comments-title")).to_have_text("2 comments")
    page.locator("article.story").get_by_role("link", name="2 comments").click()
    expect(page).to_have_url(f"{story.url}#comments")
    assert shown(page) == story.comments


def test_a_conversation_that_closes_meanwhile_refuses_and_keeps_the_text(page, backstage):
    story = backstage.story()
    page.goto(story.url)
    form = comment_form(page)
    form.get_by_label("Your comment").fill("One more thing.")
    form.get_by_label("Name").fill("Mara Vint")
    backstage.thread_state(thread=story.thread, state="closed")
    form.get_by_role("button").click()
    expect(page.get_by_role("alert")).to_contain_text("This conversation is closed.")
    expect(form.get_by_label("Your comment")).to_have_value("One more thing.")


def test_a_hidden_conversation_leaves_no_trace(page, backstage):
    story = backstage.story(comments=2, state="hidden")
    page.goto(story.url)
    expect(page.locator("article.story")).to_be_visible()
    expect(page.locator("#comments")).to_have_count(0)
    expect(page.get_by_text("comment", exact=False).and_(page.locator("main *"))).to_have_count(0)
    assert page.goto(f"/comments/{story.comments[0]}/").status == 404
    assert page.goto(f"/threads/{story.thread}/").status == 404


def test_a_conversation_without_comments_invites_the_first(page, backstage):
    page.goto(backstage.story().url)
    expect(page.locator("#comments-title")).to_have_text("Add yours")
    expect(page.locator("#comments")).to_contain_text("The first word is yours.")
    page.get_by_role("link", name="Leave a comment").click()
    expect(page).to_have_url(re.compile("#add-yours$"))
    expect(comment_form(page)).to_be_in_viewport()


WIDE = """
> A quote of a_word_that_never_ends_because_nobody_put_a_blank_into_it_when_they_typed_it_in_a_hurry

    code = "that is much longer than the window of a telephone is wide, and may not be broken anywhere"

https://example.com/an/address/that/is/longer/than/any/telephone/is/wide/and/has/no/blank/in/it/at/all
"""


@pytest.mark.parametrize("width", [390, 320])
def test_nothing_scrolls_sideways_on_a_telephone(new_page, backstage, width):
    story = backstage.story(headline="Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen")
    ids = backstage.chain(thread=story.thread, length=5)
    backstage.comment(thread=story.thread, parent=ids[-1], minute=9, body=WIDE, name="W" * 60)
    page = new_page(width=width)
    for path in ("/", story.url, "/people/tobias-fennimore/", "/search/?q=tram", "/about/"):
        page.goto(path)
        assert not scrolls_sideways(page), path
    page.goto(story.url)
    page.locator(f"#comment-{ids[-1]}").get_by_role("link", name="Reply").click()
    expect(page.get_by_label("Your reply")).to_be_focused()
    assert not scrolls_sideways(page)


def test_a_telephones_fields_are_big_enough_not_to_zoom_in(new_page, backstage):
    page = new_page(width=390)
    page.goto(backstage.story().url)
    for field in comment_form(page).locator("input:visible, textarea").all():
        assert float(field.evaluate("it => parseFloat(getComputedStyle(it).fontSize)")) >= 16


def test_text_twice_as_big_stays_within_the_window(new_page, long_story):
    # What zooming leaves of a laptop's 1280 px at 200 % and at 400 %; then the browser's own setting.
    for width in (640, 320):
        page = new_page(width=width, device_scale_factor=1280 / width)
        page.goto(long_story.url)
        assert not scrolls_sideways(page)
    page = new_page()
    session = page.context.new_cdp_session(page)
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    page.goto(long_story.url)
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
    assert not scrolls_sideways(page)


def test_a_page_written_from_right_to_left_stays_within_the_window(new_page, deep_story):
    for width in (390, 1280):
        page = new_page(width=width)
        for path in (deep_story.url, "/"):
            page.goto(path)
            page.evaluate("document.documentElement.dir = 'rtl'")
            assert not scrolls_sideways(page)
            # Scrolling towards the start would be negative here.
            page.evaluate("scrollTo(-500, 0)")
            assert page.evaluate("scrollX") == 0


def test_the_keyboard_alone_leads_from_the_address_bar_to_a_posted_comment(page, backstage):
    story = backstage.story()
    page.goto(story.url)
    keys = page.keyboard
    keys.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to content")).to_be_in_viewport()
    keys.press("Enter")
    expect(page.locator("#main")).to_be_focused()

    leave = page.get_by_role("link", name="Leave a comment")
    for _ in range(10):
        keys.press("Tab")
        if leave.evaluate("it => it === document.activeElement"):
            break
    expect(leave).to_be_focused()
    keys.press("Enter")
    expect(comment_form(page)).to_be_in_viewport()
    keys.press("Tab")
    expect(comment_form(page).get_by_label("Your comment")).to_be_focused()
    keys.type("Typed, not clicked.")
    keys.press("Tab")  # The house rules.
    keys.press("Tab")
    expect(comment_form(page).get_by_label("Name")).to_be_focused()
    keys.type("Mara Vint")
    keys.press("Tab")
    keys.press("Tab")  # Whether the name is to be kept.
    keys.press("Tab")
    expect(comment_form(page).get_by_role("button")).to_be_focused()
    keys.press("Enter")
    expect(page.locator("article[id^=comment-]")).to_be_focused()
    expect(page.locator("article[id^=comment-]")).to_contain_text("Typed, not clicked.")


def test_what_has_the_focus_can_be_seen(page, deep_story):
    page.goto(deep_story.url)
    unseen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        look = page.evaluate(
            """() => {
                const it = document.activeElement, style = getComputedStyle(it);
                return {tag: it.outerHTML.slice(0, 80), line: style.outlineStyle, wide: parseFloat(style.outlineWidth)};
            }"""
        )
        if look["line"] == "none" or look["wide"] < 2:
            unseen.append(look)
    assert unseen == []
