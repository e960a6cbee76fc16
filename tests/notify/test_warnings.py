"""A warning is seen before the next comment is written, and can be confirmed there."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.utils import timezone

from addyours.accounts.mail import Kind
from addyours.accounts.writers import writer_of_user
from addyours.comments.models import Comment
from addyours.moderation.models import Sanction
from addyours.moderation.sanctions.actions import heed_warning, lift
from addyours.notify import tell
from addyours.notify.actions import stop_mail
from addyours.notify.models import Mail
from tests import factories as make
from tests.comments.reader import Reader, drawn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_mail")]
WORDS = "A moderator has warned you: Argue, don’t insult."


@pytest.fixture
def thread():
    make.make_policy()
    return make.make_thread()


def warn(key):
    make.sanction("warn", key, reason="Argue, don’t insult.")
    return Sanction.objects.get(key=key, heeded_at=None, lifted_at=None)


def warnings_in(response):
    return [
        " ".join(one.xpath("string(p)").split())
        for one in drawn(response).xpath("//form[@data-warning]")
    ]


def mail_after(minutes):
    return tell.mail_decisions(timezone.now() + timedelta(minutes=minutes))


def test_a_guest_sees_a_warning_with_the_conversation_and_confirms_it_there(thread):
    browser, stranger = Reader(), Reader()
    browser.send(thread, "You fools.")
    stranger.send(thread, "Well.", name="Ode Wick")
    warning = warn(Comment.objects.first().writer_key)
    fragment = f"/threads/{thread.pk}/mine/"
    assert warnings_in(browser.get(fragment)) == [WORDS]
    assert warnings_in(browser.get("/comments/mine/")) == [WORDS]
    assert warnings_in(stranger.get(fragment)) == []
    place = f"/comments/warnings/{warning.pk}/"
    stranger.post(place, {"thread": thread.pk})
    assert warnings_in(browser.get(fragment)) == [WORDS]
    assert browser.send(thread, "Fools.").status_code == 422
    answer = browser.post(place, {"thread": thread.pk})
    assert (answer.status_code, answer["Location"]) == (303, f"{thread.path}#add-yours")
    assert warnings_in(browser.get(fragment)) == []
    assert browser.send(thread, "I see it otherwise.").status_code == 303
    for nonsense in ("", "x", "9" * 30, "0"):
        assert browser.post(place, {"thread": nonsense})["Location"] == "/comments/mine/"


def test_a_reader_finds_it_among_the_notifications_and_the_bell_counts_it(thread):
    user = make.make_user("reader")
    browser = Reader()
    browser.force_login(user)
    make.post(thread, writer=writer_of_user(user))
    warn(f"user:{user.pk}")
    assert "1" in drawn(browser.get("/account/me/")).xpath("string(//summary)")
    assert warnings_in(browser.get("/account/notifications/")) == [WORDS]


def test_one_mail_tells_of_a_warning_that_stands_and_is_not_confirmed():
    readers = [make.make_user("reader") for _ in range(4)]
    stands, lifted, heeded, _stopped = (warn(f"user:{one.pk}") for one in readers)
    lift(lifted, by=None)
    heed_warning(heeded.pk, writer_key=heeded.key, now=timezone.now())
    stop_mail(Kind.DECISION, address=readers[3].email)
    warn("guest:12")
    assert mail_after(4) == 0, "a moderator may have second thoughts"
    assert [mail_after(6), mail_after(7)] == [1, 0]
    mail = Mail.objects.get()
    message = message_from_bytes(bytes(mail.message), policy=policy.default)
    text = message.get_body(("plain",)).get_content()
    assert mail.to == readers[0].email
    assert "Argue, don’t insult." in text
    assert "/account/notifications/" in text
    stands.refresh_from_db()
    assert stands.mailed_at
    assert not stands.heeded_at
