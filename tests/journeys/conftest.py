"""What all journeys share: one site for each test process, and who prepares things on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.fixtures.site import Site, serving_copy
from tests.journeys.backstage import Backstage
from tests.journeys.steps import sign_in


@pytest.fixture(scope="session")
def running_site(first_site_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The same site for all journeys of a process: each uses stories and writers of its own on it."""
    data = tmp_path_factory.mktemp("journeys") / "data"
    with serving_copy(first_site_data, data, RATE_LIMITS="off") as site:
        yield site


@pytest.fixture(scope="session")
def backstage(running_site: Site) -> Iterator[Backstage]:
    """Who makes stories, comments and accounts on the running site without a browser."""
    there = Backstage(running_site.data)
    try:
        yield there
    finally:
        there.leave()


@pytest.fixture
def editor(new_page, backstage) -> Page:
    """An editor's browser, signed in."""
    page: Page = new_page()
    sign_in(page, backstage, "editor")
    return page


@pytest.fixture
def moderator(new_page, backstage) -> Page:
    """A moderator's browser, signed in."""
    page: Page = new_page()
    sign_in(page, backstage, "moderator")
    return page
