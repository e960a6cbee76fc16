"""Readers are told of what concerns them: once, of what is still there, in the way they chose."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from addyours.accounts.actions import mute
from addyours.accounts.mail import Kind
from addyours.accounts.models import Mute
from addyours.comments.actions import (
    decide,
    delete_comment,
    edit_comment,
    list_writers,
    set_thread_state,
    undo_decision,
)
from addyours.comments.models import CommentState, ThreadState
from addyours.notify import tell
from addyours.notify.actions import follow, save_wishes, stop_mail
from addyours.notify.models import Follow, Mail, Notification, Way, Wishes
from addyours.notify.queries.notifications import unread_count
from addyours.outbox.changes import ChangeRow
from addyours.outbox.models import Change
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_mail")]


@pytest.fixture
def thread():
    make.make_policy()
    return make.make_thread(opened_at=timezone.now())


def changes(after: int = 0) -> list[ChangeRow]:
    rows = Change.objects.filter(pk__gt=after).order_by("pk")
    return [ChangeRow(row.position, row.topic, tuple(row.keys), row.ids) for row in rows]


def run() -> None:
    """Let the consumers work through the outbox from its beginning, twice, as after a crash."""
    for _ in range(2):
        tell.enter_writers(changes())
        done = 0
        while new := changes(done):
            done = tell.tell(new) or new[-1].position


def told(user) -> list[tuple[str, str]]:
    rows = Notification.objects.filter(user=user).order_by("pk")
    return list(rows.values_list("kind", "way"))


def mails(user) -> list[tuple[str, str]]:
    return list(Mail.objects.filter(to=user.email).order_by("pk").values_list("kind", "subject"))


def say(thread, user=None, *, name: str = "Otto Lind", **more):
    writer = make.make_writer(user) if user else make.make_writer(name=name)
    return make.post(thread, writer=writer, now=timezone.now(), **more)


def test_a_follower_is_told_once_in_the_way_chosen(thread):
    readers = {way: make.make_user() for way in Way}
    for way, reader in readers.items():
        follow(reader, thread=thread, way=way)
    say(thread)
    run()
    assert {way: told(reader) for way, reader in readers.items()} == {
        Way.AT_ONCE: [("comment", "at_once")],
        Way.DAILY: [("comment", "daily")],
        Way.SITE: [("comment", "site")],
        Way.NOT: [],
    }
    assert mails(readers[Way.AT_ONCE]) == [("answer", f"Otto Lind commented: {thread.title}")]
    assert Mail.objects.count() == 1


def test_the_mail_says_what_was_said_and_escapes_it(thread):
    reader = make.make_user()
    follow(reader, thread=thread, way=Way.AT_ONCE)
    comment = say(thread, name="A <b>", body="One & <i>two</i>\n\nthree")
    run()
    text = bytes(Mail.objects.get().message).decode()
    assert f"/comments/{comment.pk}/" in text
    assert "A &lt;b&gt; commented" in text
    assert "List-Unsubscribe" in text


def test_who_is_answered_is_told_and_may_wish_otherwise(thread):
    reader, quiet = make.make_user(), make.make_user()
    save_wishes(Wishes(user=quiet, answers=Way.NOT))
    for user in (reader, quiet):
        say(thread, parent=say(thread, user))
    run()
    assert told(reader) == [("answer", "at_once")]
    assert told(quiet) == []
    follow(quiet, thread=thread, comment=(mine := say(thread, quiet)), way=Way.SITE)
    say(thread, parent=mine)
    run()
    assert told(quiet) == [("answer", "site")]


def test_a_followed_comment_tells_of_its_branch_and_of_nothing_else(thread):
    reader = make.make_user()
    above = say(thread)
    answer = say(thread, parent=above)
    follow(reader, thread=thread, comment=above, way=Way.DAILY)
    follow(reader, thread=thread, comment=answer, way=Way.NOT)
    say(thread)
    say(thread, parent=answer)
    run()
    # Told of the first answer, which came before; the nearer choice stands for what is beneath.
    assert told(reader) == [("reply", "daily")]
    assert Notification.objects.get().comment == answer


def test_of_several_reasons_the_loudest_counts_and_once(thread):
    reader = make.make_user(name="Ilse Brandt")
    mine = say(thread, reader)
    run()
    follow(reader, thread=thread, way=Way.SITE)
    save_wishes(Wishes(user=reader, answers=Way.DAILY, mentions=Way.AT_ONCE))
    say(thread, parent=mine, body="@Ilse Brandt yes")
    run()
    assert told(reader) == [("mention", "at_once")]
    assert [kind for kind, _subject in mails(reader)] == ["mention"]


def test_a_mention_by_an_edit_is_told_of_too(thread):
    reader = make.make_user(name="Ilse")
    say(thread, reader)
    follow(reader, thread=thread, way=Way.SITE)
    comment = say(thread)
    run()
    for body in ("Now @Ilse", "Still @Ilse"):
        writer = make.writer_of(comment)
        edit_comment(comment, writer=writer, body=body, now=timezone.now())
        run()
    assert told(reader) == [("comment", "site"), ("mention", "at_once")]
    assert unread_count(reader.pk) == 1


def test_nobody_is_told_of_their_own_nor_of_whom_they_muted(thread):
    reader, troll = make.make_user(), make.make_user()
    Mute.objects.create(user=reader, key=f"user:{troll.pk}", name=troll.name)
    follow(reader, thread=thread, way=Way.AT_ONCE)
    mine = say(thread, reader)
    say(thread, troll, parent=mine)
    say(thread, reader, parent=mine)
    run()
    assert told(reader) == []
    assert Mail.objects.count() == 0


def test_what_was_told_of_somebody_muted_since_is_taken_back(thread):
    reader, troll = make.make_user(), make.make_user()
    follow(reader, thread=thread, way=Way.DAILY)
    for writer in (troll, None):
        say(thread, writer)
    run()
    mute(reader, key=f"user:{troll.pk}", name=troll.name, now=timezone.now())
    run()
    assert [one.comment.user for one in Notification.objects.filter(user=reader)] == [None]


def test_what_waits_is_told_of_when_it_is_published_and_what_is_gone_never(thread):
    reader = make.make_user()
    follow(reader, thread=thread, way=Way.AT_ONCE)
    make.make_policy("all")
    held, gone = say(thread), say(thread)
    run()
    assert told(reader) == []
    moderator = make.make_user("moderator")
    for comment in (held, gone):
        decide(comment, to=CommentState.PUBLISHED, by=moderator)
    decide(gone, to=CommentState.SPAM, by=moderator)
    run()
    assert [row.comment_id for row in Notification.objects.filter(user=reader)] == [held.pk]
    assert len(mails(reader)) == 1


def test_no_mail_is_written_for_what_is_gone_before_its_turn(thread):
    reader = make.make_user()
    follow(reader, thread=thread, way=Way.AT_ONCE)
    comment = say(thread)
    tell.tell([row for row in changes() if row.topic == "comment.posted"])
    assert unread_count(reader.pk) == 1
    decide(comment, to=CommentState.SPAM, by=make.make_user("moderator"))
    run()
    assert mails(reader) == []
    assert unread_count(reader.pk) == 0


def test_nothing_is_told_of_hidden_conversations_closed_accounts_or_an_archive(thread):
    reader, gone = make.make_user(), make.make_user()
    for user in (reader, gone):
        follow(user, thread=thread, way=Way.AT_ONCE)
    gone.is_active = False
    gone.save()
    make.make_comment(thread)
    say(thread)
    set_thread_state(thread, state=ThreadState.HIDDEN, by=None)
    run()
    assert Notification.objects.count() == 0
    set_thread_state(thread, state=ThreadState.OPEN, by=None)
    run()
    assert told(gone) == []
    assert len(told(reader)) == 1


def test_a_stopped_kind_of_mail_is_not_written(thread):
    reader = make.make_user()
    follow(reader, thread=thread, way=Way.AT_ONCE)
    stop_mail(Kind.ANSWER, address=reader.email)
    say(thread)
    run()
    assert told(reader) == [("comment", "at_once")]
    assert Mail.objects.count() == 0


def test_a_crash_between_any_two_steps_doubles_nothing(thread, monkeypatch):
    readers = [make.make_user() for _ in range(5)]
    for reader in readers:
        follow(reader, thread=thread, way=Way.AT_ONCE)
    monkeypatch.setattr(tell, "AT_ONCE", 2)
    say(thread)
    for broken, after in (("tell_readers", 1), ("mail_readers", 2)):
        real, calls = getattr(tell, broken), list[int]()

        def dies(*args, real=real, calls=calls, after=after, **more):
            calls.append(1)
            if len(calls) > after:
                raise KeyboardInterrupt
            return real(*args, **more)

        with monkeypatch.context() as patch:
            patch.setattr(tell, broken, dies)
            with pytest.raises(KeyboardInterrupt):
                run()
    run()
    assert [told(reader) for reader in readers] == [[("comment", "at_once")]] * 5
    assert [len(mails(reader)) for reader in readers] == [1] * 5


def test_a_thousand_followers_are_told_in_batches_of_few_queries(thread, queries, monkeypatch):
    users = [make.make_user() for _ in range(6)]
    Follow.objects.bulk_create(
        Follow(user=user, thread=thread, way=Way.SITE, since=make.NOON) for user in users
    )
    counts = []
    for size in (3, 6):
        monkeypatch.setattr(tell, "AT_ONCE", size)
        say(thread)
        newest = changes()[-1:]
        with queries() as made:
            tell.tell(newest)
        counts.append(len(made.statements))
    # Two statements a batch, whatever is in it.
    assert counts == [11, 9], str(made)


def test_authors_follow_their_story_by_themselves_unless_they_ended_that(thread):
    account, quiet = make.make_user("author"), make.make_user("author")
    save_wishes(Wishes(user=quiet, own_stories=Way.NOT))
    authors = [make.make_author(user=user) for user in (account, quiet)]
    story = make.make_story(authors=authors, publish=True)
    run()
    assert [(one.user_id, one.way) for one in Follow.objects.all()] == [(account.pk, "daily")]
    follow(account, thread=story.thread, way=Way.NOT)
    story.save()
    run()
    assert [one.way for one in Follow.objects.all()] == ["not"]


class TestTheMorning:
    @pytest.fixture
    def reader(self, thread):
        user = make.make_user()
        follow(user, thread=thread, way=Way.DAILY)
        return user

    def told_at(self, at: datetime) -> None:
        run()
        Notification.objects.filter(settled_at=None).update(at=at)

    def test_one_mail_has_all_that_is_new_and_still_there(self, thread, reader):
        gone, read, stays = say(thread), say(thread), say(thread, body="It stays.")
        self.told_at(datetime(2031, 3, 5, 6, 0, tzinfo=UTC))
        decide(gone, to=CommentState.REJECTED, by=make.make_user("moderator"))
        Notification.objects.filter(comment=read).update(read_at=make.NOON)
        assert tell.mail_digests(datetime(2031, 3, 5, 6, 59, tzinfo=UTC)) == 0
        assert tell.mail_digests(datetime(2031, 3, 5, 7, 1, tzinfo=UTC)) == 1
        assert [kind for kind, _subject in mails(reader)] == ["digest"]
        text = bytes(Mail.objects.get().message).decode()
        assert "1 new comment" in text
        assert f"/comments/{stays.pk}/" in text
        for comment in (gone, read):
            assert f"/comments/{comment.pk}/" not in text

    def test_there_is_one_a_day_and_none_when_nothing_is_new(self, thread, reader):
        say(thread)
        self.told_at(datetime(2031, 3, 5, 6, 0, tzinfo=UTC))
        assert tell.mail_digests(datetime(2031, 3, 5, 9, 0, tzinfo=UTC)) == 1
        # Told of before that morning, but found only now: it waits for the next one.
        say(thread)
        self.told_at(datetime(2031, 3, 5, 6, 30, tzinfo=UTC))
        assert tell.mail_digests(datetime(2031, 3, 5, 9, 10, tzinfo=UTC)) == 0
        assert tell.mail_digests(datetime(2031, 3, 6, 7, 0, tzinfo=UTC)) == 1
        assert tell.mail_digests(datetime(2031, 3, 7, 7, 0, tzinfo=UTC)) == 0
        assert len(mails(reader)) == 2

    def test_who_has_stopped_daily_mails_gets_none_and_is_not_asked_again(self, thread, reader):
        say(thread)
        self.told_at(make.NOON - timedelta(days=2))
        stop_mail(Kind.DIGEST, address=reader.email)
        assert tell.mail_digests(make.NOON) == 0
        assert Notification.objects.get().settled_at == make.NOON


@pytest.mark.parametrize(
    ("now", "morning"),
    [
        ("2031-03-05T06:59+00:00", "2031-03-04T07:00+00:00"),
        ("2031-03-05T07:00+00:00", "2031-03-05T07:00+00:00"),
        ("2031-03-05T23:59+00:00", "2031-03-05T07:00+00:00"),
    ],
)
def test_mornings_are_at_seven(now, morning):
    assert tell.last_morning(datetime.fromisoformat(now)) == datetime.fromisoformat(morning)


def test_what_was_told_long_ago_is_forgotten(thread):
    reader = make.make_user()
    follow(reader, thread=thread, way=Way.SITE)
    say(thread)
    run()
    tell.forget_old_notifications()
    assert told(reader)
    Notification.objects.update(at=timezone.now() - timedelta(days=181))
    tell.forget_old_notifications()
    assert told(reader) == []


def test_lists_of_writers_mind_what_becomes_of_comments_and_not_themselves(thread):
    moderator = make.make_user("moderator")
    comment = make.make_comment(thread, state="pending")
    for state in (CommentState.PUBLISHED, CommentState.REJECTED, CommentState.SPAM):
        decide(comment, to=state, by=moderator)
    undo_decision(comment, by=moderator)
    decide(comment, to=CommentState.PUBLISHED, by=moderator)
    writer = make.writer_of(comment)
    edit_comment(comment, writer=writer, body="Other words.", now=comment.created_at)
    list_writers([comment.pk])
    delete_comment(comment, writer=writer)
    told = {change.topic for change in changes() if change.ids.get("shown")}
    assert {"comment.published", "comment.rejected", "comment.edited", "comment.deleted"} <= told
    (minded,) = [one.topics for one in tell.CONSUMERS if one.name == "writers"]
    assert told <= minded
    assert Change.objects.filter(topic="thread.writers_listed").exists()
    assert "thread.writers_listed" not in minded
