"""Django's way to send mail: what is sent is kept with its occasion, and goes out from the worker."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from addyours.notify.actions import queue_mail


class OutboxBackend(BaseEmailBackend):
    """Queues messages in the caller's transaction, so that neither is there without the other."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Queue messages; return how many had a receiver."""
        addressed = [message for message in email_messages if message.recipients()]
        for message in addressed:
            queue_mail(message)
        return len(addressed)
