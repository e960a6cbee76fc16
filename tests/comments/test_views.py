"""What readers get for what they send: pages without JavaScript, fragments with htmx, never a 500."""

from __future__ import annotations

from http.cookies import SimpleCookie

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone
from lxml import html

from addyours.accounts.models import Guest
from addyours.accounts.writers import COOKIE
from addyours.comments.actions import decide, set_thread_state
from addyours.comments.models import Comment, CommentState, ThreadState
from tests import factories as make

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


class Reader(Client):
    """A browser on the site's own pages."""

    def __init__(self, **extra):
        super().__init__(headers={"Sec-Fetch-Site": "same-origin"}, **extra)

    def send(self, thread, body="A remark.", *, htmx=False, **fields):
        data = {"name": "Mara Vint", "email": "", "body": body, "parent": "", "website": ""}
        headers = HTMX if htmx else {}
        return self.post(f"/threads/{thread.pk}/comments/", {**data, **fields}, headers=headers)


@pytest.fixture
def reader():
    return Reader()


@pytest.fixture
def thread():
    make.make_policy()
    return make.make_thread(opened_at=timezone.now())


def drawn(response):
    return html.fromstring(response.content.decode())


def test_a_guests_comment_is_kept_and_the_browser_led_to_it(reader, thread):
    response = reader.send(thread, "Hello *there*.", email="mara@example.com")
    comment = Comment.objects.get()
    assert (response.status_code, response["Location"]) == (303, f"/comments/{comment.pk}/")
    assert (comment.name, comment.guest.email) == ("Mara Vint", "mara@example.com")
    landed = reader.get(response["Location"])
    assert landed["Location"] == f"{thread.path}#comment-{comment.pk}"


def test_the_cookies_of_a_guest_are_out_of_reach_of_scripts_and_other_sites(reader, thread):
    cookies = reader.send(thread).cookies
    assert cookies[COOKIE]["httponly"]
    assert {cookie["samesite"] for cookie in cookies.values()} == {"Lax"}
    secure = Reader().post(
        f"/threads/{thread.pk}/comments/", {"name": "Mara", "body": "Once more."}, secure=True
    )
    assert all(cookie["secure"] for cookie in secure.cookies.values())


def test_with_htmx_the_new_comment_comes_back_as_a_fragment(reader, thread):
    response = reader.send(thread, "Hello.", htmx=True)
    comment = Comment.objects.get()
    assert response.status_code == 200
    assert b"<html" not in response.content
    assert drawn(response).xpath(f"//*[@id='comment-{comment.pk}']")
    assert b"1 comment" in response.content


def test_a_waiting_comment_is_shown_to_its_writer_and_to_nobody_else(thread):
    make.make_policy("first")
    writer, other, moderator = Reader(), Reader(), Reader()
    other.send(thread, "Something else.", name="Otto")
    moderator.force_login(make.make_user("moderator"))
    where = writer.send(thread, "Secret words.")["Location"]
    comment = Comment.objects.get(body="Secret words.")
    assert b"waiting for a moderator" in writer.get(where).content
    for place in (f"/threads/{thread.pk}/mine/", "/comments/mine/"):
        assert b"Secret words." in writer.get(place).content
        assert b"Secret words." not in other.get(place).content
        assert b"Secret words." not in moderator.get(place).content
    for place in (where, f"{where}edit/", f"{where}delete/", f"{where}reply/"):
        assert other.get(place).status_code == 404
    for browser in (writer, other):
        for sort in ("oldest", "newest", "replies"):
            page = browser.get(f"/threads/{thread.pk}/?sort={sort}")
            assert f"comment-{comment.pk}".encode() not in page.content


