"""Answers for machines that watch the site, and pages for what went wrong."""

from __future__ import annotations

import json

import pytest
from django.db import OperationalError
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client, RequestFactory

from addyours.pagecache.marks import STAFF_COOKIE
from addyours.web import views
from tests import factories as make


def test_the_process_says_that_it_lives_without_asking_the_database(client):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_the_site_is_ready_when_its_database_has_the_right_shape(client):
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (200, {"ready": True})
    MigrationRecorder.Migration.objects.filter(app="comments").delete()
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "missing" in response.json()["reason"]


def test_the_site_is_not_ready_while_its_database_is_away(monkeypatch):
    def away(connection):
        raise OperationalError("no route to postgresql://u:hidden@db")

    monkeypatch.setattr(views, "MigrationExecutor", away)
    response = views.readyz(RequestFactory().get("/readyz"))
    assert response.status_code == 503
    assert json.loads(response.content)["ready"] is False
    assert b"hidden" not in response.content


@pytest.mark.django_db
def test_a_defect_gets_a_page_that_tells_nothing_of_itself(monkeypatch):
    make.make_site()

    def crash(*args, **kwargs):
        raise RuntimeError("the secret is hidden")

    monkeypatch.setattr("addyours.stories.views.queries.listing", crash)
    response = Client(raise_request_exception=False).get("/search/")
    assert response.status_code in (200, 500)
    response = Client(raise_request_exception=False).get("/")
    assert response.status_code == 500
    assert b"Something went wrong" in response.content
    assert b"hidden" not in response.content
    assert b"Traceback" not in response.content


@pytest.mark.django_db
@pytest.mark.parametrize("place", ["/", "/nowhere/", "/comments/mine/", "/newsroom/login/"])
def test_every_answer_is_told_to_be_careful(place):
    make.make_site()
    response = Client().get(place)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] in ("SAMEORIGIN", "DENY")
    assert response["Referrer-Policy"]


@pytest.mark.django_db
def test_the_newsroom_keeps_its_own_tokens():
    make.make_site()
    owner = Client(enforce_csrf_checks=True, headers={"Sec-Fetch-Site": "same-origin"})
    owner.force_login(make.make_user("owner"))
    assert owner.post("/newsroom/pages/1/delete/").status_code == 403


@pytest.mark.django_db
def test_a_page_that_goes_past_the_cache_to_staff_is_compressed_on_its_way(client):
    story = make.make_story()
    ask = {"path": story.get_url(), "headers": {"accept-encoding": "gzip"}}
    assert "Content-Encoding" not in client.get(**ask)
    client.cookies[STAFF_COOKIE] = "1"
    assert client.get(**ask)["Content-Encoding"] == "gzip"
