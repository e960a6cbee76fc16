"""A mail goes out once, by whichever worker, and its row says what the mail server made of it."""

from __future__ import annotations

import threading
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.core.mail import BadHeaderError, EmailMessage, mail_admins, send_mail
from django.db import connection, transaction
from django.utils import timezone

from addyours.accounts.mail import Kind, read_stop_token
from addyours.notify import delivery
from addyours.notify.actions import (
    allow_address,
    call_for_due_mail,
    queue_mail,
    send_again,
    start_mail,
    stop_mail,
    take_up_mail,
)
from addyours.notify.actions.deliver import FIRST_PAUSE, HELD, MOST_PAUSE, PATIENCE
from addyours.notify.errors import MailRefused
from addyours.notify.models import LEADS_TO, MAY_BECOME, Mail, MailState, Outcome, Suppression
from addyours.outbox.changes import ChangeRow
from addyours.outbox.models import Change
from tests import factories as make

DB = pytest.mark.django_db


def deliver() -> Mail:
    delivery.send_due_mails()
    return Mail.objects.latest("pk")


def pass_time(mail: Mail, **span: float) -> None:
    """Let time pass for one mail: what it was queued and is due at moves back."""
    back = timedelta(**span)
    Mail.objects.filter(pk=mail.pk).update(
        queued_at=mail.queued_at - back, due_at=mail.due_at - back
    )


def told_of(topic: str) -> int:
    return Change.objects.filter(topic=topic).count()


def rows(topic: str) -> list[ChangeRow]:
    return [ChangeRow(1, topic, (), {})]


def test_every_outcome_leads_where_a_mail_may_go_from_being_sent():
    reached = {LEADS_TO[one] for one in Outcome}
    assert reached <= MAY_BECOME[MailState.SENDING]
    assert set(MAY_BECOME) == set(MailState)


