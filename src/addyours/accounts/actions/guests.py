"""What is kept of people without an account."""

from __future__ import annotations

from datetime import datetime

from addyours.accounts.models import Guest
from addyours.outbox.rows import insert_row


def remember_guest(*, guest_id: int | None, name: str, email: str, now: datetime) -> Guest:
    """Return the guest, made now or brought up to date, inside the caller's transaction.

    No outbox row: a guest is shown nowhere until a comment of theirs is, and that has its own.
    """
    guest = Guest.objects.filter(pk=guest_id).first() if guest_id else None
    if guest is None:
        guest = Guest(name=name, email=email, created_at=now)
        insert_row(guest)
        return guest
    if (guest.name, guest.email) != (name, email or guest.email):
        guest.name, guest.email = name, email or guest.email
        guest.save(update_fields=["name", "email"])
    return guest
