"""Whatever the newsroom changes for readers stands in the outbox in the same transaction.

A crash is let happen between Wagtail's commit and its signal, where a change told of by that signal
would be lost; and inside the transaction, after which there must be neither change nor row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from typing import Any

import lxml.html
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import Model
from django.dispatch import Signal
from django.test import Client
from django.urls import reverse
from PIL import Image
from wagtail.models import Page, Site
from wagtail.signals import (
    page_published,
    page_slug_changed,
    page_unpublished,
    post_page_move,
)
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from addyours.outbox.models import Change
from addyours.outbox.queries import head
from addyours.outbox.record import record
from addyours.stories.actions import make_person
from addyours.stories.models import Person, Photo, Section, SiteIdentity, Story
from addyours.stories.queries import path_of
from tests import factories as make


class Crash(Exception):
    """The process ends here."""


@pytest.fixture
def editor(db: None) -> Client:
    """A browser in which an owner is signed in; a crash is answered with a 500."""
    make.make_site()
    client = Client(raise_request_exception=False)
    client.force_login(make.make_user("owner"))
    return client


@contextmanager
def crashing_at(signal: Signal) -> Iterator[list[bool]]:
    """Within the block, let whoever sends a signal crash; list whether it was in a transaction."""
    crashed: list[bool] = []
    of_the_test = len(connection.atomic_blocks)

    def crash(**kwargs: Any) -> None:
        crashed.append(len(connection.atomic_blocks) > of_the_test)
        raise Crash

    signal.connect(crash, weak=False)
    try:
        yield crashed
    finally:
        signal.disconnect(crash)


def since(position: int) -> list[Change]:
    return list(Change.objects.filter(position__gt=position))


def keys_since(position: int) -> set[str]:
    return {key for change in since(position) for key in change.keys}


def filled_form(client: Client, url: str, **values: Any) -> dict[str, Any]:
    """The form of a page of the newsroom as a browser would send it, with some values changed."""
    page = lxml.html.fromstring(client.get(url).content.decode())
    forms = [form for form in page.forms if form.method == "POST" and len(form.fields) > 2]
    largest = max(forms, key=lambda form: len(form.fields))
    fields = {name: value for name, value in largest.form_values() if name}
    return {**fields, **values}


def edit_url(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def publish_story(client: Client, story: Story, **values: Any) -> Any:
    body = nested_form_data({"body": streamfield([("paragraph", rich_text("<p>Rang once.</p>"))])})
    form = filled_form(client, edit_url(story), **values)
    return client.post(edit_url(story), {**form, **body, "action-publish": "1"})


# Between Wagtail's commit and its signal


def test_publishing_is_told_of_though_the_signal_never_comes(editor):
    story = make.make_story("The bell", publish=False)
    before = head()
    with crashing_at(page_published) as crashed:
        assert publish_story(editor, story).status_code == 500
    assert crashed == [False], "Wagtail sends it outside of the transaction: that is the trap"
    story.refresh_from_db()
    assert story.live
    assert {story.key, "front", f"section:{story.in_section_id}"} <= keys_since(before)


def test_taking_down_is_told_of_though_the_signal_never_comes(editor):
    story = make.make_story("The bell")
    before = head()
    with crashing_at(page_unpublished) as crashed:
        url = reverse("wagtailadmin_pages:unpublish", args=[story.pk])
        assert editor.post(url).status_code == 500
    assert crashed == [False]
    story.refresh_from_db()
    assert not story.live
    assert {story.key, "front"} <= keys_since(before)


def test_moving_is_told_of_though_the_signal_never_comes(editor):
    story = make.make_story("The bell")
    other = make.make_section("Sea")
    before = head()
    with crashing_at(post_page_move) as crashed:
        url = reverse("wagtailadmin_pages:move_confirm", args=[story.pk, other.pk])
        assert editor.post(url).status_code == 500
    assert crashed == [False]
    story = Story.objects.get(pk=story.pk)
    assert story.get_parent().pk == other.pk
    assert story.in_section_id == other.pk
    assert story.thread.path == path_of(story)
    assert {story.key, "site", f"section:{other.pk}", story.thread.key} <= keys_since(before)


def test_renaming_a_section_is_told_of_with_the_addresses_beneath(
    editor, django_capture_on_commit_callbacks
):
    story = make.make_story("The bell")
    section = Section.objects.get(pk=story.in_section_id)
    before = head()
    with crashing_at(page_slug_changed) as crashed:
        form = filled_form(editor, edit_url(section), slug="coast")
        with django_capture_on_commit_callbacks() as afterwards:
            editor.post(edit_url(section), {**form, "action-publish": "1"})
        for callback in afterwards:
            with suppress(Crash):
                callback()
    assert crashed, "the signal was sent"
    story = Story.objects.get(pk=story.pk)
    assert path_of(story).startswith("/coast/")
    assert story.thread.path == path_of(story)
    assert {f"tree:{section.pk}", "site", story.thread.key} <= keys_since(before)


# Everything that readers see


def test_editing_a_published_story_is_told_of(editor):
    story = make.make_story("The bell")
    before = head()
    assert publish_story(editor, story, title="The bell again").status_code == 302
    story.refresh_from_db()
    assert story.title == "The bell again"
    assert {story.key, "front"} <= keys_since(before)


def test_a_draft_is_no_news_to_readers(editor):
    story = make.make_story("The bell")
    body = nested_form_data({"body": streamfield([("paragraph", rich_text("<p>Draft.</p>"))])})
    before = head()
    form = filled_form(editor, edit_url(story), title="Not yet")
    assert editor.post(edit_url(story), {**form, **body}).status_code in (200, 302)
    assert keys_since(before) == set()


def test_deleting_a_story_is_told_of(editor):
    story = make.make_story("The bell")
    before = head()
    url = reverse("wagtailadmin_pages:delete", args=[story.pk])
    assert editor.post(url).status_code == 302
    assert not Story.objects.filter(pk=story.pk).exists()
    assert f"tree:{story.pk}" in keys_since(before)
    assert "site" in keys_since(before)


def test_the_name_of_the_site_is_told_of(editor):
    site = Site.objects.get()
    SiteIdentity.for_site(site)
    url = reverse("wagtailsettings:edit", args=["stories", "siteidentity", site.pk])
    before = head()
    form = filled_form(editor, url, name="The Quay")
    assert editor.post(url, form).status_code == 302
    assert SiteIdentity.objects.get().name == "The Quay"
    assert "site" in keys_since(before)


def test_a_person_is_told_of(editor):
    person = make_person("Ines Calder")
    before = head()
    person.description = "lighthouse keeper"
    person.save()
    assert keys_since(before) == {person.key}
    before = head()
    key = person.key
    person.delete()
    assert key in keys_since(before)


def test_an_author_is_told_of(editor):
    author = make.make_author("Ines Calder")
    before = head()
    author.bio = "Writes of the sea."
    author.save()
    assert keys_since(before) == {author.key, "front"}


def picture(colour: str) -> SimpleUploadedFile:
    data = BytesIO()
    Image.new("RGB", (40, 30), colour).save(data, "PNG")
    return SimpleUploadedFile(f"{colour}.png", data.getvalue(), "image/png")


NO_SCHEME = pytest.mark.filterwarnings("ignore:The default scheme will be changed")
"""Said of every form with an address in it, until Django 6."""


@NO_SCHEME
def test_a_replaced_photo_is_told_of(editor):
    photo = make.make_photo()
    url = reverse("wagtailimages:edit", args=[photo.pk])
    before = head()
    form = filled_form(editor, url, title="The other quay", file=picture("red"))
    assert editor.post(url, form).status_code == 302
    photo.refresh_from_db()
    assert photo.title == "The other quay"
    assert "site" in keys_since(before)


@NO_SCHEME
def test_a_photo_edited_where_many_are_uploaded_is_told_of(editor):
    url = reverse("wagtailimages:add_multiple")
    before = head()
    answer = editor.post(url, {"files[]": picture("green"), "title": "Green"})
    assert answer.status_code == 200, answer.content
    photo = Photo.objects.get()
    assert "site" in keys_since(before)
    before = head()
    edit = reverse("wagtailimages:edit_multiple", args=[photo.pk])
    prefix = f"image-{photo.pk}"
    values = {f"{prefix}-title": "Greener", f"{prefix}-description": "A quay"}
    editor.post(edit, values, headers={"X-Requested-With": "XMLHttpRequest"})
    photo.refresh_from_db()
    assert photo.title == "Greener"
    assert "site" in keys_since(before)


# Both or neither


@pytest.fixture
def crash_when_told(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Return what lets every write to the outbox from now on crash after its row is there."""

    def arm() -> None:
        def record_and_crash(topic: str, *, keys: list[str], **ids: Any) -> None:
            record(topic, keys=keys, **ids)
            raise Crash

        for module in ("settle", "people", "write"):
            monkeypatch.setattr(f"addyours.stories.actions.{module}.record", record_and_crash)

    return arm


