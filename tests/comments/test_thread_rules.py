"""One conversation slowed down, held as a whole, or kept to readers with an account."""

from __future__ import annotations

import pytest
from django.urls import reverse

from addyours.comments.actions import edit_comment, set_thread_rules
from addyours.comments.errors import CommentRefused
from addyours.comments.models import Comment
from tests import factories as make
from tests.accounts.visitors import sign_in, visitor
from tests.comments.reader import Reader, drawn

pytestmark = pytest.mark.django_db
FORM = {"body": "My two cents.", "name": "Mara Vint", "email": ""}


@pytest.fixture
def thread():
    make.make_policy()
    return make.make_thread()


def rule(thread, *, slow=0, held=False, accounts=False):
    set_thread_rules(thread, slow_minutes=slow, holds_all=held, accounts_only=accounts, by=None)


def test_slow_mode_takes_one_comment_of_a_writer_in_its_minutes(thread, clock):
    rule(thread, slow=5)
    guest = make.writer_of(make.post(thread, now=clock.now))
    with pytest.raises(CommentRefused, match="in 2 minutes") as refusal:
        make.post(thread, writer=guest, now=clock.forward(minutes=3, seconds=30))
    assert refusal.value.code == "thread_rules"
    assert make.post(make.make_thread(), writer=guest, now=clock.now).pk
    assert make.post(thread, now=clock.now, address_key="address:b").pk
    assert make.post(thread, writer=guest, now=clock.forward(minutes=1, seconds=30)).pk


def test_a_guest_not_known_yet_counts_as_the_last_from_the_same_address(thread, clock):
    rule(thread, slow=5)
    make.post(thread, now=clock.now, address_key="address:a")
    with pytest.raises(CommentRefused, match="slow mode"):
        make.post(thread, now=clock.forward(minutes=1), address_key="address:a")
    assert make.post(thread, now=clock.now, address_key="address:b").pk
    assert make.post(thread, now=clock.now).pk
    account = make.make_writer(make.make_user("reader"))
    assert make.post(thread, writer=account, now=clock.now, address_key="address:a").pk


def test_the_same_form_sent_twice_is_one_comment_in_slow_mode_too(thread, clock):
    rule(thread, slow=5)
    once = make.post(thread, "Same.", now=clock.now, key="form")
    assert make.post(thread, "Same.", now=clock.forward(seconds=2), key="form") == once


def test_all_of_a_conversation_waits_changes_too_and_what_stands_stays(thread, clock):
    standing = make.post(thread, now=clock.now)
    rule(thread, held=True)
    held = make.post(thread, now=clock.now)
    assert held.state == "pending"
    assert held.held_because == "Every comment in this conversation waits for a moderator."
    writer = make.writer_of(standing)
    assert Comment.objects.get(pk=standing.pk).state == "published"
    assert edit_comment(standing, writer=writer, body="Other.", now=clock.now).state == "pending"


def test_only_accounts_write_where_a_conversation_is_kept_to_them(thread):
    rule(thread, accounts=True)
    with pytest.raises(CommentRefused, match="Only readers with an account"):
        make.post(thread)
    assert make.post(thread, writer=make.make_writer(make.make_user("reader"))).pk


def test_staff_are_free_of_all_of_it(thread, clock):
    rule(thread, slow=60, held=True, accounts=True)
    staff = make.make_writer(make.make_user("moderator"))
    for _twice in range(2):
        assert make.post(thread, writer=staff, now=clock.now).state == "published"


def test_only_a_slow_conversation_asks_the_database_for_more(thread, queries):
    guest = make.writer_of(make.post(thread))
    counts = []
    for slow in (0, 1):
        rule(thread, slow=slow)
        with queries() as made:
            make.post(thread, writer=guest, now=make.NOON.replace(hour=13 + slow))
        counts.append(len(made.statements))
    assert counts[1] - counts[0] == 1


