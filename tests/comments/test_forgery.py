"""Who is who: cookies, other sites, and nobody in somebody else's name."""

from __future__ import annotations

from http.cookies import SimpleCookie

import pytest
from django.core import signing
from django.test import Client

from addyours.accounts.models import Guest
from addyours.accounts.writers import COOKIE
from addyours.comments.models import Comment, CommentState
from tests import factories as make
from tests.comments.reader import Reader

pytestmark = pytest.mark.django_db


def test_the_cookies_of_a_guest_are_out_of_reach_of_scripts_and_other_sites(reader, thread):
    cookies = reader.send(thread).cookies
    assert cookies[COOKIE]["httponly"]
    assert {cookie["samesite"] for cookie in cookies.values()} == {"Lax"}
    secure = Reader().post(
        f"/threads/{thread.pk}/comments/", {"name": "Mara", "body": "Once more."}, secure=True
    )
    assert all(cookie["secure"] for cookie in secure.cookies.values())


def test_private_answers_are_kept_by_nobody(reader, thread):
    make.make_policy("all")
    where = reader.send(thread)["Location"]
    places = [
        f"/threads/{thread.pk}/mine/",
        "/comments/mine/",
        where,
        where + "edit/",
        where + "delete/",
    ]
    for place in places:
        assert "no-store" in reader.get(place)["Cache-Control"], place
        assert "private" in reader.get(place)["Cache-Control"], place


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": "http://testserver.elsewhere.example"},
        {"Origin": "http://testserver:81"},
        {"Origin": "http://[", "Referer": "http://testserver/"},
        {"Referer": "https://elsewhere.example/?http://testserver/"},
        {},
    ],
)
def test_what_another_site_sends_changes_nothing(thread, headers):
    comment = make.make_comment(thread)
    browser = Client(headers=headers)
    browser.cookies = SimpleCookie({COOKIE: signing.dumps(comment.guest_id, salt="addyours.guest")})
    data = {"name": "Mara", "body": "Forged."}
    for place in (
        f"/threads/{thread.pk}/comments/",
        f"/comments/{comment.pk}/edit/",
        f"/comments/{comment.pk}/delete/",
    ):
        response = browser.post(place, data)
        assert response.status_code == 403, place
        assert b"came from another site" in response.content
    assert Comment.objects.get().state == "published"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://testserver"},
        {"Referer": "http://testserver/news/a/?b#c"},
    ],
)
def test_what_the_sites_own_pages_send_is_taken(thread, headers):
    browser = Client(headers=headers, enforce_csrf_checks=True)
    data = {"name": "Mara", "body": "Mine."}
    assert browser.post(f"/threads/{thread.pk}/comments/", data).status_code == 303


@pytest.mark.parametrize(
    "forge",
    [
        lambda real, other: other,
        lambda real, other: f"{other}:{real.split(':', 1)[1]}",
        lambda real, other: real[:-1] + ("A" if real[-1] != "A" else "B"),
        lambda real, other: real.swapcase(),
        lambda real, other: signing.dumps(int(other), salt="something.else"),
        lambda real, other: signing.dumps([1, 2], salt="addyours.guest"),
        lambda real, other: signing.dumps("x", salt="addyours.guest"),
        lambda real, other: "",
        lambda real, other: "\u00e9" * 50,
        lambda real, other: "x" * 4000,
        lambda real, other: ":::",
    ],
)
def test_a_forged_cookie_is_nobody(thread, forge):
    make.make_policy("all")
    victim = make.make_comment(thread, state=CommentState.PENDING)
    browser = Reader()
    real = browser.send(thread, "My own.").cookies[COOKIE].value
    browser.cookies = SimpleCookie({COOKIE: forge(real, str(victim.guest_id))})
    assert browser.get(f"/comments/{victim.pk}/").status_code == 404
    assert browser.get("/comments/mine/").status_code == 200
    assert browser.post(f"/comments/{victim.pk}/delete/").status_code == 404
    assert victim.body not in browser.get("/comments/mine/").content.decode()


def test_a_cookie_whose_guest_is_gone_makes_a_new_guest(reader, thread):
    reader.send(thread, "Once.")
    Comment.objects.all().delete()
    Guest.objects.all().delete()
    assert reader.send(thread, "Again.").status_code == 303
    assert Guest.objects.count() == 1


def test_a_signed_in_reader_is_not_asked_for_a_name_and_cant_borrow_one(thread):
    browser = Reader()
    browser.force_login(make.make_user("reader", name="Ilse"))
    assert browser.send(thread, "Mine.", name="Somebody Else").status_code == 303
    assert Comment.objects.get().name == "Ilse"
    assert b"Commenting as" in browser.get(f"/threads/{thread.pk}/mine/").content


def test_a_guest_keeps_one_identity_under_changing_names(reader, thread):
    reader.send(thread, "One.", name="Mara")
    reader.send(thread, "Two.", name="Mara Vint")
    assert list(Comment.objects.values_list("name", flat=True)) == ["Mara", "Mara Vint"]
    assert Guest.objects.count() == 1


def test_a_double_click_without_a_cookie_is_one_comment_and_knows_its_writer(thread):
    make.make_policy("first")
    first, second = Reader(), Reader()
    assert first.send(thread, "Twice.")["Location"] == second.send(thread, "Twice.")["Location"]
    assert Comment.objects.count() == 1
    assert second.get(f"/comments/{Comment.objects.get().pk}/").status_code == 200