@DB
class TestWithAServer:
    @pytest.fixture(autouse=True)
    def _server(self, smtp, set_conf):
        set_conf(mail_url=smtp.url, mail_from="The Gull <gull@news.example>")

    @pytest.fixture
    def elsewhere(self, smtp, set_conf, monkeypatch):
        """The mail server wants a password, and is held to be on another machine."""
        monkeypatch.setattr("addyours.notify.server._is_here", lambda host: False)
        set_conf(mail_url=smtp.url.replace("//", "//user:secret@"))

    def test_a_mail_arrives_once_and_whole(self, send, smtp):
        mail = send()
        assert (mail.state, told_of("mail.queued")) == ("queued", 1)
        sent = deliver()
        delivery.send_due_mails()
        (message,) = smtp.taken
        assert (sent.state, sent.outcome, sent.answer) == ("sent", "taken", "250 2.0.0 queued as 1")
        assert message["To"] == "ada@example.com"
        assert message["Message-ID"] == f"<{mail.token}@news.example>"
        assert message["Auto-Submitted"] == "auto-generated"
        assert message.get_body(("plain",)).get_content().splitlines() == [
            *("Somebody answered.", ".", "See you – Mara")
        ]
        assert "<p>" in message.get_body(("html",)).get_content()
        assert "mail FROM:<gull@news.example>" in " ".join(smtp.heard)
        assert told_of("mail.sent") == 1

    def test_several_go_over_one_connection(self, send, smtp):
        for name in ("ada", "ben", "eve"):
            send(to=f"{name}@example.com")
        assert delivery.send_due_mails() == 3
        assert [line.split()[0].upper() for line in smtp.heard].count("EHLO") == 1

    def test_a_receiver_who_is_not_there_is_not_written_to_again(self, send, smtp):
        smtp.answers["RCPT"] = "550 5.1.1 No such user"
        send(to="Ada@Example.com")
        mail = deliver()
        assert (mail.state, mail.answer) == ("refused", "550 5.1.1 No such user")
        smtp.answers.clear()
        send(kind="sign-in", to="ada@example.com")
        assert deliver().outcome == "came-back"
        assert (smtp.taken, deliver().state) == ([], "suppressed")
        allow_address("ADA@example.com")
        send()
        assert deliver().state == "sent"

    @pytest.mark.parametrize(
        "answer",
        [
            "550 5.7.1 Relaying denied",
            "552 5.2.2 Mailbox full",
            "550 relay not permitted",
            "554 5.7.1 Your network is listed at example.org",
        ],
    )
    def test_a_refusal_that_may_change_stops_no_further_mail(self, send, smtp, answer):
        smtp.answers["RCPT"] = answer
        send()
        assert (deliver().state, Suppression.objects.exists()) == ("refused", False)

    def test_a_message_that_is_refused_says_nothing_about_its_receiver(self, send, smtp):
        smtp.answers["END"] = "550 5.1.1 Looks like junk"
        send()
        assert (deliver().state, Suppression.objects.exists()) == ("refused", False)

    def test_not_now_is_tried_again_after_pauses_that_grow_and_given_up_in_the_end(
        self, send, smtp
    ):
        smtp.answers["RCPT"] = "451 4.7.1 Greylisted"
        mail = send()
        first = deliver()
        assert (first.state, first.outcome, first.tries) == ("queued", "later", 1)
        assert FIRST_PAUSE - timedelta(seconds=5) < first.due_at - timezone.now() <= FIRST_PAUSE
        assert deliver().tries == 1
        pass_time(first, hours=1)
        second = deliver()
        pause = second.due_at - timezone.now()
        assert FIRST_PAUSE < pause <= 2 * FIRST_PAUSE
        smtp.answers.clear()
        pass_time(second, hours=1)
        assert deliver().state == "sent"
        smtp.answers["RCPT"] = "451 4.7.1 Greylisted"
        mail = send()
        pass_time(mail, seconds=(PATIENCE - MOST_PAUSE / 200).total_seconds())
        last = deliver()
        assert (last.state, last.answer) == ("failed", "451 4.7.1 Greylisted")

    def test_a_code_to_sign_in_is_not_sent_when_it_is_of_no_use(self, send, smtp):
        pass_time(send(kind="sign-in"), hours=2)
        assert (deliver().outcome, smtp.taken) == ("too-late", [])

    @pytest.mark.parametrize(
        ("verb", "answer"),
        [
            ("MAIL", "530 5.7.0 Authentication required"),
            ("MAIL", "550 Sender not allowed"),
            ("EHLO", None),
            ("RCPT", "421 4.3.2 Shutting down"),
        ],
    )
    def test_trouble_with_the_server_itself_makes_all_wait(
        self, send, smtp, set_conf, verb, answer
    ):
        if answer:
            smtp.answers[verb] = answer
        else:
            set_conf(mail_url="smtp://127.0.0.1:1")
        send()
        send(to="ben@example.com")
        assert delivery.send_due_mails() == 1
        assert list(Mail.objects.order_by("pk").values_list("state", "tries")) == [
            ("queued", 1),
            ("queued", 0),
        ]
        assert Mail.objects.earliest("pk").outcome == "away"

    def test_a_password_is_not_sent_in_the_open_but_to_this_machine(self, send, smtp, set_conf):
        set_conf(mail_url=smtp.url.replace("//", "//us%40er:p%3Aw@"))
        smtp.answers["AUTH"] = "235 2.7.0 welcome"
        send()
        assert deliver().state == "sent"
        assert any(line.startswith("AUTH ") for line in smtp.heard)

    def test_the_connection_is_encrypted_where_that_is_offered(self, send, smtp, certificate):
        smtp.context = certificate
        send()
        assert deliver().state == "sent"
        assert "(encrypted)" in smtp.heard

    @pytest.mark.usefixtures("elsewhere")
    @pytest.mark.parametrize(("offers", "words"), [(False, "no STARTTLS"), (True, "certificate")])
    def test_a_password_goes_nowhere_else_without_a_certificate(
        self, send, smtp, certificate, offers, words
    ):
        smtp.context = certificate if offers else None
        send()
        assert (deliver().outcome, words in deliver().answer) == ("away", True)
        assert not any("AUTH" in line for line in smtp.heard)

    def test_secrets_are_blanked_when_they_have_gone_out(self, send):
        send(kind="sign-in")
        mail = deliver()
        assert mail.message == b""
        with pytest.raises(MailRefused, match="no longer kept"):
            send_again(mail, now=timezone.now())
        send(kind="answer")
        assert b"Somebody answered" in deliver().message

    def test_a_mail_is_sent_again_when_somebody_says_so(self, send, smtp):
        send()
        mail = deliver()
        send_again(mail, now=timezone.now())
        with pytest.raises(MailRefused, match="on its way"):
            send_again(mail, now=timezone.now())
        assert deliver().state == "sent"
        assert len({message["Message-ID"] for message in smtp.taken}) == 1
        Suppression.objects.create(address="ada@example.com", reason="550")
        with pytest.raises(MailRefused, match="came back"):
            send_again(mail, now=timezone.now())

    def test_who_dies_while_sending_is_waited_for_and_then_replaced(self, send, smtp):
        mail = send()
        now = timezone.now()
        assert take_up_mail(now=now).pk == mail.pk
        assert deliver().state == "sending"
        delivery.wake_for_due_mails()
        assert told_of("mail.due") == 0
        pass_time(Mail.objects.get(), seconds=HELD.total_seconds() + 6)
        delivery.wake_for_due_mails()
        assert told_of("mail.due") == 1
        assert (deliver().state, deliver().tries) == ("sent", 2)
        assert smtp.taken[0]["Message-ID"].startswith(f"<{mail.token}@")

    def test_the_round_goes_on_where_it_ended(self, send, monkeypatch):
        monkeypatch.setattr(delivery, "ROUND", timedelta(0))
        send()
        send(to="ben@example.com")
        assert delivery.send_due_mails() == 1
        assert told_of("mail.due") == 1


