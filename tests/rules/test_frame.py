"""What the tests stand on does what they trust it for."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connection
from wagtail.models import Page

from tests.fixtures.database import Clock
from tests.fixtures.network import NetworkRefused


@pytest.mark.parametrize("address", ["192.0.2.1", "news.example", "2001:db8::1"])
def test_no_test_reaches_another_machine(address):
    with pytest.raises(NetworkRefused):
        socket.create_connection((address, 80), timeout=1)


def test_this_process_has_data_of_its_own():
    assert "addyours-tests-" in str(settings.MEDIA_ROOT)


@pytest.mark.django_db
@pytest.mark.sqlite_only
def test_sqlite_is_tested_with_the_journal_it_is_served_with():
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)


@pytest.mark.django_db
@pytest.mark.postgresql_only
def test_postgresql_is_what_it_says():
    assert connection.vendor == "postgresql"


@pytest.mark.parametrize("time", [1, 2])
@pytest.mark.django_db(transaction=True)
def test_what_migrations_made_is_there_in_a_test_that_commits(time):
    Group.objects.create(name="made by one test")
    assert Page.objects.filter(depth=1).count() == 1


@pytest.mark.django_db
def test_what_a_test_committed_is_gone_after_it_and_what_migrations_made_is_not():
    assert not Group.objects.filter(name="made by one test").exists()
    assert Page.objects.filter(depth=1).count() == 1


@pytest.mark.django_db
def test_too_many_queries_are_shown(at_most_queries):
    with pytest.raises(pytest.fail.Exception, match="auth_group"), at_most_queries(1):  # noqa: PT012
        list(Group.objects.all())
        list(Group.objects.all())


def test_the_clock_moves_when_told():
    clock = Clock()
    before = clock.now
    assert (clock.forward(minutes=15) - before).total_seconds() == 900


@pytest.fixture
def loop_of_its_own() -> Iterator[None]:
    yield
    asyncio.run(asyncio.sleep(0))


@pytest.mark.browser
def test_a_browser_leaves_no_event_loop_behind(loop_of_its_own, new_page):
    new_page(url="http://127.0.0.1:1").set_content("<title>A</title>")
    assert asyncio.get_running_loop().is_running()


@pytest.mark.browser
def test_axe_finds_a_picture_without_words(new_page, axe):
    page = new_page(url="http://127.0.0.1:1", width=390, scheme="dark")
    page.set_content("<html lang=en><title>A</title><main><h1>A</h1><img src='data:,'></main>")
    assert [line for line in axe(page) if line.startswith("image-alt")]


@pytest.mark.browser
def test_a_site_runs_for_the_browser_and_its_owner_signs_in(page, running_site):
    response = page.goto("/")
    assert response is not None
    assert response.status == 200
    page.goto(running_site.owner_link)
    page.get_by_role("main").get_by_role("button").click()
    page.wait_for_url("**/newsroom/")
    assert page.title().startswith("Dashboard"), page.title()
