"""Whatever is sent to whatever address, the answer is one that was meant: schemathesis drives the URL map.

`--fuzz 100` tries each address a hundred times instead of twice.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from sys import exception
from typing import Any

import pytest
import schemathesis
from django.core.signals import got_request_exception, request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as some
from hypothesis.internal.conjecture.providers import HypothesisProvider

from addyours.accounts.actions import issue_sign_in_link
from addyours.newsroom import here
from addyours.web.wsgi import application
from tests import factories as make
from tests.comments.reader import Reader
from tests.security.addresses import all_addresses
from tests.security.content import reached
from tests.security.http_schema import document

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.sqlite_only,
    pytest.mark.filterwarnings("ignore:The default scheme will be changed"),
]
SELDOM = ("put", "patch", "delete", "options", "head", "trace")
KINDS = (
    "multipart/form-data; boundary=x",
    "multipart/form-data",
    "application/json",
    "text/x;charset=?",
)
TOKEN = "t" * 32
SENT_BY_OUR_PAGES = {"Sec-Fetch-Site": "same-origin", "X-CSRFToken": TOKEN}
bounded = settings(
    database=None,
    deadline=None,
    # What was sent is told as it is: to look for something simpler takes longer than to read it.
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def same_each_time(monkeypatch):
    """Let nothing depend on which modules other tests have loaded: hypothesis takes words out of them."""
    monkeypatch.setattr(HypothesisProvider, "_maybe_draw_constant", lambda *_, **__: None)


def test_no_address_crashes_whatever_is_sent(founded_site, same_each_time, pytestconfig):
    users = {role: make.make_user(role) for role in ("reader", "moderator", "owner")}
    browsers = {"guest": Reader(raise_request_exception=False)}
    for role, user in users.items():
        browsers[role] = Reader(raise_request_exception=False)
        # As they do it themselves: who signed in just now is not asked again before what matters.
        browsers[role].post(f"/sign-in/{issue_sign_in_link(user)}/")
    schema = schemathesis.openapi.from_dict(document(browsers, reached(users["reader"])))
    schema.app = application
    schema.config.analysis.constants.enabled = False
    cookies = {role: _cookies(browser) for role, browser in browsers.items()}
    found: dict[str, str] = {}

    def send(case, role):
        with transaction.atomic(), _heard() as raised:
            answer = case.call(headers=SENT_BY_OUR_PAGES, cookies=cookies[role])
            transaction.set_rollback(True)
        if fault := _fault(answer, raised):
            found.setdefault(fault, f"{role}: {case.as_curl_command()[:1_000]}")

    with _connection_kept():
        for place in schema:
            _attack(place, schema[place], send, pytestconfig.getoption("fuzz"))
    assert not found, "\n\n".join(f"{fault}\n{request}" for fault, request in found.items())


@pytest.mark.parametrize("role", ["guest", "owner"])
def test_no_address_crashes_on_methods_and_bodies_that_nobody_sends(values, undrawn, role):
    browser = Reader(raise_request_exception=False)
    if role != "guest":
        browser.force_login(make.make_user(role))
    crashed = []
    for number, address in enumerate(all_addresses()):
        method = SELDOM[number % len(SELDOM)]
        path = f"{address.path(values)}?%ff=%fe&page=%00&after=%ed%a0%80"
        broken = {"content_type": KINDS[number % len(KINDS)], "data": b"--x\r\n\xff{[\0"}
        for way, sent in ((method, {}), ("post", broken)):
            with transaction.atomic():
                answer = getattr(browser, way)(path, **sent)
                transaction.set_rollback(True)
            if answer.status_code >= 500:
                crashed.append(f"{way} {path} {answer.status_code}")
    assert crashed == []


@pytest.mark.parametrize("number", [2**63, 10**30])
def test_nothing_is_at_a_number_that_no_row_can_have(number):
    browser = Reader()
    assert browser.get(f"/threads/{number}/passages/{number}/").status_code == 404
    assert browser.post(f"/threads/{number}/comments/", {"body": "A remark."}).status_code == 404


def test_what_wagtail_cant_read_is_refused_and_a_defect_of_ours_stays_one(
    founded_site, monkeypatch
):
    owner = Reader(raise_request_exception=False)
    owner.force_login(make.make_user("owner"))
    assert owner.post("/newsroom/choose-external-link/").status_code == 400
    story = make.make_story()
    assert owner.post(f"/newsroom/pages/{story.pk}/copy/").status_code == 400
    sent = {"new_parent_page": "none"}
    assert owner.post(f"/newsroom/pages/{story.pk}/copy/", sent).status_code == 400
    monkeypatch.setattr(here, "_shown_at", lambda *_: int("none"))
    assert owner.get("/newsroom/here/").status_code == 500


def _attack(place: str, operations: Any, send: Any, times: int) -> None:
    """Ask one address in each way, as somebody to whom it is more than a closed door."""
    roles = ("owner", "moderator") if place.startswith("/newsroom/") else ("reader", "guest")
    cases = some.tuples(*(operation.as_strategy() for operation in operations.values()))

    @seed(times)
    @settings(bounded, max_examples=times)
    @given(cases=cases, role=some.sampled_from(roles))
    def attack(cases, role):
        for case in cases:
            send(case, role)

    attack()


@contextmanager
def _heard() -> Iterator[list[BaseException]]:
    """Hear what a request ends by, of which its answer tells nothing."""
    raised: list[BaseException] = []

    def hear(**_: Any) -> None:
        raised.append(exception())

    got_request_exception.connect(hear)
    try:
        yield raised
    finally:
        got_request_exception.disconnect(hear)


@contextmanager
def _connection_kept() -> Iterator[None]:
    """Keep the database open after each request, as Django's own test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


def _cookies(browser: Reader) -> dict[str, str]:
    return {name: one.value for name, one in browser.cookies.items()} | {"csrftoken": TOKEN}


def _fault(answer: Any, raised: list[BaseException]) -> str:
    """Tell what is wrong with an answer: the crash and where it came from."""
    if raised:
        error = raised[-1]
        where = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__} at {where.filename}:{where.lineno}: {str(error)[:200]}"
    if answer.status_code >= 500 or b"Traceback (most recent" in answer.content:
        return f"{answer.status_code} {answer.text[:200]}"
    if answer.content and "content-type" not in answer.headers:
        return "An answer of no kind"
    return ""
