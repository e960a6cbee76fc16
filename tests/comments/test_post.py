"""Posting: who is published at once, who waits, what is refused, and what counts as the same again."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import html

from addyours.comments.actions import Draft, decide, delete_comment, edit_comment, post_comment
from addyours.comments.actions.post import LONGEST_BODY
from addyours.comments.errors import CommentRefused
from addyours.comments.models import Comment, CommentState
from addyours.moderation.models import Attempt, Decision
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_a_guest_waits_with_the_first_comment_and_is_published_after_an_approval(clock):
    make.make_policy("first")
    thread = make.make_thread()
    first = make.post(thread, now=clock.now)
    guest = make.writer_of(first)
    waiting = make.post(thread, writer=guest, now=clock.forward(minutes=1))
    assert [first.state, waiting.state] == ["pending", "pending"]
    decide(first, to=CommentState.PUBLISHED, by=make.make_user("moderator"))
    assert make.post(thread, writer=guest, now=clock.forward(minutes=1)).state == "published"
    assert Comment.objects.get(pk=waiting.pk).state == "pending"


def test_an_account_waits_once_too_and_staff_never():
    make.make_policy("first")
    thread = make.make_thread()
    reader = make.post(thread, writer=make.make_writer(make.make_user("reader", name="Ilse")))
    editor = make.post(thread, writer=make.make_writer(make.make_user("editor")))
    assert (reader.state, reader.name, reader.guest) == ("pending", "Ilse", None)
    assert editor.state == "published"


def test_a_held_comment_says_why_and_is_in_the_log():
    make.make_policy("all")
    held = make.post(make.make_thread())
    assert held.held_because == "Every comment waits for a moderator."
    row = Decision.objects.get(subject=held.key)
    assert (row.verb, row.from_state, row.to_state, row.by) == ("hold", "", "pending", None)


@pytest.mark.parametrize(
    "body",
    ["", "  \n\t ", "\u200b\u200b\u2060\ufeff", "\u200d\u200c", "\u3164\u2800 \u115f", "\u0301"],
)
def test_a_text_that_shows_nothing_is_refused(body):
    with pytest.raises(CommentRefused) as refusal:
        make.post_raw(make.make_thread(), body)
    assert (refusal.value.code, refusal.value.field) == ("empty", "body")


def test_ten_thousand_characters_are_a_comment_and_one_more_is_not():
    make.make_policy()
    thread = make.make_thread()
    assert len(make.post(thread, "ö" * LONGEST_BODY).body) == 10_000
    with pytest.raises(CommentRefused, match="1 character too long"):
        make.post(thread, "ö" * (LONGEST_BODY + 1))


def test_controls_and_overrides_are_taken_out_and_the_words_stay_as_typed():
    make.make_policy()
    said = make.post(make.make_thread(), "a\x00b \u202edesrever\u202c *c*\r\nd")
    assert said.body == "ab desrever *c*\nd"
    assert "<em>c</em>" in said.html


@pytest.mark.parametrize(
    "body",
    [
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt&colon;alert(1))",
        "<javascript:alert(1)>",
        "[x](data:text/html,<script>alert(1)</script>)",
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '<a href="https://elsewhere.example" onclick="x()">x</a>',
        '[x](https://elsewhere.example "\\" onmouseover=\\"alert(1)")',
        "![x](https://elsewhere.example/spy.png)",
        "```html\n<script>alert(1)</script>\n```",
    ],
)
def test_no_mark_up_of_a_writer_runs_or_loads_anything(body):
    make.make_policy()
    drawn = html.fromstring(f"<div>{make.post(make.make_thread(), body).html}</div>")
    for element in drawn.iterdescendants():
        assert element.tag in {"p", "a", "em", "strong", "code", "pre", "br"}
        assert set(element.attrib) <= {"href", "rel"}
        assert element.get("href", "https:").startswith(("https:", "http:", "mailto:"))


def test_links_say_that_a_reader_made_them():
    make.make_policy()
    said = make.post(make.make_thread(), "see https://elsewhere.example and [b](http://b.example)")
    assert said.html.count('rel="ugc nofollow noopener"') == 2


@pytest.mark.parametrize(
    "sign",
    ["> ", "- ", "[", "![", "(", "*", "_", "`", "\\", "<", "&", "~", "1. ", "**a", "[a](", "<b>"],
)
def test_deep_nesting_is_rendered_in_no_time(sign, benchmark_seconds):
    make.make_policy()
    body = (sign * LONGEST_BODY)[: LONGEST_BODY - 1] + "x"
    with benchmark_seconds(2):
        said = make.post(make.make_thread(), body).html
    assert said.count("<blockquote>") + said.count("<ul>") <= 12


def test_the_same_words_twice_are_one_comment(clock):
    make.make_policy()
    thread = make.make_thread()
    once = make.post(thread, "Same.", address_key="address:a", now=clock.now)
    again = make.post(thread, "Same.", address_key="address:a", now=clock.forward(seconds=5))
    assert once == again
    assert Comment.objects.count() == 1


def test_a_known_writer_sends_the_same_words_again_after_ten_minutes(clock):
    make.make_policy()
    thread = make.make_thread()
    once = make.post(thread, "Same.", now=clock.now)
    guest = make.writer_of(once)
    clock.forward(minutes=9)
    assert make.post(thread, "Same.", writer=guest, now=clock.now) == once
    assert make.post(thread, "Same.", writer=guest, now=clock.forward(minutes=2)) != once


@pytest.mark.parametrize(
    "other",
    [
        {"address_key": "address:b"},
        {"writer": make.make_writer(name="Somebody Else")},
        {"writer": make.make_writer(email="other@example.com")},
        {"body": "Same!"},
        {"key": "another form"},
    ],
)
def test_the_same_words_of_somebody_else_are_another_comment(other, clock):
    make.make_policy()
    thread = make.make_thread()
    first: dict[str, Any] = {
        "body": "Same.",
        "address_key": "address:a",
        "writer": make.make_writer(),
    }
    once = make.post(thread, now=clock.now, **first)
    assert make.post(thread, now=clock.forward(seconds=1), **{**first, **other}) != once


def test_nobody_becomes_a_known_guest_by_copying_their_words(clock):
    make.make_policy()
    thread = make.make_thread()
    guest = make.writer_of(make.post(thread, "Hello.", address_key="address:a", now=clock.now))
    theirs = make.post(
        thread, "Copy me.", writer=guest, address_key="address:a", now=clock.forward(seconds=9)
    )
    copy = make.post(thread, "Copy me.", address_key="address:a", now=clock.forward(seconds=9))
    assert copy != theirs
    assert copy.guest != theirs.guest


def test_a_form_with_a_key_is_sent_once_however_late(clock):
    make.make_policy()
    thread = make.make_thread()
    once = make.post(thread, "Same.", key="form 1", now=clock.now)
    assert make.post(thread, "Same.", key="form 1", now=clock.forward(minutes=9)) == once


def test_what_was_edited_or_deleted_is_not_the_same_any_more(clock):
    make.make_policy()
    thread = make.make_thread()
    once = make.post(thread, "Same.", now=clock.now)
    guest = make.writer_of(once)
    edit_comment(once, writer=guest, body="Other.", now=clock.now)
    again = make.post(thread, "Same.", writer=guest, now=clock.now)
    assert again != once
    delete_comment(again, writer=guest)
    assert make.post(thread, "Same.", writer=guest, now=clock.now) not in (once, again)


def test_a_reply_to_what_is_not_there_any_more_is_refused_with_the_reason():
    make.make_policy()
    comment = make.make_comment(state=CommentState.SPAM)
    with pytest.raises(CommentRefused, match="not there any more"):
        make.post(comment.thread, parent=comment)
    with pytest.raises(CommentRefused, match="not there any more"):
        make.post(make.make_thread(), parent=make.make_comment())


@pytest.mark.parametrize("how", ["closed", "hidden", "draft", "old"])
def test_a_conversation_that_takes_no_comments_refuses_staff_too(how, clock):
    make.make_policy()
    thread = make.make_thread(state=how if how in ("closed", "hidden") else "open")
    if how == "draft":
        thread.opened_at = None
        thread.save()
    if how == "old":
        make.make_settings(close_after_days=3)
        clock.forward(days=3, seconds=1)
    for writer in (make.make_writer(), make.make_writer(make.make_user("owner"))):
        with pytest.raises(CommentRefused) as refusal:
            make.post(thread, writer=writer, now=clock.now)
        assert refusal.value.code == "closed_thread"
    assert not Comment.objects.exists()


def test_a_conversation_is_open_to_its_last_second(clock):
    make.make_policy()
    make.make_settings(close_after_days=3)
    assert make.post(make.make_thread(), now=clock.forward(days=3)).pk


def test_a_thread_closed_since_it_was_read_takes_nothing():
    make.make_policy()
    thread = make.make_thread()
    stale = type(thread).objects.get(pk=thread.pk)
    make.close(thread)
    with pytest.raises(CommentRefused, match="closed"):
        make.post(stale)


def test_a_refused_try_is_counted():
    make.make_policy()
    make.make_rule("wombat", "refuse")
    thread = make.make_thread()
    with pytest.raises(CommentRefused, match="wombat"):
        make.post(thread, "A wombat.", address_key="address:a")
    assert list(Attempt.objects.values_list("address_key", flat=True)) == ["address:a"]
    assert not Comment.objects.exists()


@pytest.mark.parametrize(("hold", "statements"), [("all", 11), ("none", 13)])
def test_posting_a_reply_takes_few_queries(queries, remembers, hold, statements):
    make.make_policy(hold)
    make.make_rule("wom*", "refuse", kind="wildcard")
    thread = make.make_thread()
    guest = make.writer_of(make.post(thread))
    parent = make.make_comment(thread)
    draft = Draft(body="One more.", parent_id=parent.pk, address_key="address:a")
    with queries() as made:
        post_comment(thread, writer=guest, draft=draft, now=make.NOON)
    assert len(made.statements) == statements, str(made)


def test_a_guest_cant_write_under_somebodys_name():
    make.make_policy()
    user = make.make_user("editor", name="Mara Vint")
    thread = make.make_thread()
    with pytest.raises(CommentRefused, match="belongs to somebody") as refusal:
        make.post(thread, writer=make.make_writer(name="Mаra V1nt"))
    assert refusal.value.field == "name"
    assert make.post(thread, writer=make.make_writer(user)).pk
