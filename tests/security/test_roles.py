"""Every address of the newsroom, asked for by somebody of every role: newsroom_rights.txt says what happens.

A new address has to be written there with who may use it, and looked at, before the suite is green.
"""

from __future__ import annotations

from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from wagtail.models import Page

from tests import factories as make
from tests.security.addresses import all_addresses

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.sqlite_only,
    # Wagtail makes the forms of photos.
    pytest.mark.filterwarnings("ignore:The default scheme will be changed"),
]
EXPECTED = Path(__file__).with_name("newsroom_rights.txt")
ROLES = ("stranger", "reader", "author", "moderator", "editor", "owner")
FOR_EVERYBODY = ("/newsroom/login/", "/newsroom/logout/", "/account/")
REFUSED, DONE, NOTHING = "n", "y", "-"


def expected() -> dict[str, str]:
    """What happens to each role, in the order of ROLES, by route."""
    lines = EXPECTED.read_text(encoding="utf-8").splitlines()
    rows = (line.split(maxsplit=1) for line in lines if line and not line.startswith("#"))
    return {route: outcome for outcome, route in rows}


def ask(browser: Client, method: str, path: str) -> str:
    """Tell what becomes of a request; whatever it changed is undone."""
    cookies = SimpleCookie(browser.cookies)
    with transaction.atomic():
        answer = getattr(browser, method)(path)
        transaction.set_rollback(True)
    browser.cookies = cookies
    place = answer.headers.get("Location", "").split("?")[0]
    if answer.status_code >= 500:
        return "!"
    if answer.status_code in (403, 405) or (answer.status_code == 302 and place in FOR_EVERYBODY):
        return REFUSED
    if answer.status_code == 302 and place == "/newsroom/":  # Wagtail says so there.
        return REFUSED
    return NOTHING if answer.status_code == 404 else DONE


def outcome(browser: Client, path: str) -> str:
    """What reading does, and where that is refused or there is nothing to read, what sending does."""
    read = ask(browser, "get", path)
    if read == DONE:
        return DONE
    sent = ask(browser, "post", path)
    return DONE if sent == DONE else NOTHING if NOTHING in (read, sent) else REFUSED


def test_every_address_of_the_newsroom_does_for_each_role_what_was_written_down(values, undrawn):
    browsers = [_signed_in(role) for role in ROLES]
    found = {}
    for address in all_addresses("newsroom/"):
        path = address.path(values)
        found[address.route] = "".join(outcome(browser, path) for browser in browsers)
    assert found == expected()


def _signed_in(role: str) -> Client:
    browser = Client(raise_request_exception=False)
    if role != "stranger":
        browser.force_login(make.make_user(role))
    return browser


def test_who_sees_wagtails_question_about_moving_a_page_cant_move_it(values):
    path = f"/newsroom/pages/{values['page_id']}/move/{values['destination_id']}/confirm/"
    for role in ("author", "moderator"):
        assert _signed_in(role).post(path)["Location"] == "/newsroom/"
    assert Page.objects.get(pk=values["page_id"]).get_parent().pk != values["destination_id"]
