"""Whatever people type is text: on no page and in no feed does any of it run."""

from __future__ import annotations

import pytest
from lxml import etree

from tests.journeys.steps import sign_in

pytestmark = pytest.mark.browser
CAME_THROUGH = """() => [...document.querySelectorAll(
    "[onerror], [onclick], [onload], [srcdoc], a[href^='javascript' i], img[src='']"
)].map((one) => one.outerHTML.slice(0, 300))"""


def test_nothing_that_people_typed_runs_on_any_page_or_feed(page, backstage):
    """A policy that has to stop a script fails the test like any other of its messages."""
    addresses = backstage.hostile()
    sign_in(page, backstage, "owner")
    ran: list[str] = []

    def said(dialog):
        ran.append(f"{page.url}: {dialog.message}")
        dialog.dismiss()

    page.on("dialog", said)
    wrongs = []
    for address in addresses:
        if address.endswith(".atom"):
            answer = page.request.get(address)
            etree.fromstring(answer.body())
            assert "<script>" not in answer.text()
            continue
        answer = page.goto(address, wait_until="load")
        if answer.status >= 400 and "nowhere" not in address:
            wrongs.append(f"{address} answers {answer.status}")
        wrongs += [f"{address} has {found}" for found in page.evaluate(CAME_THROUGH)]
    assert "\n".join(wrongs) == ""
    assert ran == []
