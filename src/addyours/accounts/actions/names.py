"""Names: whose they are, and changing one's own."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from addyours.accounts.errors import AccountRefused
from addyours.accounts.models import LONGEST_NAME, NameChange, ReservedName, User
from addyours.accounts.queries import NAME_TAKEN, is_name_taken, reader_settings
from addyours.outbox.record import record
from addyours.text.fold import clean_line, is_blank
from addyours.text.names import skeletons


def change_name(user: User, *, name: str, now: datetime) -> None:
    """Change the name beside one's future comments; those written keep theirs.

    Readers may do so once in the site's days, and others can't have the old name for a while.
    Raises AccountRefused when it is none, too early, or somebody else's.
    """
    name = checked_name(name)
    settings = reader_settings()
    with transaction.atomic():
        fresh = User.objects.select_for_update().get(pk=user.pk)
        if name == fresh.name:
            return
        _check_time(fresh, now, timedelta(days=settings.name_days))
        if is_name_taken(name, user_id=fresh.pk, now=now):
            raise AccountRefused("name", str(NAME_TAKEN))
        rename(fresh, name=name, now=now, held=timedelta(days=settings.old_name_days))
        record("account.renamed", keys=[f"user:{fresh.pk}", fresh.look], user=fresh.pk)
    user.name = name


def checked_name(name: str) -> str:
    """Return a name as it is kept; raise AccountRefused when it is none. Whose it is is not asked."""
    name = clean_line(name)
    if is_blank(name) or len(name) > LONGEST_NAME:
        raise AccountRefused("name", _("Please give a name of 1 to %d signs.") % LONGEST_NAME)
    return name


def free_name(name: str, *, now: datetime) -> str:
    """Return a name as it is kept; raise AccountRefused when it is none or somebody's. One query."""
    name = checked_name(name)
    if is_name_taken(name, now=now):
        raise AccountRefused("name", str(NAME_TAKEN))
    return name


def rename(user: User, *, name: str, now: datetime, held: timedelta) -> None:
    """Give an account another name and keep the old one in its history; for `held` nobody gets it.

    Joins the caller's transaction.
    """
    NameChange.objects.create(user=user, before=user.name, after=name, at=now)
    user.name = name
    user.save(update_fields=["name"])
    hold_name(user, now=now, held=held)


def hold_name(user: User, *, now: datetime | None = None, held: timedelta | None = None) -> None:
    """Reserve an account's name for it, inside the caller's transaction.

    Its former name stays reserved for `held`. A name that another account has (an owner may give
    two the same) stays that one's.
    """
    now = now or timezone.now()
    forms = skeletons(user.name)
    ReservedName.objects.filter(skeleton__in=forms, source="", until__lte=now).delete()
    own = ReservedName.objects.filter(user=user, source="")
    own.filter(skeleton__in=forms).update(until=None)
    former = own.filter(until=None).exclude(skeleton__in=forms)
    if held:
        former.update(until=now + held)
    else:
        former.delete()
    ReservedName.objects.bulk_create(
        [ReservedName(skeleton=form, user=user) for form in sorted(forms)], ignore_conflicts=True
    )


def hold_author_name(source: str, *, name: str, user_id: int | None) -> None:
    """Reserve the name of a story's author (`author:3`); `user_id` may write under it.

    Joins the caller's transaction, the one that saves the author. An empty name frees it.
    """
    forms = skeletons(name)
    ReservedName.objects.filter(source=source).delete()
    ReservedName.objects.bulk_create(
        ReservedName(skeleton=form, source=source, user_id=user_id) for form in sorted(forms)
    )


def _check_time(user: User, now: datetime, pause: timedelta) -> None:
    if user.is_staff:
        return
    last = NameChange.objects.filter(user=user).first()
    if last is not None and now < last.at + pause:
        day = date_format(timezone.localtime(last.at + pause), "DATE_FORMAT")
        raise AccountRefused("name", _("You can change your name again on %s.") % day)
