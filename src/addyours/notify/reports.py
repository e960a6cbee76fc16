"""Reads what mail servers send back: delivery reports (RFC 3464), and older ones by their address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message

from addyours.notify.bounce_address import number_in
from addyours.notify.errors import MailRefused
from addyours.notify.models import Mail
from addyours.notify.server import LONGEST_ANSWER, is_about_the_box
from addyours.text.fold import clean_line

MOST_BYTES = 5 * 1024**2
GIVEN_TO = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To")
"""Headers in which mail servers say what address a message came to."""
OUR_ID = re.compile(rb"^message-id:\s*<([0-9a-f]{20})@", re.IGNORECASE | re.MULTILINE)
SAYS_WHY = re.compile(r"\b5\d\d[ -]|\b5\.\d{1,3}\.\d{1,3}\b")
LINES_READ = 1_000
ENHANCED = re.compile(r"(?<![.\d])5\.\d{1,3}\.\d{1,3}(?![.\d])")
POSTMASTERS = ("mailer-daemon", "postmaster", "mail-daemon")


@dataclass(frozen=True, kw_only=True)
class Report:
    """What came back, and why."""

    mail: Mail
    words: str
    is_for_good: bool
    """Whether nothing will ever arrive at its address."""


def read_report(raw: bytes, *, to: str = "") -> Report:
    """Return what a message says about a mail of this site; `to` is the address it came to, if known.

    Raises MailRefused when it is no report of a failure, or about no mail of this site.
    """
    try:
        message = message_from_bytes(raw)
        failure = _failure_in(message)
    except RecursionError:
        raise MailRefused("no_failure", "This mail has too many parts within parts.") from None
    if failure is None:
        raise MailRefused("no_failure", "This is no report of a mail that came back.")
    status, words = failure
    mail = _mail_of(message, raw, to)
    if mail is None:
        raise MailRefused("unknown", "This report is about no mail of this site.")
    code = ENHANCED.search(words)
    is_for_good = is_about_the_box(status or (code[0] if code else words))
    return Report(mail=mail, words=words[:LONGEST_ANSWER], is_for_good=is_for_good)


def _failure_in(message: Message) -> tuple[str, str] | None:
    """Return the status (may be empty) and the words of a failure; None when there is none."""
    blocks = list(_statuses(message))
    if blocks:
        for block in blocks:
            if _header(block, "Action").lower() == "failed":
                status = _header(block, "Status")
                _type, _semicolon, said = _header(block, "Diagnostic-Code").rpartition(";")
                return status, clean_line(said or status)
        return None
    return ("", _plain_words(message)) if _is_from_a_mail_server(message) else None


def _statuses(message: Message) -> Iterator[Message]:
    """Yield what a report says of each receiver; the first block is about the report itself."""
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            blocks = part.get_payload()
            if isinstance(blocks, list):
                yield from (block for block in blocks if isinstance(block, Message))


def _is_from_a_mail_server(message: Message) -> bool:
    """Tell a report without a form from an answering machine, whose owner did get the mail."""
    if _header(message, "Auto-Submitted").lower().startswith("auto-replied"):
        return False
    sender = _header(message, "From").lower()
    return _header(message, "Return-Path") == "<>" or any(name in sender for name in POSTMASTERS)


def _plain_words(message: Message) -> str:
    """Return the line of an informal report that says why, or its subject."""
    for part in message.walk():
        if part.get_content_maintype() == "text":
            data = part.get_payload(decode=True)
            text = data.decode("utf-8", "replace") if isinstance(data, bytes) else ""
            for line in text.splitlines()[:LINES_READ]:
                if SAYS_WHY.search(line):
                    return clean_line(line[:LONGEST_ANSWER])
    return clean_line(_header(message, "Subject")) or "It came back without a reason."


def _mail_of(message: Message, raw: bytes, to: str) -> Mail | None:
    """Find the mail by the signed part of an address, else by the Message-ID of what came back."""
    given = [to, *(one for name in GIVEN_TO for one in message.get_all(name, []))]
    number = number_in(" ".join(str(one) for one in given))
    if number is not None:
        return Mail.objects.filter(pk=number).first()
    tokens = [found.decode() for found in OUR_ID.findall(raw)[:20]]
    return Mail.objects.filter(token__in=tokens).first()


def _header(message: Message, name: str) -> str:
    return " ".join(str(message.get(name, "")).split())
