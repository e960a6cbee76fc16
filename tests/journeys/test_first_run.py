"""Somebody starts the program on an empty folder, and finds a site that is lived in."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request, Response, expect

from tests.fixtures.site import FIRST_START_LIMIT, Site, serving
from tests.journeys.crawl import crawl
from tests.journeys.steps import HELD, comment_form, own_comment, send, write

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def new_site(start_site) -> Site:
    """A site whose owner has not signed in yet."""
    site: Site = start_site()
    return site


def test_the_first_start_tells_each_step_and_then_where_everything_is(first_site_data):
    printed = (first_site_data / "first-start.log").read_text(encoding="utf-8")
    steps = ["Database", "Media", "Static", "Roles", "Site", "Stories", "Account"]
    for step in steps:
        assert re.search(rf"^ +{step}\b", printed, re.MULTILINE), step
    address = re.search(r"Site +(http://127\.0\.0\.1:\d+)/\n", printed)[1]
    assert f"Newsroom   {address}/newsroom/\n" in printed
    assert len(re.findall(rf"Sign in +{address}/sign-in/[\w-]+/\n", printed)) == 1
    assert printed.index("Account") < printed.index("Sign in") < printed.index("Stop with Ctrl-C")


def test_the_link_signs_the_owner_in_once(new_page, new_site):
    page = new_page(url=new_site.url)
    page.goto(new_site.owner_link)
    # Looking at it uses nothing up: programs do that, to show a preview.
    page.goto(new_site.owner_link)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{new_site.url}/newsroom/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()

    late = new_page(url=new_site.url)
    late.goto(new_site.owner_link)
    late.get_by_role("button", name="Sign in").click()
    expect(late.get_by_role("alert")).to_contain_text("This sign-in link has been used already.")
    late.goto("/newsroom/")
    expect(late).to_have_url(re.compile(r"/account/login/\?next=%2Fnewsroom%2F$"))


def test_a_made_up_link_signs_nobody_in(new_page, new_site):
    page = new_page(url=new_site.url)
    page.goto("/sign-in/no-such-token/")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("This sign-in link is not known here.")


def test_a_second_start_keeps_everything_and_prints_no_link(new_page, new_site, first_site_data):
    # What runs here was started a second time: the first start is the one that filled its folder.
    assert "Account" in (first_site_data / "first-start.log").read_text(encoding="utf-8")
    assert "Account" not in new_site.output
    assert "Stories" not in new_site.output
    assert "sign-in" not in new_site.output
    page = new_page(url=new_site.url)
    page.goto("/town/the-bell-is-back-on-line-2/")
    assert page.locator("#comment-list article").count() >= 20
    photo = page.locator("figure.photo img").first
    assert photo.evaluate("it => it.decode().then(() => it.naturalWidth > 0)")


def test_an_empty_site_has_a_section_and_no_stories(new_page, tmp_path):
    with serving(tmp_path / "data", ["--empty"], limit=FIRST_START_LIMIT) as site:
        assert "Stories" not in site.output
        page = new_page(url=site.url)
        page.goto("/")
        expect(page.locator("main")).to_contain_text("No stories yet.")
        expect(page.locator("article")).to_have_count(0)
        page.get_by_role("link", name="News", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("News")
        page.get_by_role("link", name="House rules").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("House rules")
        token = re.search(r"/sign-in/[\w-]+/", site.output)[0]
        page.goto(token)
        page.get_by_role("button", name="Sign in").click()
        expect(page).to_have_url(f"{site.url}/newsroom/")


def test_the_front_page_is_that_of_a_living_news_blog(new_page, new_site):
    page = new_page(url=new_site.url)
    page.goto("/")
    assert page.locator("article.card").count() >= 6
    assert page.get_by_role("navigation", name="Sections").get_by_role("link").count() >= 3
    assert page.locator("article.card img").count() >= 6
    page.locator("article.card h2 a").first.click()
    expect(page.locator("#comments article").first).to_be_attached()
    expect(comment_form(page)).to_be_visible()


def test_every_link_on_the_site_leads_somewhere(new_page, new_site):
    page = new_page(url=new_site.url)
    found = crawl(page.request, f"{new_site.url}/")
    assert found.wrongs == []
    first = Counter(urlsplit(url).path.split("/")[1] for url in found.pages)
    for kind in ("town", "culture", "science", "people", "authors", "tags", "about", "comments"):
        assert first[kind] >= 1, first


def test_every_kind_of_page_loads_without_a_complaint(new_page, new_site):
    page: Page = new_page(url=new_site.url)
    wrongs: list[str] = []

    def failed(request: Request) -> None:
        # Leaving a story ends its stream of news.
        if not urlsplit(request.url).path.endswith("/live"):
            wrongs.append(f"{request.url} failed")

    def answered(answer: Response) -> None:
        if answer.status >= 400:
            wrongs.append(f"{answer.url}: {answer.status}")

    page.on("console", lambda message: wrongs.append(f"{page.url}: {message.text}"))
    page.on("requestfailed", failed)
    page.on("response", answered)
    for path in (
        "/",
        "/town/",
        "/town/the-bell-is-back-on-line-2/",
        "/people/tobias-fennimore/",
        "/authors/nell-okafor-lund/",
        "/tags/trams/",
        "/search/?q=tram",
        "/about/",
        "/comments/mine/",
        "/sign-in/anything/",
    ):
        answer = page.goto(path, wait_until="networkidle")
        assert answer.status == 200, path
        policy = answer.headers["content-security-policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
    assert wrongs == []


def test_a_first_visitor_comments_on_the_new_site(new_page, new_site):
    page = new_page(url=new_site.url, width=390)
    page.goto("/")
    page.locator("article.card h2 a").first.click()
    page.get_by_role("link", name="Leave a comment").click()
    write(comment_form(page), "I heard it from the ferry.")
    send(comment_form(page))
    expect(own_comment(page, "I heard it from the ferry.")).to_contain_text(HELD)