@pytest.mark.django_db(transaction=True)
def test_workers_who_race_send_each_mail_once(send, smtp, set_conf):
    set_conf(mail_url=smtp.url)
    for number in range(12):
        send(to=f"reader{number}@example.com")

    def work() -> None:
        delivery.send_due_mails()
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(message["To"] for message in smtp.taken) == sorted(
        f"reader{number}@example.com" for number in range(12)
    )
    assert set(Mail.objects.values_list("state", "tries")) == {("sent", 1)}


@DB
class TestWithoutAServer:
    def test_mails_are_kept_as_files_and_with_their_text(self, send, set_conf):
        folder = set_conf(mail_url="").data / "mail"
        send(kind="sign-in", body="Your code is 123456.")
        mail = deliver()
        (file,) = folder.iterdir()
        assert (mail.state, mail.outcome, mail.kept_in) == ("sent", "kept", file.name)
        assert file.stat().st_mode & 0o777 == 0o600
        kept = message_from_bytes(file.read_bytes(), policy=policy.default)
        assert "123456" in kept.get_body(("plain",)).get_content()
        assert b"123456" in mail.message

    def test_old_mails_are_forgotten_with_their_files(self, send, set_conf):
        folder = set_conf(mail_url="", mail_days=30).data / "mail"
        old = send()
        deliver()
        waiting = send()
        new = send()
        for mail in (old, waiting):
            pass_time(mail, days=31)
        Mail.objects.filter(pk=new.pk).update(state="failed")
        delivery.forget_old_mails()
        assert set(Mail.objects.values_list("pk", flat=True)) == {waiting.pk, new.pk}
        assert list(folder.iterdir()) == []

    def test_a_full_disk_makes_a_mail_wait(self, send, set_conf, caplog):
        (set_conf(mail_url="").data / "mail").write_text("in the way")
        send()
        assert deliver().outcome == "later"
        assert "FileExistsError" in deliver().answer
        assert "was not sent" in caplog.text


