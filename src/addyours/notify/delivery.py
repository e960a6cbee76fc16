"""Sends queued mails: a durable consumer that takes them up one by one, so that each goes out once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import timedelta

from django.utils import timezone

from addyours.accounts.mail import Kind
from addyours.conf import current
from addyours.notify import folder
from addyours.notify.actions import (
    call_for_due_mail,
    forget_mails,
    settle_mail,
    take_up_mail,
)
from addyours.notify.actions.deliver import patience_with
from addyours.notify.bounce_address import envelope_sender
from addyours.notify.models import Mail, Outcome
from addyours.notify.queries import kept_files, next_due, why_not_written_to
from addyours.notify.server import Answer, MailServer
from addyours.outbox.changes import ChangeRow
from addyours.outbox.worker import Durable

logger = logging.getLogger(__name__)
CALLS = frozenset({"mail.queued", "mail.due"})
ROUND = timedelta(seconds=20)
"""For so long mails are sent before the consumer's position is saved: less than its lease."""
OVERDUE = timedelta(seconds=5)
"""A mail due for so long is one that no change told of: its pause is over, or its sender died."""

Send = Callable[[Mail], Answer]


def deliver(changes: Sequence[ChangeRow]) -> None:
    """Send the mails that are due, when changes say that there are some."""
    if any(change.topic in CALLS for change in changes):
        send_due_mails()


def send_due_mails() -> int:
    """Send mails until none is due, ROUND is over, or the server is away; return how many were tried."""
    end, tried = timezone.now() + ROUND, 0
    with ExitStack() as connection:
        send = _way(connection)
        while (mail := take_up_mail(now=timezone.now())) is not None:
            answer = _try(mail, send)
            settle_mail(mail, answer.outcome, words=answer.words, now=timezone.now())
            tried += 1
            if answer.outcome == Outcome.AWAY:
                logger.warning("Mail can't be sent (%s); trying again.", answer.words)
                break
            if timezone.now() > end:
                call_for_due_mail()
                break
    return tried


def wake_for_due_mails() -> None:
    """Have mails sent whose time has come again."""
    if next_due(timezone.now() - OVERDUE) is not None:
        call_for_due_mail()


def forget_old_mails() -> None:
    """Remove what is older than the mail log goes back, the files of such mails too."""
    before = timezone.now() - timedelta(days=current().mail_days)
    for name in kept_files(before=before):
        folder.drop(name)
    forget_mails(before=before)


def _way(connection: ExitStack) -> Send:
    if not current().mail_url:
        return lambda mail: Answer(Outcome.KEPT, folder.keep(mail))
    server = connection.enter_context(MailServer(current().mail_url))
    return lambda mail: server.send(sender=envelope_sender(mail), to=mail.to, message=mail.message)


def _try(mail: Mail, send: Send) -> Answer:
    if why_not := why_not_written_to(Kind(mail.kind), mail.address):
        return Answer(why_not)
    if timezone.now() > mail.queued_at + patience_with(mail):
        return Answer(Outcome.TOO_LATE)
    try:
        return send(mail)
    except Exception as error:
        # One mail that can't be written, or a full disk, must not hold up all that come after it.
        logger.exception("Mail %d was not sent; trying again.", mail.pk)
        return Answer(Outcome.LATER, f"{type(error).__name__}: {error}"[:500])


CONSUMER = Durable(name="mail", work=deliver, batch=50, topics=CALLS)
