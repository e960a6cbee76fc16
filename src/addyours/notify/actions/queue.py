"""Takes messages to send."""

from __future__ import annotations

from copy import copy
from email.generator import BytesGenerator
from email.utils import parseaddr
from io import BytesIO

from django.core.mail import EmailMessage
from django.db import transaction

from addyours.accounts.mail import KIND_HEADER, LONGEST_SUBJECT, Kind, plain_address, stop_url
from addyours.conf import current
from addyours.notify.models import Mail, MailText
from addyours.notify.queries import account_of
from addyours.outbox.record import record
from addyours.text.fold import clean_line

LONGEST_LINE = 900
"""Less than the 998 that mail servers take."""


def queue_mail(message: EmailMessage) -> list[Mail]:
    """Keep a message for the worker to send, once for each of its receivers.

    Its kind is in the header X-AddYours-Kind; without one it is for staff. Raises BadHeaderError
    when a header holds a line break.
    """
    receivers = [parseaddr(one)[1] for one in message.recipients()]
    kind = Kind(message.extra_headers.get(KIND_HEADER, Kind.STAFF))
    with transaction.atomic():
        mails = [_kept(message, kind=kind, to=one) for one in receivers if one]
        record("mail.queued", keys=[], mails=len(mails))
    return mails


def _kept(message: EmailMessage, *, kind: Kind, to: str) -> Mail:
    mail = Mail(
        kind=kind,
        to=to,
        address=plain_address(to),
        user=account_of(to),
        subject=clean_line(str(message.subject))[:LONGEST_SUBJECT],
    )
    mail.save()
    MailText.objects.create(mail=mail, message=_written(message, mail))
    return mail


def _written(message: EmailMessage, mail: Mail) -> bytes:
    """Return the message as it goes to one receiver, with the headers that every mail of ours has."""
    own = copy(message)
    domain = parseaddr(current().mail_from)[1].rpartition("@")[2] or "localhost"
    own.extra_headers = {
        **message.extra_headers,
        KIND_HEADER: mail.kind,
        "Message-ID": f"<{mail.token}@{domain}>",
        # Answering machines leave such mails alone.
        "Auto-Submitted": "auto-generated",
    }
    if url := stop_url(Kind(mail.kind), mail.to):
        own.extra_headers["List-Unsubscribe"] = f"<{url}>"
        own.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return as_sent(own)


def as_sent(message: EmailMessage) -> bytes:
    """Return a message as mail servers are given it.

    Long lines of the header stay whole up to LONGEST_LINE: not every mail program finds the address
    in a List-Unsubscribe that begins on its second line.
    """
    buffer = BytesIO()
    generator = BytesGenerator(buffer, mangle_from_=False, maxheaderlen=LONGEST_LINE)
    generator.flatten(message.message(), linesep="\r\n")
    return buffer.getvalue()
