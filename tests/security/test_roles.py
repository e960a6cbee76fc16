"""Every address of the newsroom, asked for by somebody of every role: newsroom_rights.txt says what happens.

A new address has to be written there with who may use it, and looked at, before the suite is green.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.template.backends.django import Template
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, Site, Workflow

from addyours.moderation.models import Sanction, WordRule
from addyours.notify.models import Mail
from addyours.stories.models import Author
from addyours.transfer.models import ImportRun
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


class Values(dict[str, object]):
    """Number 1 for what is not told apart here: most likely nothing is there, and who may learn so?"""

    def __missing__(self, key: str) -> object:
        return 1


@pytest.fixture
def values(founded_site):
    """Something that is there for each parameter, belonging to none of those who ask."""
    comment = make.make_comment(state="pending")
    story = make.make_story()
    make.sanction("ban", f"guest:{comment.guest_id}")
    rule = make.make_rule("tramline")
    user = make.make_user("reader")
    make.make_author()
    return Values(
        {
            **dict.fromkeys(("page_id", "parent_page_id", "page_to_move_id"), story.pk),
            "destination_id": make.make_section("Harbour").pk,
            "image_id": make.make_photo().pk,
            "comment_id": comment.pk,
            "thread_id": comment.thread_id,
            "sanction_id": Sanction.objects.get().pk,
            "rule_id": WordRule.objects.get(pk=rule.pk).pk,
            "key": f"guest:{comment.guest_id}",
            "name": "comments",
            "revision_id": story.latest_revision_id,
            "revision_id_a": "earliest",
            "revision_id_b": "latest",
            "redirect_id": Redirect.objects.create(old_path="/was", redirect_link="/is/").pk,
            "collection_id": Collection.objects.first().pk,
            "wagtailadmin_collections:pk": Collection.objects.first().pk,
            "wagtailsites:pk": Site.objects.get().pk,
            "wagtailusers_users:pk": user.pk,
            "wagtailusers_groups:pk": Group.objects.first().pk,
            "wagtailadmin_workflows:pk": Workflow.objects.create(name="Two pairs of eyes").pk,
            "wagtailadmin_api:pages:pk": story.pk,
            "people:pk": make.make_person("Ada Quillfeather").pk,
            "authors:pk": Author.objects.first().pk,
            "mail_id": Mail.objects.create(kind="answer", address="mara@example.com").pk,
            "run_id": ImportRun.objects.create(source="wordpress").pk,
        }
    )


def ask(browser: Client, method: str, path: str) -> str:
    """Tell what becomes of a request; whatever it changed is undone."""
    cookies = browser.cookies.copy()
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


def test_every_address_of_the_newsroom_does_for_each_role_what_was_written_down(
    values, monkeypatch
):
    monkeypatch.setattr(Template, "render", lambda *_, **__: "")
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
