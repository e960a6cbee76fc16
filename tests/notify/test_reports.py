"""What comes back from mail servers is read for what it is, and only about mails of this site."""

from __future__ import annotations

import pytest
from django.utils import timezone

from addyours.notify import delivery
from addyours.notify.actions import note_bounce
from addyours.notify.bounce_address import envelope_sender, number_in, token_of
from addyours.notify.errors import MailRefused
from addyours.notify.models import Mail, Suppression
from addyours.notify.reports import read_report

REPORT = """\
From: MAILER-DAEMON@mx.example
To: {to}
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary="=b="

--=b=
Content-Type: text/plain

I could not deliver this.
--=b=
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; ada@example.com
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 <ada@example.com>: not
 known here

--=b=
Content-Type: text/rfc822-headers

Subject: An answer
Message-ID: <{token}@news.example>

--=b=--
"""


def report(mail: Mail, *, to: str = "x@news.example", action="failed", status="5.1.1") -> bytes:
    return REPORT.format(to=to, action=action, status=status, token=mail.token).encode()


@pytest.mark.django_db
class TestReports:
    @pytest.fixture
    def mail(self, send, set_conf, smtp) -> Mail:
        set_conf(mail_url=smtp.url, mail_bounces="bounces+{token}@news.example")
        send()
        delivery.send_due_mails()
        return Mail.objects.get()

    def test_the_envelope_names_the_mail_by_a_signed_address(self, mail, smtp):
        address = f"bounces+{token_of(mail.pk)}@news.example"
        assert envelope_sender(mail) == address
        assert any(f"FROM:<{address}>" in line for line in smtp.heard)
        assert number_in(address.upper()) == mail.pk
        assert number_in(f"reply+{token_of(mail.pk, 'reply')}@news.example") is None
        assert number_in(f"bounces+{token_of(mail.pk)[:-1]}0@news.example") in (None, mail.pk)
        assert number_in("bounces+1-0123456789abcdef@news.example") is None

    @pytest.mark.parametrize("way", ["to", "header", "message-id", "lower end"])
    def test_a_report_names_its_mail(self, mail, way):
        address = envelope_sender(mail)
        raw = report(mail, to=address if way == "header" else "x@news.example")
        if way != "message-id":
            raw = raw.replace(mail.token.encode(), b"0" * 20)
        if way == "lower end":
            raw = b"Delivered-To: " + address.upper().encode() + b"\r\n" + raw
        found = read_report(raw, to=address if way == "to" else "")
        assert found.mail == mail
        assert found.words == "550 5.1.1 <ada@example.com>: not known here"
        assert found.is_for_good

    def test_a_bounce_is_noted_and_stops_further_mail(self, mail, send):
        found = read_report(report(mail))
        note_bounce(found.mail, words=found.words, is_for_good=True, now=timezone.now())
        mail.refresh_from_db()
        assert (mail.state, mail.outcome) == ("refused", "bounced")
        send()
        delivery.send_due_mails()
        assert Mail.objects.latest("pk").state == "suppressed"

    def test_a_full_box_stops_nothing(self, mail):
        found = read_report(report(mail, status="5.2.2"))
        note_bounce(
            found.mail, words=found.words, is_for_good=found.is_for_good, now=timezone.now()
        )
        assert not Suppression.objects.exists()

    @pytest.mark.parametrize("action", ["delayed", "delivered", "relayed"])
    def test_what_has_not_failed_is_no_bounce(self, mail, action):
        with pytest.raises(MailRefused, match="no report"):
            read_report(report(mail, action=action))

    def test_an_informal_report_is_known_by_the_address_it_came_to(self, mail):
        raw = b"Return-Path: <>\nFrom: x@mx.example\n\nHi, this is mx.\nada@example.com:\n550 no such box\n"
        found = read_report(raw, to=envelope_sender(mail))
        assert (found.mail, found.words, found.is_for_good) == (mail, "550 no such box", True)

    def test_an_answering_machine_is_no_bounce(self, mail):
        raw = b"Return-Path: <>\nAuto-Submitted: auto-replied\nSubject: Away\n\nI am away.\n"
        with pytest.raises(MailRefused):
            read_report(raw, to=envelope_sender(mail))

    @pytest.mark.parametrize(
        "raw",
        [
            b"",
            b"\x00\xff" * 500,
            b"Content-Type: multipart/report; boundary=x\n\n--x\nContent-Type: message/delivery-status\n",
            b"Content-Type: message/delivery-status\n\n\xff\xfe\n\nAction: failed\nStatus: \xff\n",
            b"Return-Path: <>\n\n" + b"(" * 1_000_000,
        ],
    )
    def test_nothing_makes_the_reader_stumble(self, raw):
        with pytest.raises(MailRefused):
            read_report(raw, to="bounces+zzz-0123456789abcdef@news.example")
