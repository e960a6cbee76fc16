"""Sends a mail past the queue, to hear at once what the mail server says to the settings."""

from __future__ import annotations

from addyours.accounts.mail import Kind, letter
from addyours.conf import current
from addyours.notify.actions.queue import as_sent
from addyours.notify.bounce_address import plain_sender
from addyours.notify.errors import MailRefused
from addyours.notify.models import Outcome
from addyours.notify.server import MailServer


def send_trial(to: str) -> str:
    """Send a mail to an address and return what the mail server answered.

    Raises MailRefused when there is no server, or it did not take the mail.
    """
    if not current().mail_url:
        raise MailRefused(
            "no_server",
            f"No mail server is set (mail_url): mails are kept in {current().mail_folder}.",
        )
    message = letter(Kind.STAFF, to=to, template="notify/trial", context={})
    with MailServer(current().mail_url) as server:
        answer = server.send(sender=plain_sender(), to=to, message=as_sent(message))
        if answer.outcome != Outcome.TAKEN:
            raise MailRefused("not_taken", f"{server.name} did not take the mail: {answer.words}")
        return f"{server.name} took the mail to {to}: {answer.words}"