@DB
class TestQueue:
    def test_a_mail_is_there_with_its_occasion_or_not_at_all(self, send):
        with pytest.raises(RuntimeError), transaction.atomic():  # noqa: PT012
            send()
            raise RuntimeError
        assert not Mail.objects.exists()

    def test_what_the_newsroom_and_django_send_is_for_staff(self, send, settings):
        settings.ADMINS = [("Ada", "ada@example.com")]
        send_mail(
            "A story waits", "Please look.", None, ["eve@example.com", "Ben <ben@example.com>"]
        )
        mail_admins("A page crashed", "Traceback")
        assert list(Mail.objects.order_by("pk").values_list("kind", "to")) == [
            ("staff", "eve@example.com"),
            ("staff", "ben@example.com"),
            ("staff", "ada@example.com"),
        ]

    def test_each_receiver_gets_a_copy_and_nobody_sees_a_hidden_one(self, send, smtp, set_conf):
        set_conf(mail_url=smtp.url)
        EmailMessage("A", "B", to=["ada@example.com"], bcc=["eve@example.com"]).send()
        delivery.send_due_mails()
        assert len({message["Message-ID"] for message in smtp.taken}) == 2
        assert all("eve" not in str(message) for message in smtp.taken)

    def test_only_kinds_that_can_be_stopped_say_how(self, send):
        answer = message_from_bytes(send("digest").message)
        url = answer["List-Unsubscribe"].removeprefix("<").removesuffix(">")
        assert url.startswith("http")
        assert answer["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert read_stop_token(url.rstrip("/").rpartition("/")[2]) == (
            Kind.DIGEST,
            "ada@example.com",
        )
        assert "List-Unsubscribe" not in message_from_bytes(send("sign-in").message)

    @pytest.mark.parametrize("field", ["subject", "to", "from_email", "header"])
    def test_no_header_can_be_broken_out_of(self, send, field):
        bad = "a@example.com\r\nBcc: eve@example.com"
        message = EmailMessage("A", "B", to=["ada@example.com"])
        if field == "header":
            message.extra_headers["X-Thread"] = bad
        else:
            setattr(message, field, [bad] if field == "to" else bad)
        with pytest.raises(BadHeaderError):
            queue_mail(message)
        assert not Mail.objects.exists()

    def test_a_mail_costs_its_occasion_few_statements(self, at_most_queries):
        message = EmailMessage("A", "B", to=["ada@example.com"])
        with at_most_queries(4):
            queue_mail(message)

    def test_only_calls_for_mail_are_followed(self, send, set_conf, monkeypatch):
        set_conf(mail_url="")
        send()
        call_for_due_mail()
        rounds = []
        monkeypatch.setattr(delivery, "send_due_mails", lambda: rounds.append(1))
        delivery.deliver(rows("account.created"))
        assert rounds == []
        delivery.deliver(rows("mail.queued"))
        delivery.deliver(rows("mail.due"))
        assert len(rounds) == 2


@DB
class TestStopped:
    def test_a_stopped_kind_is_not_sent_and_all_others_are(self, send, smtp, set_conf):
        set_conf(mail_url=smtp.url)
        send("digest")
        stop_mail(Kind.DIGEST, address="Ada@example.com")
        assert (deliver().state, deliver().outcome) == ("suppressed", "stopped")
        send("answer")
        assert deliver().state == "sent"
        start_mail(Kind.DIGEST, address="ada@example.com")
        send("digest")
        assert deliver().state == "sent"

    def test_a_choice_goes_with_the_account_to_a_new_address(self, send, set_conf):
        set_conf(mail_url="")
        user = make.make_user(email="Ada@example.com")
        stop_mail(Kind.DIGEST, address="ada@example.com")
        user.email = "new@example.com"
        user.save()
        assert send("digest", to="NEW@example.com").user == user
        assert deliver().outcome == "stopped"
        start_mail(Kind.DIGEST, address="new@example.com")
        send("digest", to="ada@example.com")
        assert deliver().state == "sent"