def test_an_approved_comment_is_in_the_conversation(reader, thread):
    make.make_policy("first")
    reader.send(thread, "Patience.")
    decide(Comment.objects.get(), to=CommentState.PUBLISHED, by=make.make_user("moderator"))
    assert b"Patience." in Client().get(f"/threads/{thread.pk}/").content


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


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize(
    ("fields", "field", "reason"),
    [
        ({"body": ""}, "body", "Please write something first."),
        ({"body": " \u200b\n"}, "body", "Please write something first."),
        ({"body": "x" * 10_001}, "body", "Please shorten it to 10000 characters (now 10001)."),
        ({"name": ""}, "name", "Please give a name; any name you like."),
        ({"name": "\u200b\u3164"}, "name", "Please give a name; any name you like."),
        ({"name": "x" * 61}, "name", "at most 60 characters"),
        ({"email": "not an address"}, "email", "This does not look like an e-mail address."),
    ],
)
def test_a_refused_form_comes_back_with_everything_typed_and_the_reason_beside_the_field(
    reader, thread, fields, field, reason, htmx
):
    typed = {"name": "Mara <b>", "email": "mara@example.com", "body": '<i>My</i>\n"words" &c.'}
    typed |= fields
    response = reader.send(thread, htmx=htmx, **typed)
    assert response.status_code == 422
    page = drawn(response)
    assert bool(page.xpath("//title")) is not htmx
    form = (
        page.xpath("//form[@data-comment-form]")[0]
        if not htmx
        else page.xpath("descendant-or-self::form[@data-comment-form]")[0]
    )
    assert form.get("action") == f"/threads/{thread.pk}/comments/"
    assert form.xpath("string(.//input[@name='name']/@value)") == typed["name"]
    assert form.xpath("string(.//input[@name='email']/@value)") == typed["email"]
    assert form.xpath(".//textarea[@name='body']")[0].text.removeprefix("\n") == typed["body"]
    wrong = form.xpath(f".//*[@name='{field}']")[0]
    assert wrong.get("aria-invalid") == "true"
    said = [
        form.xpath(f"string(.//*[@id='{one}'])") for one in wrong.get("aria-describedby").split()
    ]
    assert reason in " ".join(said)
    assert not Comment.objects.exists()


def test_line_breaks_count_once_however_the_browser_sends_them(reader, thread):
    assert reader.send(thread, "x\r\n" * 5_000).status_code == 303
    assert reader.send(thread, "y\r\n" * 5_001).status_code == 422


def test_what_judgement_refuses_comes_back_the_same_way(reader, thread):
    make.make_policy(words_refused="wombat")
    response = reader.send(thread, "A wombat.", email="mara@example.com")
    assert response.status_code == 422
    assert "“wombat” is not used here." in response.content.decode()
    assert b"A wombat." in response.content
    assert b"mara@example.com" in response.content


def test_an_answer_to_a_comment_gone_meanwhile_can_be_posted_on_its_own(reader, thread):
    gone = make.make_comment(thread, state=CommentState.SPAM, body="Buy this.")
    response = reader.send(thread, "My answer.", parent=str(gone.pk))
    assert response.status_code == 422
    assert b"not there any more" in response.content
    assert b"Buy this." not in response.content
    parent = drawn(response).xpath("string(//input[@name='parent']/@value)")
    assert reader.send(thread, "My answer.", parent=parent).status_code == 303


def test_a_refused_reply_still_knows_whom_it_answers(reader, thread):
    parent = make.make_comment(thread, body="What do you think?")
    response = reader.send(thread, "", parent=str(parent.pk))
    assert b"What do you think?" in response.content
    assert drawn(response).xpath("string(//input[@name='parent']/@value)") == str(parent.pk)


@pytest.mark.parametrize(
    "fields",
    [
        {"parent": "abc"},
        {"parent": "-1"},
        {"parent": "9" * 30},
        {"parent": "\x00"},
        {"parent": "²"},
        {"took": "nan"},
        {"took": "-1e999"},
        {"took": "\x00"},
        {"body": "\x00" * 50},
        {"body": "a\x00\ud7ff\uffff\U0010ffff"},
        {"name": "\x00M\u202ear\x1b"},
        {"email": "a\x00@example.com"},
        {"website": "x" * 600},
        {"key": "k" * 100},
        {"key": "\x00"},
        {"body": "[" * 9999},
        {"name": ["a", "b"], "body": ["c", "d"]},
    ],
)
def test_no_form_whatever_it_has_in_it_breaks_anything(reader, thread, fields):
    assert reader.send(thread, **fields).status_code in (303, 422)


