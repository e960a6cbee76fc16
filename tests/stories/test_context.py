"""What every page shows of the site is remembered, and never older than what was told of."""

from __future__ import annotations

from typing import Any

import pytest

from addyours.outbox import memory
from addyours.outbox.models import Change
from addyours.stories.context import site_view
from addyours.stories.models import FrontPage, PlainPage, Section, SiteIdentity
from tests import factories as make


@pytest.fixture
def hears(monkeypatch):
    """A process that follows the outbox; set its only item to say whether it hears just now."""
    now = [True]
    monkeypatch.setattr(memory, "_hears", lambda: now[0])
    yield now
    for one in memory._memories:
        one.forget()


def shown() -> tuple[Any, ...]:
    site = site_view("/news/bell/")
    return (site.name, site.tagline, site.transparency_url, site.sections, site.pages)


def name_site() -> None:
    SiteIdentity.objects.update_or_create(defaults={"name": "The Quay"})


def open_section() -> None:
    make.make_section("Sea")


def rename_section() -> None:
    section = Section.objects.get(title="Sea")
    section.title, section.slug = "Ocean", "ocean"
    section.save_revision().publish()


def move_section() -> None:
    Section.objects.get(title="Ocean").move(Section.objects.get(title="News"), pos="left")


def take_section_down() -> None:
    Section.objects.get(title="Ocean").unpublish()


def write_page() -> None:
    FrontPage.objects.get().add_child(instance=PlainPage(title="Harbour", body="<p>Old.</p>"))


def remove_page() -> None:
    PlainPage.objects.get(title="Harbour").delete()


def test_what_pages_show_of_the_site_is_as_it_was_last_told_of(db, hears):
    make.make_section("News")
    last = shown()
    for change in (
        name_site,
        open_section,
        rename_section,
        move_section,
        take_section_down,
        write_page,
        remove_page,
    ):
        before = Change.objects.count()
        change()
        memory.hear(Change.objects.order_by("position").values_list("topic", flat=True)[before:])
        remembered = shown()
        hears[0] = False
        assert remembered == shown() != last, change.__name__
        hears[0], last = True, remembered


def test_it_is_read_once(db, hears, queries):
    make.make_section("News")
    shown()
    with queries() as made:
        shown()
    assert made.statements == []
