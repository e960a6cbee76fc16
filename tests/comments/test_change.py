"""What writers may do to their own comments, and nobody else."""

from __future__ import annotations

import pytest

from addyours.accounts.addresses import network_of
from addyours.comments.actions import decide, delete_comment, edit_comment
from addyours.comments.errors import CommentRefused
from addyours.comments.models import Comment, CommentState, Thread
from addyours.moderation.models import Decision
from addyours.moderation.sanctions.actions import impose
from tests import factories as make
from tests.comments.reader import Reader

pytestmark = pytest.mark.django_db


def test_a_comment_is_edited_within_the_minutes_and_not_a_second_later(clock):
    make.make_policy()
    make.make_settings(edit_minutes=15)
    comment = make.post(make.make_thread(), now=clock.now)
    guest = make.writer_of(comment)
    edited = edit_comment(
        comment, writer=guest, body="*New.*", now=clock.forward(minutes=14, seconds=59)
    )
    fresh = Comment.objects.get(pk=comment.pk)
    assert (fresh.body, fresh.html) == ("*New.*", "<p><em>New.</em></p>")
    assert (fresh.edited_at, fresh.state) == (clock.now, "published")
    assert edited == fresh
    with pytest.raises(CommentRefused, match="15 minutes"):
        edit_comment(comment, writer=guest, body="Later.", now=clock.forward(seconds=1))
    assert Comment.objects.get(pk=comment.pk).body == "*New.*"


def test_a_published_comment_that_gets_links_waits_again(clock):
    make.make_policy("none", most_links=1)
    comment = make.post(make.make_thread(), now=clock.now)
    guest = make.writer_of(comment)
    edit_comment(comment, writer=guest, body="http://a.example http://b.example", now=clock.now)
    fresh = Comment.objects.get(pk=comment.pk)
    assert (fresh.state, fresh.held_because) == ("pending", "It has 2 links.")
    assert Thread.objects.get().comment_count == 0
    row = Decision.objects.get(subject=comment.key)
    assert (row.verb, row.from_state, row.to_state) == ("hold", "published", "pending")


def test_a_waiting_comment_is_not_published_by_being_edited(clock):
    make.make_policy("all")
    comment = make.post(make.make_thread(), now=clock.now)
    make.make_policy("none")
    edit_comment(comment, writer=make.writer_of(comment), body="Milder.", now=clock.now)
    assert Comment.objects.get(pk=comment.pk).state == "pending"


def test_an_edit_is_refused_by_the_words_that_refuse_a_comment(clock):
    make.make_policy()
    make.make_rule("wombat", "refuse")
    comment = make.post(make.make_thread(), "Kind.", now=clock.now)
    with pytest.raises(CommentRefused, match="wombat"):
        edit_comment(comment, writer=make.writer_of(comment), body="Wombat!", now=clock.now)
    assert Comment.objects.get(pk=comment.pk).body == "Kind."


@pytest.mark.parametrize(
    ("shut_out", "came_from", "is_refused"),
    [
        ("198.51.0.0/16", "198.51.100.7", True),
        ("198.51.100.7", "198.51.100.7", True),
        ("203.0.113.0/24", "198.51.100.7", True),
        ("192.0.2.0/24", "198.51.100.7", False),
    ],
)
def test_an_edit_meets_the_same_bans_as_a_post_wherever_it_comes_from(
    shut_out, came_from, is_refused
):
    make.make_policy("none")
    reader = Reader(REMOTE_ADDR="203.0.113.9")
    reader.send(make.make_thread(), "Kind.")
    comment = Comment.objects.get()
    impose("ban", network_of(shut_out).key, by=None)
    answer = reader.post(
        f"/comments/{comment.pk}/edit/", {"body": "Unkind."}, REMOTE_ADDR=came_from
    )
    assert answer.status_code == (422 if is_refused else 303)
    assert Comment.objects.get().body == ("Kind." if is_refused else "Unkind.")


def test_a_banned_writer_edits_nothing(clock):
    make.make_policy()
    comment = make.post(make.make_thread(), "Kind.", now=clock.now)
    make.ban(comment.writer_key)
    with pytest.raises(CommentRefused, match="can't comment here"):
        edit_comment(comment, writer=make.writer_of(comment), body="Unkind.", now=clock.now)


@pytest.mark.parametrize("other", ["guest", "account", "nobody", "moderator"])
def test_somebody_elses_comment_can_be_neither_edited_nor_deleted(other, clock):
    make.make_policy()
    comment = make.make_comment(body="Mine.")
    writers = {
        "guest": lambda: make.writer_of(make.make_comment()),
        "account": lambda: make.make_writer(make.make_user("reader")),
        "moderator": lambda: make.make_writer(make.make_user("moderator")),
        "nobody": make.make_writer,
    }
    writer = writers[other]()
    with pytest.raises(CommentRefused, match="somebody else's"):
        edit_comment(comment, writer=writer, body="Taken over.", now=clock.now)
    with pytest.raises(CommentRefused, match="somebody else's"):
        delete_comment(comment, writer=writer)
    assert Comment.objects.get(pk=comment.pk).body == "Mine."


def test_comments_whose_writer_is_gone_belong_to_nobody(clock):
    comment = make.make_comment()
    comment.guest.delete()
    comment.refresh_from_db()
    with pytest.raises(CommentRefused):
        delete_comment(comment, writer=make.make_writer())


def test_a_deleted_comment_is_gone_once_and_for_all():
    comment = make.make_comment()
    delete_comment(comment, writer=make.writer_of(comment))
    assert Comment.objects.get(pk=comment.pk).state == "deleted"
    assert Thread.objects.get().comment_count == 0
    with pytest.raises(CommentRefused) as refusal:
        delete_comment(comment, writer=make.writer_of(comment))
    assert refusal.value.code == "gone"


def test_what_a_moderator_took_down_can_be_neither_edited_nor_deleted(clock):
    make.make_policy()
    comment = make.make_comment()
    decide(comment, to=CommentState.REJECTED, by=make.make_user("moderator"))
    writer = make.writer_of(comment)
    with pytest.raises(CommentRefused):
        edit_comment(comment, writer=writer, body="Better?", now=clock.now)
    with pytest.raises(CommentRefused):
        delete_comment(comment, writer=writer)
