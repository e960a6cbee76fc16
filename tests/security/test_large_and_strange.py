"""Huge, deep and strange input is refused or shown plainly, and costs no more than its share."""

from __future__ import annotations

from datetime import timedelta
from time import process_time

import pytest

from addyours.comments.models import Comment, Thread
from tests import factories as make
from tests.comments.reader import Reader

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]
STRANGE = {
    "bidi": "Left \u202eright\u202c and \u2066isolated\u2069.",
    "nul": "A\0B\x01\x1b[31m.",
    "zalgo": "Za" + "\u0300\u0301\u0302\u0330" * 60 + "lgo.",
    "invisible": "\u200b\u2060\ufeffSeen.\u00ad",
    "half": "Half \ud7ff\uffff of a sign.",
    "nested": "> " * 900 + "deep",
    "listed": "- " * 900 + "deep",
    "bracketed": "[" * 1800,
    "starred": "*" * 1800 + "a",
}


@pytest.mark.parametrize("words", STRANGE.values(), ids=STRANGE.keys())
def test_strange_words_are_taken_and_drawn_or_refused(words):
    make.make_policy()
    thread = make.make_thread()
    begin = process_time()
    answer = Reader().send(thread, words, name="Mara \u202eVint\0")
    assert answer.status_code in (303, 422)
    page = Reader().get(f"/threads/{thread.pk}/").content.decode()
    assert not set("\0\x01\x1b\u202e") & set(page)
    assert process_time() - begin < 3


@pytest.mark.parametrize("field", ["name", "email", "body", "parent", "exact", "website"])
def test_a_field_of_a_megabyte_is_refused_without_a_crash(field):
    thread = make.make_thread()
    fields = {"name": "Mara", "body": "A remark.", field: "x" * 1_000_000}
    answer = Reader().post(f"/threads/{thread.pk}/comments/", fields)
    assert 400 <= answer.status_code < 500 or not Comment.objects.exists()


def test_a_thousand_replies_to_one_comment_are_a_page_like_others(at_most_queries):
    root = make.make_comment()
    replies = [
        Comment(
            thread_id=root.thread_id,
            parent=root,
            root=root,
            path=f"{root.path}{number:022}",
            depth=2,
            name=f"Voice {number}",
            body="One of many.",
            html="<p>One of many.</p>",
            state="published",
            created_at=make.NOON + timedelta(seconds=number),
        )
        for number in range(1_000)
    ]
    Comment.objects.bulk_create(replies)
    Comment.objects.filter(pk=root.pk).update(reply_count=1_000)
    Thread.objects.filter(pk=root.thread_id).update(comment_count=1_001)
    for path in (f"/threads/{root.thread_id}/", f"/comments/{root.pk}/replies/"):
        with at_most_queries(25):
            answer = Reader().get(path)
        assert answer.status_code == 200
        assert 5 <= answer.content.count(b"One of many.") <= 100
    answer = Reader().send(root.thread, "The next one.", parent=root.pk)
    assert answer.status_code == 303
    assert Comment.objects.get(body="The next one.").parent_id == root.pk
