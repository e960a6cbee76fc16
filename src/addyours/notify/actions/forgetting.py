"""Forgetting a person: what they follow, were told of, and were sent."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from addyours.accounts.mail import plain_address
from addyours.accounts.subject import Subject
from addyours.notify.models import (
    Follow,
    Mail,
    MailChoice,
    Notification,
    Suppression,
    Wishes,
)
from addyours.outbox.record import record

AT_ONCE = 500
"""Rows that one transaction takes."""


def forget_reader(subject: Subject) -> int:
    """Remove a batch of what is kept to tell a person of things; return how many rows went."""
    number = subject.user.pk if subject.user else 0
    addresses = [plain_address(email) for email in subject.emails]
    sent = Q(address__in=addresses) | Q(user=number)
    count = 0
    with transaction.atomic():
        for model, own in (
            (Notification, Q(user=number)),
            (Follow, Q(user=number)),
            (Wishes, Q(user=number)),
            (Mail, sent),
            (MailChoice, sent),
            (Suppression, Q(address__in=addresses)),
        ):
            rows = model._default_manager.filter(own).values_list("pk", flat=True)[:AT_ONCE]
            count += model._default_manager.filter(pk__in=list(rows)).delete()[0]
        record("reader.forgotten", keys=[])
    return count
