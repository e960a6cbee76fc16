"""The wish to be erased: said, taken back, and carried out as far as accounts go."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from addyours.accounts.actions.accounts import leave_an_owner_besides
from addyours.accounts.actions.profile import drop_picture
from addyours.accounts.errors import AccountRefused
from addyours.accounts.mail import Kind, letter
from addyours.accounts.models import AddressProof, Erasure, Guest, Mute, User
from addyours.accounts.proofs import address_proof_key
from addyours.accounts.queries import open_erasure, reader_settings
from addyours.accounts.subject import Subject
from addyours.conf import current
from addyours.outbox.record import record


def ask_to_be_erased(
    user: User | None, *, email: str, keeps_comments: bool, now: datetime, at_once: bool = False
) -> Erasure:
    """Note that somebody is to be erased after the site's days, and tell them how to stop it.

    `user` is None for guests known by an address alone, whom nobody can tell apart: for an owner,
    who has made sure of the address. Raises AccountRefused for the site's last owner, and where it
    is noted already.
    """
    days = 0 if at_once else reader_settings().erase_days
    with transaction.atomic():
        if user is not None:
            leave_an_owner_besides(user)
            if open_erasure(user) is not None:
                raise AccountRefused("erasing", _("This is under way already."))
        made = Erasure.objects.create(
            user=user,
            email=email,
            mark=f"erased:{secrets.token_hex(8)}",
            keeps_comments=keeps_comments,
            asked_at=now,
            due_at=now + timedelta(days=days),
        )
        if user is not None and days:
            day = date_format(localtime(made.due_at), "DATE_FORMAT")
            context = {
                "day": day,
                "keeps": keeps_comments,
                "url": f"{current().site_url}/account/erase/",
            }
            letter(Kind.ALERT, to=email, template="accounts/erasure", context=context).send()
        record("erasure.asked", keys=[], erasure=made.pk)
    return made


def keep_account(user: User, *, now: datetime) -> None:
    """Take the wish to be erased back. Raises AccountRefused when there is none."""
    with transaction.atomic():
        found = open_erasure(user)
        if found is None:
            raise AccountRefused("erasing", _("Nobody has asked to erase this account."))
        found.cancelled_at = now
        found.save(update_fields=["cancelled_at"])
        record("erasure.cancelled", keys=[], erasure=found.pk)


def erase_person(erasure: Erasure, subject: Subject, *, now: datetime) -> None:
    """Remove the account and the guests themselves, last of all; what is left of the wish names nobody."""
    with transaction.atomic():
        proofs = [address_proof_key(email) for email in subject.emails]
        AddressProof.objects.filter(address_key__in=proofs).delete()
        Mute.objects.filter(key__in=subject.keys).delete()
        erasure.user, erasure.email, erasure.done_at = None, "", now
        erasure.save(update_fields=["user", "email", "done_at"])
        Guest.objects.filter(pk__in=subject.guest_ids).delete()
        if (user := subject.user) is not None:
            user.erasures.update(user=None, email="")
            for place in UserSession.objects.filter(user=user):
                place.end()
            drop_picture(user)
            user.delete()
        record("erasure.done", keys=[*subject.keys, "site"], erasure=erasure.pk)