def test_a_crash_inside_the_transaction_leaves_neither_story_nor_row(editor, crash_when_told):
    story = make.make_story("The bell", publish=False)
    before = head()
    crash_when_told()
    assert publish_story(editor, story).status_code == 500
    story.refresh_from_db()
    assert not story.live
    assert since(before) == []


@pytest.mark.parametrize("make_thing", [make.make_photo, lambda: make_person("Ines Calder")])
def test_a_crash_inside_leaves_neither_thing_nor_row(editor, crash_when_told, make_thing):
    thing = make_thing()
    name = "title" if isinstance(thing, Photo) else "name"
    old, before = getattr(thing, name), head()
    crash_when_told()
    setattr(thing, name, "Another")
    with pytest.raises(Crash):
        thing.save()
    thing.refresh_from_db()
    assert getattr(thing, name) == old
    assert since(before) == []


@pytest.mark.parametrize("model", [Person, Photo, SiteIdentity, Story, Section])
def test_the_signal_of_a_save_is_sent_inside_its_transaction(editor, model, monkeypatch):
    story = make.make_story("The bell")
    things: dict[type[Model], Callable[[], Any]] = {
        Person: lambda: make_person("Ines Calder"),
        Photo: make.make_photo,
        SiteIdentity: lambda: SiteIdentity.for_site(Site.objects.get()),
        Story: lambda: story,
        Section: lambda: Section.objects.get(pk=story.in_section_id),
    }
    thing = things[model]()
    of_the_test = len(connection.atomic_blocks)
    open_transactions = []

    def note(topic: str, *, keys: list[str], **ids: Any) -> None:
        # One more than the action's own: the change's transaction is around it.
        open_transactions.append(len(connection.atomic_blocks) - of_the_test)

    monkeypatch.setattr("addyours.stories.actions.settle.record", note)
    thing.save()
    assert open_transactions
    assert min(open_transactions) >= 2