def test_a_form_that_is_far_too_big_is_refused(reader, thread):
    assert reader.send(thread, "x" * 3_000_000).status_code in (400, 413, 422)
    many = {f"f{number}": "" for number in range(10_100)}
    assert reader.send(thread, **many).status_code == 400


@pytest.mark.parametrize("data", [b"", b"\xff\xfe=\x00", b"%zz=%", b"body=%ff%fe&name=%80"])
def test_a_body_that_is_no_form_is_refused(reader, thread, data):
    response = reader.post(
        f"/threads/{thread.pk}/comments/", data, content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code in (303, 400, 422)


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


def test_a_writer_edits_their_comment(reader, thread):
    where = reader.send(thread, "Tyop.")["Location"]
    form = drawn(reader.get(where + "edit/"))
    assert form.xpath("string(//textarea)").strip() == "Tyop."
    response = reader.post(where + "edit/", {"body": "Typo."})
    assert response.status_code == 303
    assert Comment.objects.get().html == "<p>Typo.</p>"
    assert b"edited" in Client().get(f"/threads/{thread.pk}/").content


@pytest.mark.parametrize("body", ["", "x" * 10_001])
def test_a_refused_edit_keeps_what_was_typed(reader, thread, body):
    where = reader.send(thread, "Before.")["Location"]
    response = reader.post(where + "edit/", {"body": body})
    assert response.status_code == 422
    assert drawn(response).xpath("string(//textarea)").strip() == body
    assert drawn(response).xpath("//textarea[@aria-invalid]")
    assert Comment.objects.get().body == "Before."


def test_an_edit_that_comes_too_late_says_so_and_keeps_the_words(reader, thread):
    make.make_settings(edit_minutes=0)
    where = reader.send(thread, "Before.")["Location"]
    response = reader.post(where + "edit/", {"body": "After."})
    assert response.status_code == 422
    assert b"minutes" in response.content
    assert b"After." in response.content


def test_a_deleted_comment_without_answers_disappears(reader, thread):
    where = reader.send(thread, "Regret.")["Location"]
    assert b"Regret." in reader.get(where + "delete/").content
    response = reader.post(where + "delete/")
    assert response["Location"] == f"{thread.path}#comments"
    page = reader.get(f"/threads/{thread.pk}/").content
    assert b"Regret." not in page
    assert b"removed" not in page
    for place in (where, where + "edit/", where + "delete/", where + "reply/"):
        assert reader.get(place).status_code == 404


def test_a_deleted_comment_with_answers_leaves_a_stone(reader, thread):
    where = reader.send(thread, "Regret.")["Location"]
    comment = Comment.objects.get()
    make.make_comment(parent=comment, body="I answer.")
    reader.post(where + "delete/")
    page = reader.get(f"/threads/{thread.pk}/").content
    assert b"Regret." not in page
    assert b"This comment was removed." in page
    assert b"I answer." in page


def test_the_reply_form_names_whom_it_answers(reader, thread):
    parent = make.make_comment(thread, writer=make.make_writer(name="Otto <i>Lind</i>"))
    for headers in ({}, HTMX):
        response = reader.get(f"/comments/{parent.pk}/reply/", headers=headers)
        assert "Otto &lt;i&gt;Lind&lt;/i&gt;" in response.content.decode()
        field = drawn(response).xpath("//input[@name='parent']")[0]
        assert field.get("value") == str(parent.pk)


def test_a_closed_conversation_is_read_and_not_written(reader, thread):
    comment = make.make_comment(thread, body="Still here.")
    make.close(thread)
    assert b"Still here." in reader.get(f"/threads/{thread.pk}/").content
    assert reader.get(f"/comments/{comment.pk}/reply/").status_code == 404
    response = reader.send(thread, "Too late?")
    assert response.status_code == 422
    assert b"This conversation is closed." in response.content
    assert b"Too late?" in response.content


@pytest.mark.parametrize("how", ["hidden", "draft"])
def test_a_conversation_that_is_not_public_is_not_there(reader, thread, how):
    comment = make.make_comment(thread, body="Not for you.")
    reply = make.make_comment(parent=comment)
    set_thread_state(thread, state=ThreadState.HIDDEN, by=make.make_user("owner"))
    if how == "draft":
        set_thread_state(thread, state=ThreadState.OPEN, by=make.make_user("owner"))
        thread.opened_at = None
        thread.save()
    for place in (
        f"/threads/{thread.pk}/",
        f"/threads/{thread.pk}/mine/",
        f"/comments/{comment.pk}/",
        f"/comments/{reply.pk}/",
        f"/comments/{comment.pk}/replies/",
        f"/comments/{comment.pk}/branch/",
        f"/comments/{comment.pk}/reply/",
    ):
        assert reader.get(place).status_code == 404, place
    response = reader.send(thread, "Anybody?")
    assert response.status_code in (404, 422)
    assert b"Not for you." not in response.content
    assert Comment.objects.count() == 2


@pytest.mark.parametrize(
    "place", ["threads/{}/", "threads/{}/mine/", "comments/{}/", "comments/{}/replies/",
              "comments/{}/branch/", "comments/{}/reply/", "comments/{}/edit/", "comments/{}/delete/"]
)  # fmt: skip
@pytest.mark.parametrize(
    "number", ["0", "999999", "9" * 19, "9" * 100, "9" * 5000, "-1", "x", "²", "%00"]
)
def test_what_is_not_there_is_not_found(reader, place, number):
    assert reader.get("/" + place.format(number)).status_code == 404


@pytest.mark.parametrize("value", ["\x00", "x" * 5000, "é", "-1", "1-1", "' OR 1=1", "9" * 22])
def test_hostile_parameters_get_the_beginning(reader, thread, value):
    comment = make.make_comment(thread)
    for name in ("sort", "after", "start"):
        for place in (f"/threads/{thread.pk}/", f"/comments/{comment.pk}/replies/",
                      f"/comments/{comment.pk}/branch/"):  # fmt: skip
            assert reader.get(place, {name: value}).status_code == 200


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch"])
def test_other_methods_are_refused(reader, thread, method):
    assert getattr(reader, method)(f"/threads/{thread.pk}/comments/").status_code == 405


def test_the_fragments_of_a_conversation_take_a_fixed_number_of_queries(queries, reader, thread):
    def counted(url):
        with queries() as made:
            assert reader.get(url).status_code == 200
        return len(made.statements), str(made)

    root = make.make_comment(thread)
    few = [counted(f"/threads/{thread.pk}/"), counted(f"/comments/{root.pk}/branch/")]
    for _ in range(40):
        make.make_comment(parent=make.make_comment(thread))
        make.make_comment(parent=root)
    many = [counted(f"/threads/{thread.pk}/"), counted(f"/comments/{root.pk}/branch/")]
    assert many[0][0] == 4, many[0][1]
    assert many[1][0] == few[1][0] == 3, many[1][1]


def test_ones_own_comments_take_a_fixed_number_of_queries(queries, reader, thread):
    reader.send(thread, "Number 0.")
    with queries() as few:
        reader.get(f"/threads/{thread.pk}/mine/")
    for number in range(1, 20):
        reader.send(thread, f"Number {number}.")
    with queries() as many:
        reader.get(f"/threads/{thread.pk}/mine/")
    assert len(many.statements) == len(few.statements) == 4, str(many)
