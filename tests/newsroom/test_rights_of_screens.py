"""Who may see which screen, and which menu each role has."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from addyours.accounts.models import Role
from tests import factories as make

pytestmark = pytest.mark.django_db
MENUS = {
    Role.OWNER: {"explorer", "images", "people", "authors", "conversation", "reports", "settings"},
    Role.EDITOR: {"explorer", "images", "people", "authors", "conversation", "reports", "settings"},
    Role.AUTHOR: {"explorer", "images", "people", "authors", "reports"},
    Role.MODERATOR: {"conversation"},
}
CONVERSATION = {
    Role.OWNER: {"queue", "threads", "reported", "sanctions", "words", "scorer", "log", "figures"},
    Role.EDITOR: {"threads"},
    Role.MODERATOR: {"queue", "threads", "reported", "sanctions", "words", "scorer", "log"},
}
SETTINGS = {
    Role.OWNER: {
        "name-of-the-site",
        "conversation-settings",
        "reasons",
        "sign-in",
        "readers",
        "imports",
        "users",
        "redirects",
        "workflows",
    },
    Role.EDITOR: {"redirects"},
}
SCREENS = {
    "newsroom:queue": {"moderator", "owner"},
    "newsroom:desk": {"moderator", "owner"},
    "newsroom:appeals": {"moderator", "owner"},
    "newsroom:reasons": {"owner"},
    "newsroom:threads": {"editor", "moderator", "owner"},
    "newsroom:sanctions": {"moderator", "owner"},
    "newsroom:reports": {"moderator", "owner"},
    "newsroom:words": {"moderator", "owner"},
    "newsroom:new_word": {"moderator", "owner"},
    "newsroom:bring_words": {"moderator", "owner"},
    "newsroom:words_csv": {"moderator", "owner"},
    "newsroom:log": {"moderator", "owner"},
    "newsroom:log_csv": {"moderator", "owner"},
    "newsroom:log_jsonl": {"moderator", "owner"},
    "newsroom:scorer": {"moderator", "owner"},
    "newsroom:scorer_plot": {"moderator", "owner"},
    "newsroom:figures": {"owner"},
    "newsroom:settings": {"owner"},
    "newsroom:sign_in": {"owner"},
    "newsroom:readers": {"owner"},
    "mails:mails": {"owner"},
    "imports:imports": {"owner"},
    "wagtailusers_users:index": {"owner"},
    "wagtailusers_users:add": {"owner"},
    "people:index": {"author", "editor", "owner"},
    "people:add": {"author", "editor", "owner"},
    "authors:index": {"author", "editor", "owner"},
    "authors:add": {"editor", "owner"},
    "wagtailadmin_account": {"author", "editor", "moderator", "owner"},
    "wagtailadmin_home": {"author", "editor", "moderator", "owner"},
}
STAFF = ["author", "moderator", "editor", "owner"]


def menu_of(client):
    """What the sidebar is told to draw: each item's name, with the names beneath it."""
    html = client.get(reverse("wagtailadmin_home")).content.decode()
    start = html.index('<script id="wagtail-sidebar-props"')
    props = json.loads(html[html.index(">", start) + 1 : html.index("</script>", start)])
    found: dict[str, list[str]] = {}

    def walk(node, above):
        if isinstance(node, dict) and str(node.get("_type", "")).endswith("MenuItem"):
            told, *rest = node["_args"]
            above.append(told["name"])
            below = found.setdefault(told["name"], [])
            walk(rest, below)
        elif isinstance(node, dict):
            for value in node.values():
                walk(value, above)
        elif isinstance(node, list):
            for value in node:
                walk(value, above)

    walk(props, found.setdefault("", []))
    return found


@pytest.mark.parametrize("role", STAFF)
def test_each_role_has_only_its_own_menus(sign_in, role):
    menu = menu_of(sign_in(role))
    assert set(menu[""]) - {"account", "logout"} == MENUS[Role(role)]
    assert set(menu.get("conversation", [])) == CONVERSATION.get(Role(role), set())
    assert set(menu.get("settings", [])) == SETTINGS.get(Role(role), set())
    assert set(menu.get("reports", [])) <= {"site-history", "workflow-tasks", "mails"}


@pytest.mark.parametrize("role", STAFF)
def test_a_screen_is_shown_to_those_who_may_see_it_and_refused_to_others(sign_in, role):
    browser = sign_in(role)
    for screen in SCREENS:
        answer = browser.get(reverse(screen))
        if role in SCREENS[screen]:
            assert answer.status_code == 200, screen
        else:
            refused = (302, reverse("wagtailadmin_home"))
            assert (answer.status_code, answer.url) == refused, screen


def test_readers_and_strangers_are_asked_to_sign_in(sign_in, client):
    for browser in (client, sign_in("reader")):
        for screen in SCREENS:
            answer = browser.get(reverse(screen))
            assert answer.status_code == 302, screen
            assert answer.url.startswith(reverse("wagtailadmin_login"))


@pytest.mark.parametrize("role", ["author", "editor"])
def test_only_moderators_decide(sign_in, role):
    comment = make.make_comment(state="pending")
    browser = sign_in(role)
    for name in ("newsroom:decide", "newsroom:undo"):
        assert browser.post(reverse(name), {"one": f"approve:{comment.pk}"}).status_code == 302
    for name in ("newsroom:sanction", "newsroom:lift"):
        assert browser.post(reverse(name, args=[comment.pk])).status_code == 302
    comment.refresh_from_db()
    assert comment.state == "pending"


def test_a_script_without_the_right_is_told_so_by_status(sign_in):
    headers = {"X-Requested-With": "XMLHttpRequest", "Accept": "application/json"}
    answer = sign_in("author").post(reverse("newsroom:decide"), headers=headers)
    assert answer.status_code == 403


def test_decisions_need_djangos_token(moderator):
    moderator.handler.enforce_csrf_checks = True
    comment = make.make_comment(state="pending")
    answer = moderator.post(reverse("newsroom:decide"), {"one": f"approve:{comment.pk}"})
    assert answer.status_code == 403


def test_the_badge_says_how_many_comments_wait(moderator):
    for _ in range(3):
        make.make_comment(state="pending")
    html = moderator.get(reverse("wagtailadmin_home")).content.decode()
    assert '"data-pending": "3"' in html
    assert "Conversation: 3 comments wait" in html


def test_nothing_in_the_frame_leads_to_another_host(owner):
    html = owner.get(reverse("wagtailadmin_home")).content.decode()
    for other in ("gravatar", "releases.wagtail", "guide.wagtail", "wagtail.org"):
        assert other not in html


def test_wagtails_crash_on_purpose_is_not_to_be_had(owner):
    assert owner.get("/newsroom/failwhale/").status_code == 404


def test_authors_add_stories_and_nothing_else(sign_in):
    front = make.make_site()
    section = make.make_section()
    for role, status in (("author", 302), ("editor", 200)):
        browser = sign_in(role)
        for kind in ("section", "plainpage"):
            url = reverse("wagtailadmin_pages:add", args=["stories", kind, front.pk])
            assert browser.get(url).status_code == status
        url = reverse("wagtailadmin_pages:add", args=["stories", "story", section.pk])
        assert browser.get(url).status_code == 200


def test_the_newsrooms_pages_may_fetch_from_nowhere_else(owner):
    for url in (reverse("wagtailadmin_home"), reverse("newsroom:queue"), reverse("people:index")):
        policy = owner.get(url)["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "http" not in policy
