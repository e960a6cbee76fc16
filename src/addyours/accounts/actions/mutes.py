"""Whom a reader wants to see nothing of."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from addyours.accounts.errors import AccountRefused
from addyours.accounts.models import Mute, User
from addyours.outbox.record import record

MOST_MUTED = 1000


def mute(user: User, *, key: str, name: str, now: datetime) -> None:
    """Fold a writer's comments (`user:5`, `guest:12`) for one reader, and tell them of none.

    Nobody else learns of it. Raises AccountRefused for oneself, for nobody, and beyond MOST_MUTED.
    """
    if not key or key == f"user:{user.pk}":
        raise AccountRefused("mute", _("There is nobody to mute here."))
    with transaction.atomic():
        if Mute.objects.filter(user=user).count() >= MOST_MUTED:
            raise AccountRefused("mute", _("You have muted as many people as you can."))
        Mute.objects.get_or_create(user=user, key=key, defaults={"name": name, "at": now})
        record("writer.muted", keys=[], user=user.pk)


def unmute(user: User, *, mute_id: int) -> None:
    """Show a muted writer again; nothing happens where that is so already."""
    with transaction.atomic():
        Mute.objects.filter(user=user, pk=mute_id).delete()
        record("writer.unmuted", keys=[], user=user.pk)
