"""What is kept of people without an account."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from addyours.accounts.models import Guest
from addyours.accounts.writers import Writer
from addyours.outbox.rows import insert_new


def remember_guest(*, guest_id: int | None, name: str, email: str, now: datetime) -> Guest:
    """Return one guest, as `remember_guests` does several."""
    (guest,) = remember_guests([Writer(name=name, email=email, guest_id=guest_id)], now=now)
    return guest


def remember_guests(writers: Sequence[Writer], *, now: datetime) -> list[Guest]:
    """Return the guests that these writers are, made now or brought up to date, inside the caller's transaction.

    No outbox row: a guest is shown nowhere until a comment of theirs is, and that has its own. Two
    queries at most, and one for each who has changed their name or address.
    """
    ids = {writer.guest_id for writer in writers if writer.guest_id}
    known = Guest.objects.in_bulk(ids) if ids else {}
    guests = [
        known.get(writer.guest_id or 0)
        or Guest(name=writer.name, email=writer.email, created_at=now)
        for writer in writers
    ]
    insert_new([guest for guest in guests if guest.pk is None])
    for guest, writer in zip(guests, writers, strict=True):
        email = writer.email or guest.email
        if (guest.name, guest.email) != (writer.name, email):
            guest.name, guest.email = writer.name, email
            guest.save(update_fields=["name", "email"])
    return guests
