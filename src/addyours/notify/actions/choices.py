"""What people do not want to be written."""

from __future__ import annotations

from django.db import transaction

from addyours.accounts.mail import Kind, plain_address
from addyours.notify.models import MailChoice
from addyours.notify.queries import account_of
from addyours.outbox.record import record


def stop_mail(kind: Kind, *, address: str) -> None:
    """Write no more mails of a kind to an address; nothing changes when they are stopped already."""
    with transaction.atomic():
        user = account_of(address)
        MailChoice.objects.get_or_create(
            address=plain_address(address), kind=kind, defaults={"user": user}
        )
        record("mail.stopped", keys=[f"user:{user.pk}"] if user else [], kind=kind.value)


def start_mail(kind: Kind, *, address: str) -> None:
    """Write mails of a kind to an address again, and to the account that has it."""
    with transaction.atomic():
        user = account_of(address)
        MailChoice.objects.filter(address=plain_address(address), kind=kind).delete()
        if user is not None:
            MailChoice.objects.filter(user=user, kind=kind).delete()
        record("mail.started", keys=[f"user:{user.pk}"] if user else [], kind=kind.value)
