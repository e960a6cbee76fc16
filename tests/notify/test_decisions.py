"""Writers with an account are told what was decided about their comments: on the site, and by mail."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.utils import timezone

from addyours.accounts.mail import Kind
from addyours.accounts.writers import writer_of_user
from addyours.comments.actions import answer_appeal, appeal, decide, undo_decision
from addyours.notify import tell
from addyours.notify.actions import read_notifications, stop_mail
from addyours.notify.models import Mail, Notification
from addyours.notify.queries.notifications import notification_page, unread_count
from tests import factories as make
from tests.notify.test_tell import run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_mail")]


@pytest.fixture
def odile(db):
    return make.make_user("moderator", name="Odile")


@pytest.fixture
def reader(db):
    return make.make_user("reader", name="Ode Wick")


@pytest.fixture
def rejected(odile, reader):
    comment = make.make_comment(writer=writer_of_user(reader), state="pending")
    decide(comment, to="rejected", by=odile, told="It is not about the story.")
    run()
    return comment


def outcomes(reader):
    return [line.outcome for group in notification_page(reader.pk).groups for line in group.lines]


def words(mail):
    """The plain text of a mail."""
    message = message_from_bytes(bytes(mail.message), policy=policy.default)
    return message.get_body(("plain",)).get_content()


def mail_after(minutes):
    return tell.mail_decisions(timezone.now() + timedelta(minutes=minutes))


def test_a_rejection_is_told_on_the_site_at_once_and_by_one_mail_a_little_later(rejected, reader):
    assert outcomes(reader) == ["rejected"]
    assert unread_count(reader.pk) == 1
    assert mail_after(4) == 0, "a moderator may have second thoughts"
    assert [mail_after(6), mail_after(7)] == [1, 0]
    mail = Mail.objects.get(to=reader.email)
    text = words(mail)
    assert mail.kind == Kind.DECISION
    assert "It is not about the story." in text
    assert f"/comments/{rejected.pk}/" in text


def test_what_was_taken_back_in_time_is_not_mailed_and_not_shown(rejected, reader, odile):
    undo_decision(rejected, by=odile)
    run()
    assert outcomes(reader) == []
    assert mail_after(6) == 0


def test_the_outcome_of_an_appeal_is_told_anew(rejected, reader, odile):
    read_notifications(reader, now=timezone.now())
    appeal(rejected, writer=writer_of_user(reader), words="But it is.", now=timezone.now())
    other = make.make_user("moderator")
    answer_appeal(rejected, by=other, is_granted=False, words="We looked again.")
    run()
    assert (outcomes(reader), unread_count(reader.pk)) == (["stands"], 1)
    assert mail_after(6) == 1
    assert "We looked again." in words(Mail.objects.get())
    assert Notification.objects.count() == 1


def test_a_granted_appeal_is_told(rejected, reader):
    appeal(rejected, writer=writer_of_user(reader), words="But it is.", now=timezone.now())
    answer_appeal(rejected, by=make.make_user("moderator"), is_granted=True)
    run()
    assert outcomes(reader) == ["granted"]


def test_nobody_is_mailed_who_does_not_want_to_be(rejected, reader):
    stop_mail(Kind.DECISION, address=reader.email)
    assert mail_after(6) == 0


def test_who_sends_spam_is_told_nothing(reader, odile):
    decide(make.make_comment(writer=writer_of_user(reader)), to="spam", by=odile)
    run()
    assert not Notification.objects.exists()
