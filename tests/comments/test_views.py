"""What readers get for what they send: pages without JavaScript, fragments with htmx, never a 500."""

from __future__ import annotations

import pytest

from addyours.comments.models import Comment, CommentState
from tests import factories as make
from tests.comments.reader import HTMX, drawn

pytestmark = pytest.mark.django_db


def test_a_guests_comment_is_kept_and_the_browser_led_to_it(reader, thread):
    response = reader.send(thread, "Hello *there*.", email="mara@example.com")
    comment = Comment.objects.get()
    assert (response.status_code, response["Location"]) == (303, f"/comments/{comment.pk}/")
    assert (comment.name, comment.guest.email) == ("Mara Vint", "mara@example.com")
    landed = reader.get(response["Location"])
    assert landed["Location"] == f"{thread.path}#comment-{comment.pk}"


def test_with_htmx_the_new_comment_comes_back_as_a_fragment(reader, thread):
    response = reader.send(thread, "Hello.", htmx=True)
    comment = Comment.objects.get()
    assert response.status_code == 200
    assert b"<html" not in response.content
    assert drawn(response).xpath(f"//*[@id='comment-{comment.pk}']")
    assert b"1 comment" in response.content


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
    make.make_policy()
    make.make_rule("wombat", "refuse")
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


def test_the_reply_form_names_whom_it_answers(reader, thread):
    parent = make.make_comment(thread, writer=make.make_writer(name="Otto <i>Lind</i>"))
    for headers in ({}, HTMX):
        response = reader.get(f"/comments/{parent.pk}/reply/", headers=headers)
        assert "Otto &lt;i&gt;Lind&lt;/i&gt;" in response.content.decode()
        field = drawn(response).xpath("//input[@name='parent']")[0]
        assert field.get("value") == str(parent.pk)


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