def test_readers_are_told_beforehand_and_a_refused_text_is_kept(thread, client):
    rule(thread, slow=5, held=True, accounts=True)
    url = reverse("comments:post", args=[thread.pk])
    for form in (FORM, {**FORM, "name": ""}):
        answer = client.post(url, form, headers={"Sec-Fetch-Site": "same-origin"})
        html = answer.content.decode()
        assert answer.status_code == 422
        assert "Only readers with an account can write in this conversation." in html
        assert "My two cents." in html
        assert 'name="email"' not in html
        assert drawn(answer).xpath('//form[@data-comment-form]//button[@name="sign_in"]')
        assert "each writer may write one comment in 5 minutes" in html
        assert "when a moderator has read them" in html
    assert not Comment.objects.exists()


def field(response, name):
    return drawn(response).xpath(f'//form[@data-comment-form]//*[@name="{name}"]')[0]


@pytest.mark.parametrize("by_htmx", [True, False])
def test_who_goes_to_sign_in_before_posting_finds_the_text_again(thread, by_htmx):
    rule(thread, accounts=True)
    browser, place = visitor(), f"/threads/{thread.pk}/draft/"
    post = reverse("comments:post", args=[thread.pk])
    headers = {"HX-Request": "true"} if by_htmx else {}
    for body, kept in (("My two cents.", 200), ("", 200), ("x" * 50_000, 422)):
        answer = browser.post(post, {"body": body, "sign_in": "1"}, headers=headers)
        to = answer.headers.get("HX-Redirect" if by_htmx else "Location")
        assert answer.status_code == (422 if kept == 422 else 200 if by_htmx else 303)
        assert to == (None if kept == 422 else reverse("account_login", query={"next": place}))
    assert b"x" * 50_000 in answer.content
    browser.force_login(make.make_user("reader"))
    assert field(browser.get(place), "body").text.strip() == "My two cents."
    signed_in = browser.post(post, {"body": "Two more.", "sign_in": "1"})
    assert "next=" in signed_in["Location"]
    assert field(browser.get(place), "body").text.strip() == "Two more."
    assert not Comment.objects.exists()


@pytest.mark.parametrize("is_known", [True, False])
def test_a_text_refused_for_want_of_an_account_is_in_the_form_after_signing_in(
    thread, mailoutbox, is_known
):
    answered = make.post(thread, "What do you think?")
    rule(thread, accounts=True)
    if is_known:
        make.make_user("reader", email="ada@example.com")
    browser = visitor()
    text = "My two cents, <b>typed</b> with care."
    post = reverse("comments:post", args=[thread.pk])
    refused = browser.post(post, {"body": text, "parent": answered.pk})
    place = f"/threads/{thread.pk}/draft/"
    assert text not in str(refused.headers)
    answer = sign_in(browser, "ada@example.com", mailoutbox, next=place)
    if not is_known:
        answer = browser.post(answer["Location"], {"name": "Ada"})
        assert f'href="{place}"' in browser.get(answer["Location"]).content.decode()
    form = browser.get(place)
    assert form.headers["Cache-Control"].endswith("private")
    assert field(form, "body").text.strip() == text
    assert field(form, "parent").get("value") == str(answered.pk)
    assert browser.session.get_expiry_age() > 24 * 3600
    made = browser.post(post, {"body": text, "parent": answered.pk})
    assert Comment.objects.get(body=text).parent == answered
    assert made.status_code == 303
    assert browser.get(place)["Location"] == f"{thread.path}#add-yours"


def test_a_kept_text_is_nobody_elses_lasts_an_hour_and_goes_with_signing_out(thread, monkeypatch):
    rule(thread, accounts=True)
    place = f"/threads/{thread.pk}/draft/"
    browser = Reader()
    browser.send(thread, "For later.")
    assert b"For later." in browser.get(place).content
    assert browser.get(f"/threads/{make.make_thread().pk}/draft/").status_code == 302
    assert visitor().get(place).status_code == 302
    assert browser.session.get_expiry_age() <= 3600
    with monkeypatch.context() as patch:
        patch.setattr("addyours.comments.kept.LASTS", 0)
        assert browser.get(place).status_code == 302
    browser.force_login(make.make_user("reader"))
    browser.send(thread, "x" * 50_000)
    browser.logout()
    assert browser.get(place).status_code == 302
