"""Feeds of conversations and of readers are valid Atom and tell nothing that is not public."""

from __future__ import annotations

from datetime import timedelta

import pytest

from addyours.comments.actions import set_thread_state
from addyours.comments.models import ThreadState
from addyours.pagecache.marks import KEYS_HEADER
from tests import factories as make
from tests.stories.test_feeds import check, feed, text, titles

pytestmark = pytest.mark.django_db


def test_a_conversation_has_a_feed_of_its_newest_comments(client, thread):
    first = make.make_comment(thread, writer=make.make_writer(name="Mara"), body="*Well.*")
    answer = make.make_comment(
        parent=first, writer=make.make_writer(name="Otto"), at=make.NOON + timedelta(hours=1)
    )
    make.make_comment(thread, state="pending")
    root = feed(client, f"/feeds/thread/{thread.pk}.atom")
    assert titles(root) == ["Otto to Mara", "Mara"]
    entries = check(root)
    assert text(entries[1], "a:summary") == "<p><em>Well.</em></p>"
    assert text(entries[0], "a:link/@href").endswith(f"/comments/{answer.pk}/")
    assert text(root, "a:title") == f"Comments on “{thread.title}”"


def test_a_reader_with_a_public_profile_has_a_feed(client, thread):
    reader = make.make_user(name="Ilse")
    url = f"/feeds/reader/{reader.pk}.atom"
    make.make_comment(thread, writer=make.make_writer(reader))
    hidden = make.make_thread()
    make.make_comment(hidden, writer=make.make_writer(reader))
    set_thread_state(hidden, state=ThreadState.HIDDEN, by=None)
    assert client.get(url).status_code == 404
    reader.has_profile = True
    reader.save()
    assert titles(feed(client, url)) == [f"On “{thread.title}”"]
    assert client.get(url)[KEYS_HEADER] == f"site user:{reader.pk}"


@pytest.mark.parametrize("number", ["0", "99999999999999999999999"])
def test_a_feed_of_nothing_is_not_there(client, number):
    for kind in ("thread", "reader"):
        assert client.get(f"/feeds/{kind}/{number}.atom").status_code == 404


def test_a_hidden_conversation_has_no_feed(client, thread):
    set_thread_state(thread, state=ThreadState.HIDDEN, by=None)
    assert client.get(f"/feeds/thread/{thread.pk}.atom").status_code == 404


def test_no_sign_that_somebody_typed_breaks_a_feed(client, thread, queries):
    url = f"/feeds/thread/{thread.pk}.atom"
    counts = []
    for typed in ("A \x0b\x1b\ufffe <b>&amp;]]>", "\U0001f514 “Läuten” \x85\u2028"):
        for _ in range(3):
            make.make_comment(thread, writer=make.make_writer(name=typed), body=typed)
        with queries() as made:
            check(feed(client, url))
        counts.append(len(made.statements))
    assert counts == [2, 2], str(made)
