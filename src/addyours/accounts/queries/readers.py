"""What is known of readers: whose a name is, what readers may do, whom they want to see nothing of."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import connection
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from addyours.accounts.models import Erasure, Guest, Mute, ReaderSettings, User
from addyours.text.names import skeletons

NAME_TAKEN = _("That name belongs to somebody here. Sign in if it is yours, or choose another.")


def is_name_taken(name: str, *, user_id: int | None = None, now: datetime | None = None) -> bool:
    """Tell whether a name, or one that looks like it, belongs to somebody other than `user_id`.

    One query by an index. Names belong to every account and to the authors of stories; a name that
    was given up for a while yet.
    """
    holders = _holders(skeletons(name), now=now or timezone.now())
    return any(holder is None or holder != user_id for _form, holder in holders)


def names_taken(names: Collection[str], *, now: datetime) -> frozenset[str]:
    """Return those of these names that guests may not bear, as `is_name_taken` tells. One query."""
    forms = {name: skeletons(name) for name in names}
    taken = {form for form, _holder in _holders(frozenset().union(*forms.values()), now=now)}
    return frozenset(name for name in names if not taken.isdisjoint(forms[name]))


def _holders(forms: Collection[str], *, now: datetime) -> list[tuple[str, int | None]]:
    """Return who holds names of these forms: the form, and the account or None."""
    if not forms:
        return []
    # Written out: it is asked for each comment of a guest, and composing it takes Django four times
    # as long as the rest.
    marks = ", ".join(["%s"] * len(forms))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT skeleton, user_id FROM accounts_reservedname WHERE skeleton IN ({marks})"  # noqa: S608
            " AND (until IS NULL OR until > %s)",
            [*forms, connection.ops.adapt_datetimefield_value(now)],
        )
        return list(cursor.fetchall())


def reader_settings() -> ReaderSettings:
    """Return what readers may do with their accounts. One query."""
    return ReaderSettings.objects.first() or ReaderSettings()


def muted_keys(user: User | int) -> frozenset[str]:
    """Return the writers (`user:5`, `guest:12`) an account, or its number, wants to see nothing of.

    One query.
    """
    number = user if isinstance(user, int) else user.pk
    return frozenset(Mute.objects.filter(user=number).values_list("key", flat=True))


def muters_of(key: str, *, among: list[int]) -> frozenset[int]:
    """Return which of these accounts want to see nothing of a writer. One query.

    For whoever tells many accounts of one comment.
    """
    found = Mute.objects.filter(key=key, user__in=among)
    return frozenset(found.values_list("user_id", flat=True))


def open_erasure(user: User) -> Erasure | None:
    """Return the wish of an account to be erased that is neither done nor taken back. One query."""
    return Erasure.objects.filter(user=user, cancelled_at=None, done_at=None).first()


def guests_of_address(email: str) -> list[int]:
    """Return the guests who typed an address. One query by an index."""
    plain = Guest.objects.annotate(plain=Lower("email")).filter(plain=email.strip().lower())
    return list(plain.values_list("pk", flat=True))
