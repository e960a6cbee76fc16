"""Who may be written to."""

from __future__ import annotations

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from addyours.accounts.mail import CAN_BE_STOPPED, Kind, plain_address
from addyours.accounts.models import User
from addyours.notify.models import MailChoice, Suppression


def account_of(address: str) -> User | None:
    """Return the account that has an address. One query."""
    accounts = User.objects.alias(lowered=Lower("email"))
    return accounts.filter(lowered=plain_address(address)).first()


def is_suppressed(address: str) -> bool:
    """Tell whether mail to an address has come back. One query."""
    return Suppression.objects.filter(address=plain_address(address)).exists()


def is_stopped(kind: Kind, address: str) -> bool:
    """Tell whether a kind of mail was stopped for an address, or for the account that has it now.
    One query, none for kinds that can't be stopped.
    """
    if kind not in CAN_BE_STOPPED:
        return False
    plain = plain_address(address)
    owners = User.objects.alias(lowered=Lower("email")).filter(lowered=plain)
    stopped = MailChoice.objects.filter(Q(address=plain) | Q(user__in=owners), kind=kind)
    return stopped.exists()


def why_not_written_to(kind: Kind, address: str) -> str:
    """Return the reason in words why mail of a kind may not go to an address; empty when it may."""
    suppression = Suppression.objects.filter(address=plain_address(address)).first()
    if suppression is not None:
        return _("Mail to this address came back earlier: %s") % suppression.reason
    if is_stopped(kind, address):
        return _("Its receiver has stopped mails of this kind.")
    return ""
