"""Whatever people type is text: on no page, in no feed, letter or table does any of it run."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator
from html import unescape
from io import StringIO
from types import SimpleNamespace
from urllib.parse import unquote

import pytest
from lxml import etree
from playwright.sync_api import Dialog, Page, expect

from tests.fixtures.site import Site, StartSite
from tests.journeys.backstage import Backstage
from tests.journeys.typed import ATTACK, TYPED, number_of, short

pytestmark = pytest.mark.browser
CAME_THROUGH = """() => [...document.querySelectorAll(
    "[onerror], [onclick], [onload], [srcdoc], a[href^='javascript' i], img[src='']:not([data-chooser-image])"
)].map((one) => one.outerHTML.slice(0, 300))"""
STRUCTURED = """() => [...document.querySelectorAll("script[type$=json]")]
    .map((one) => one.textContent)"""
FOR_PROGRAMS = re.compile(r"\.(atom|csv|xml|jsonl?)$|^/threads/\d+/people/")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
NOWHERE = frozenset(
    {
        "comments.Passage.reworded",
        "transfer.ImportItem.site",
        "usersessions.UserSession.user_agent",
    }
)
"""Kept, and shown on no page as it was typed."""


@pytest.fixture
def running_site(start_site: StartSite) -> Site:
    """A site of its own: what it is called is an attack too."""
    return start_site(RATE_LIMITS="off")


@pytest.fixture
def site_with_attacks(running_site: Site) -> Iterator[SimpleNamespace]:
    there = Backstage(running_site.data)
    try:
        yield there.hostile()
    finally:
        there.leave()


class Visit:
    """Looks at addresses as one person, and keeps what was read and what was wrong."""

    def __init__(self, page: Page, sign_in: str = "") -> None:
        self.page = page
        self.read: list[str] = []
        self.wrongs: list[str] = []
        page.on("dialog", self._ran)
        if sign_in:
            page.goto(sign_in)
            page.locator("main form button").click()
            expect(page).not_to_have_url(sign_in)

    def look(self, addresses: Iterable[str]) -> None:
        for address in addresses:
            read = self._data if FOR_PROGRAMS.search(address) else self._page
            read(address)

    def judge(self) -> None:
        """Note what came through on the page that is open."""
        self.read.append(self.page.content())
        for one in self.page.evaluate(STRUCTURED):
            json.loads(one)
        self.wrongs += [f"{self.page.url} has {one}" for one in self.page.evaluate(CAME_THROUGH)]

    def _page(self, address: str) -> None:
        answer = self.page.goto(address, wait_until="load")
        assert answer is not None
        if answer.status >= 400 and "nowhere" not in address:
            self.wrongs.append(f"{address} answers {answer.status}")
        self.read.append(answer.text())
        self.judge()

    def _data(self, address: str) -> None:
        """Read what is for programs: it is well formed, and holds neither a tag nor a formula."""
        answer = self.page.request.get(address)
        text, kind = answer.text(), answer.headers["content-type"]
        if answer.status != 200:
            self.wrongs.append(f"{address} answers {answer.status}")
        elif "xml" in kind:
            etree.fromstring(answer.body())
        elif "csv" in kind:
            cells = [cell for row in csv.reader(StringIO(text)) for cell in row]
            self.wrongs += [f"{address} has {one}" for one in cells if one.startswith(FORMULA)]
        if "html" in kind or ("xml" in kind and "<script>" in text):
            self.wrongs.append(f"{address} has a script")
        self.read.append(text)

    def _ran(self, dialog: Dialog) -> None:
        self.wrongs.append(f"{self.page.url} ran {dialog.message}")
        dialog.dismiss()


def test_nothing_that_people_typed_runs_on_any_page_or_feed(new_page, site_with_attacks):
    """A policy that has to stop a script fails the test like any other of its messages.

    Each field that people fill in holds an attack with a number of its own (typed.py), which has to
    be met somewhere: what is shown nowhere was looked at nowhere.
    """
    browser = short("usersessions.UserSession.user_agent")
    reader = Visit(new_page(user_agent=browser), site_with_attacks.reader)
    reader.look(site_with_attacks.readers)
    _be_warned(reader, site_with_attacks.warned_at)
    staff = Visit(new_page(), site_with_attacks.owner)
    staff.look(site_with_attacks.staffs)
    stranger = Visit(new_page())
    # No policy of ours stands behind what a mail program shows.
    for one in site_with_attacks.letters:
        stranger.page.set_content(one)
        stranger.judge()
    stranger.look([site_with_attacks.prove])
    assert "\n".join(reader.wrongs + staff.wrongs + stranger.wrongs) == ""
    read = unquote(unescape("".join(reader.read + staff.read + stranger.read)))
    met = {field for field in TYPED if ATTACK.format(number_of(field)) in read}
    assert set(TYPED) - met == NOWHERE


def _be_warned(reader: Visit, address: str) -> None:
    """Try to comment under a warning, whose reason is shown then."""
    reader.page.goto(address)
    form = reader.page.locator("[data-comment-form]").first
    form.locator("textarea").fill("A remark.")
    form.locator("button").first.click()
    expect(reader.page.get_by_role("alert").first).to_be_visible()
    reader.judge()
