"""Pages where readers follow, see what they were told of, and say how they want to be told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from addyours.accounts.models import User
from addyours.comments.actions import decide
from addyours.comments.models import CommentState
from addyours.notify.actions import follow, tell_readers
from addyours.notify.models import Follow, Notification, Way, Wishes
from addyours.notify.queries.notifications import A_PAGE
from addyours.notify.queries.telling import Told
from tests import factories as make
from tests.comments.reader import Reader, drawn

pytestmark = pytest.mark.django_db
PAGE = "/account/notifications/"


@pytest.fixture
def user() -> User:
    return make.make_user()


@pytest.fixture
def reader(user) -> Reader:
    browser = Reader()
    browser.force_login(user)
    return browser


def told(user, comment, kind="comment") -> Notification:
    tell_readers(comment, [Told(user.pk, kind, Way.SITE)], now=timezone.now())
    return Notification.objects.get(user=user, comment=comment, kind=kind)


def bell(reader: Reader) -> str:
    return " ".join(drawn(reader.get("/account/me/")).xpath("string(//summary/b)").split())


def test_a_reader_follows_a_conversation_and_ends_it(reader, user):
    thread = make.make_thread()
    where = f"/threads/{thread.pk}/follow/"
    page = drawn(reader.get(where))
    assert page.xpath("//input[@name='way'][@checked]/@value") == ["at_once"]
    response = reader.post(where, {"way": "daily"})
    assert (response.status_code, response["Location"]) == (303, f"{where}?saved=1")
    assert b"once a day" in reader.get(response["Location"]).content
    assert [(one.user, one.way) for one in Follow.objects.all()] == [(user, "daily")]
    assert thread.title.encode() in reader.get(f"{PAGE}following/").content
    reader.post(where, {"way": "not"})
    assert thread.title.encode() not in reader.get(f"{PAGE}following/").content


def test_a_reader_follows_a_comment_and_their_own_by_itself(reader, user):
    comment = make.make_comment()
    where = f"/comments/{comment.pk}/follow/"
    assert b"Follow the replies to Mara Vint" in reader.get(where).content
    reader.post(where, {"way": "site"})
    assert b"Replies to Mara Vint" in reader.get(f"{PAGE}following/").content
    own = make.make_comment(comment.thread, writer=make.make_writer(user))
    page = drawn(reader.get(f"/comments/{own.pk}/follow/"))
    assert page.xpath("string(//h1)") == "Answers to your comment"
    assert page.xpath("//input[@name='way'][@checked]/@value") == ["at_once"]


@pytest.mark.parametrize("way", ["", "loudly", "\0"])
def test_a_way_there_is_not_is_refused_beside_the_field(reader, way):
    response = reader.post(f"/threads/{make.make_thread().pk}/follow/", {"way": way})
    assert response.status_code == 422
    assert b"Please choose one." in response.content


def test_a_guest_is_led_to_sign_in_and_back_with_the_choice(reader):
    thread = make.make_thread()
    where = f"/threads/{thread.pk}/follow/"
    guest = Reader()
    assert guest.get(where)["Location"] == f"/account/login/?next={where}"
    led = guest.post(where, {"way": "daily"})
    assert led["Location"] == f"/account/login/?next={where}%3Fway%3Ddaily"
    page = drawn(reader.get(f"{where}?way=daily"))
    assert page.xpath("//input[@name='way'][@checked]/@value") == ["daily"]
    assert Follow.objects.count() == 0


def test_what_readers_do_not_see_can_not_be_followed(reader):
    draft = make.make_thread(opened_at=None)
    hidden = make.make_comment(make.make_thread(state="hidden"))
    waits = make.make_comment(state="pending")
    for where in (
        f"/threads/{draft.pk}/follow/",
        f"/threads/{hidden.thread_id}/follow/",
        f"/comments/{hidden.pk}/follow/",
        f"/comments/{waits.pk}/follow/",
        "/threads/999999/follow/",
        "/comments/999999/follow/",
    ):
        assert reader.get(where).status_code == 404, where
        assert reader.post(where, {"way": "site"}).status_code == 404, where


def test_another_sites_page_follows_nothing_in_a_readers_name(reader, user):
    where = f"/threads/{make.make_thread().pk}/follow/"
    forged = reader.post(where, {"way": "site"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert forged.status_code == 403
    told(user, make.make_comment())
    for data in ({"until": "999"}, {"id": "1"}):
        other = reader.post(f"{PAGE}read/", data, headers={"Sec-Fetch-Site": "cross-site"})
        assert other.status_code == 403
    assert Notification.objects.filter(read_at=None).count() == 1


def test_the_bell_counts_what_is_unread_and_opening_it_reads(reader, user):
    assert bell(reader) == ""
    first, other = told(user, make.make_comment()), told(user, make.make_comment())
    told(user, first.comment, "mention")
    assert bell(reader) == "2 unread notifications"
    elsewhere = reader.get(f"{PAGE}{first.pk}/", headers={"Sec-Fetch-Site": "cross-site"})
    assert elsewhere["Location"] == f"/comments/{first.comment_id}/"
    assert bell(reader) == "2 unread notifications"
    assert reader.get(f"{PAGE}{first.pk}/")["Location"] == f"/comments/{first.comment_id}/"
    assert bell(reader) == "1 unread notification"
    reader.post(f"{PAGE}read/", {"id": other.pk})
    assert bell(reader) == ""


def test_all_that_was_shown_is_marked_and_nothing_that_came_since(reader, user):
    told(user, make.make_comment())
    page = drawn(reader.get(PAGE))
    late = told(user, make.make_comment())
    until = page.xpath("string(//button[@name='until']/@value)")
    assert reader.post(f"{PAGE}read/", {"until": until}).status_code == 303
    assert list(Notification.objects.filter(read_at=None)) == [late]
    for nonsense in ("", "x", "9" * 30, "²"):
        assert reader.post(f"{PAGE}read/", {"until": nonsense}).status_code == 303


def test_nobody_sees_what_others_were_told(reader, user):
    theirs = told(make.make_user(), make.make_comment(body="Not for you."))
    assert b"Not for you." not in reader.get(PAGE).content
    assert reader.get(f"{PAGE}{theirs.pk}/").status_code == 404
    assert reader.post(f"{PAGE}read/", {"id": theirs.pk}).status_code == 404
    for where in ("", "following/", "settings/", f"{theirs.pk}/"):
        assert "/account/login/" in Client().get(PAGE + where)["Location"]


def test_the_page_puts_conversations_together_and_folds_many(reader, user, queries):
    assert b"Nothing yet." in reader.get(PAGE).content
    busy = make.make_thread(title="A busy one")
    for _ in range(3):
        told(user, make.make_comment(busy, body="<b>Loud</b>"))
    told(user, make.make_comment(make.make_thread(title="A quiet one")), "answer")
    gone = make.make_comment()
    told(user, gone)
    decide(gone, to=CommentState.SPAM, by=make.make_user("moderator"))
    page = drawn(reader.get(PAGE))
    titles = [" ".join(title.split()) for title in page.xpath("//section/h2/a/text()")]
    assert titles == ["A quiet one", "A busy one"]
    assert " ".join(page.xpath("string(//details[not(@class)]/summary)").split()) == (
        "3 comments 3 new"
    )
    assert page.xpath("//p[@class='said']/text()")[1:] == ["<b>Loud</b>"] * 3


def test_older_ones_are_a_page_away_in_a_fixed_number_of_queries(reader, user, queries):
    counts = []
    for number in range(A_PAGE + 1):
        at = make.NOON + timedelta(seconds=number)
        told(user, make.make_comment(body=f"Number {number}.", at=at))
        if number in (0, A_PAGE):
            with queries() as made:
                page = drawn(reader.get(PAGE))
            counts.append(len(made.statements))
    assert counts[0] == counts[1], str(made)
    older = drawn(reader.get(PAGE + page.xpath("string(//a[.='Older']/@href)").partition(PAGE)[2]))
    assert older.xpath("//p[@class='said']/text()") == ["Number 0."]
    assert reader.get(f"{PAGE}?before=x").status_code == 200


def test_a_reader_says_how_to_be_told(reader, user):
    page = drawn(reader.get(f"{PAGE}settings/"))
    assert page.xpath("//input[@name='answers'][@checked]/@value") == ["at_once"]
    assert not page.xpath("//input[@name='own_stories'][@type='radio']")
    sent = {"answers": "daily", "mentions": "not", "own_stories": "daily"}
    assert reader.post(f"{PAGE}settings/", sent).status_code == 303
    wishes = Wishes.objects.get()
    assert (wishes.user, wishes.answers, wishes.mentions) == (user, "daily", "not")
    assert reader.post(f"{PAGE}settings/", {**sent, "answers": "?"}).status_code == 422
    make.make_author(user=user)
    page = drawn(reader.get(f"{PAGE}settings/"))
    assert page.xpath("//input[@name='own_stories'][@type='radio'][@checked]/@value") == ["daily"]


def test_the_private_fragment_says_what_is_followed(reader, user):
    comment = make.make_comment()
    follow(user, thread=comment.thread, way=Way.SITE)
    follow(user, thread=comment.thread, comment=comment, way=Way.SITE)
    where = f"/threads/{comment.thread_id}/mine/"
    said = drawn(reader.get(where)).xpath("string(//@data-followed)")
    assert said.split() == ["thread", str(comment.pk)]
    assert not drawn(Reader().get(where)).xpath("//@data-followed")
