"""What other sites make a browser send changes nothing, nothing leads to another site, no header evades a limit."""

from __future__ import annotations

from http.cookies import SimpleCookie
from urllib.parse import urljoin, urlsplit

import pytest
from django.db import transaction
from django.test import Client

from addyours.accounts.actions import issue_sign_in_link
from addyours.comments.models import Comment
from tests import factories as make
from tests.comments.reader import Reader
from tests.security.addresses import all_addresses

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.sqlite_only,
    pytest.mark.filterwarnings("ignore:The default scheme will be changed"),
]
ELSEWHERE = {"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"}
TAKEN_FROM_ANYWHERE = {"mail/stop/<str:token>/"}
"""Mail programs post there (RFC 8058); the signed token in the address says who may."""
LEADS_ON = {
    "account/password/change/",
    "account/password/reset/",
    "account/password/reset/<path:rest>",
}
"""Only lead to another page, whatever is sent."""
HOSTILE = (
    "https://elsewhere.example/",
    "//elsewhere.example/",
    "///elsewhere.example/",
    "/\\elsewhere.example/",
    "https:elsewhere.example",
    "http://testserver@elsewhere.example/",
    "\thttps://elsewhere.example/",
    "javascript:alert(1)",
)
NAMES = ("next", "path", "url", "to", "then", "redirect_to", "success_url", "return", "place")
FORWARDED = (
    "X-Forwarded-For",
    "X-Real-IP",
    "Forwarded",
    "CF-Connecting-IP",
    "True-Client-IP",
    "X-Client-IP",
    "X-Forwarded-Host",
)


def test_each_address_refuses_what_another_site_sends(values, undrawn):
    browser = Client(enforce_csrf_checks=True, headers=ELSEWHERE, raise_request_exception=False)
    browser.force_login(make.make_user("owner"))
    taken = set()
    for address in all_addresses():
        with transaction.atomic():
            answer = browser.post(address.path(values), {"confirm": "yes"})
            transaction.set_rollback(True)
        if answer.status_code not in (403, 404, 405):
            taken.add(address.route)
    assert taken <= TAKEN_FROM_ANYWHERE | LEADS_ON


@pytest.mark.parametrize("role", ["stranger", "reader", "owner"])
def test_no_address_leads_to_another_site(values, undrawn, role):
    browser = Reader(raise_request_exception=False)
    if role != "stranger":
        browser.force_login(make.make_user(role))
    cookies = SimpleCookie(browser.cookies)
    left = []
    beneath = "newsroom/" if role == "owner" else ""
    for number, address in enumerate(all_addresses(beneath)):
        if role != "owner" and address.route.startswith("newsroom/"):
            continue
        place = HOSTILE[number % len(HOSTILE)]
        asked = dict.fromkeys(NAMES, place)
        for method in ("get", "post"):
            with transaction.atomic():
                answer = getattr(browser, method)(
                    address.path(values), asked, headers={"Referer": "https://elsewhere.example/"}
                )
                transaction.set_rollback(True)
            browser.cookies = SimpleCookie(cookies)
            if answer.status_code >= 500 or is_elsewhere(answer.headers.get("Location", "")):
                left.append(f"{method} {address.route} {answer.status_code}")
    assert left == []


@pytest.mark.parametrize("place", HOSTILE)
def test_signing_in_and_out_leads_nowhere_else(place):
    browser = Reader()
    link = f"/sign-in/{issue_sign_in_link(make.make_user('reader'))}/"
    entered = browser.post(link, {"next": place}, query_params={"next": place})
    assert not is_elsewhere(entered["Location"])
    welcome = browser.get("/account/welcome/", {"next": place})
    assert b"elsewhere.example" not in welcome.content
    assert b"javascript:" not in welcome.content
    left = browser.post("/account/logout/", {"next": place})
    assert left.status_code == 302
    assert not is_elsewhere(left["Location"])


def is_elsewhere(place: str) -> bool:
    """Tell whether a browser sent to that place leaves the site."""
    parts = urlsplit(urljoin("http://testserver/", place.strip().replace("\\", "/")))
    return parts.scheme not in ("http", "https") or parts.netloc != "testserver"


def test_no_forwarded_header_evades_the_limit_of_an_address():
    make.make_policy(per_address=3)
    thread = make.make_thread()
    for number in range(6):
        address = f"203.0.113.{number}"
        headers = {name: address for name in FORWARDED if name != "Forwarded"}
        headers |= {"Forwarded": f"for={address}", "Sec-Fetch-Site": "same-origin"}
        headers["X-Forwarded-Host"] = "testserver"
        Client(headers=headers).post(
            f"/threads/{thread.pk}/comments/", {"name": f"Mara {number}", "body": f"No. {number}"}
        )
    assert Comment.objects.count() == 3
