"""Steps that several journeys take."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.journeys.backstage import Backstage

HELD = "Your comment is waiting for a moderator. Only you can see it."


def comment_form(page: Page) -> Locator:
    """The form for a new comment beneath the story that is open."""
    return page.locator("#add-yours [data-comment-form]")


def write(form: Locator, body: str, *, name: str = "Mara Vint", email: str = "") -> None:
    """Fill a comment form in, as a person would, field by field."""
    form.get_by_label("Your", exact=False).first.fill(body)
    form.get_by_label("Name", exact=True).fill(name)
    if email:
        form.get_by_label("E-mail").fill(email)


def send(form: Locator) -> None:
    form.get_by_role("button").click()


def own_comment(page: Page, body: str) -> Locator:
    """The comment with these words, wherever it stands on the page."""
    return page.locator("article[id^=comment-]").filter(has_text=body)


def sign_in(page: Page, backstage: Backstage, role: str) -> None:
    """Sign in with a link, as an account of that role made for this."""
    page.goto(backstage.sign_in_path(role=role))
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url("/newsroom/" if role != "reader" else "/")


def begin_story(page: Page, section: str) -> None:
    """Begin a story, and wait for the editor's scripts: what is typed before them makes no address."""
    page.get_by_role("link", name=f"Write for {section}").click()
    page.wait_for_url("**/newsroom/pages/add/**")


def scrolls_sideways(page: Page) -> bool:
    """Tell whether the page is wider than its window."""
    return bool(page.evaluate("document.scrollingElement.scrollWidth > innerWidth"))
