"""Who may be written to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q
from django.db.models.functions import Lower

from addyours.accounts.mail import CAN_BE_STOPPED, Kind, plain_address
from addyours.accounts.models import User
from addyours.notify.models import Mail, MailChoice, MailState, Outcome, Suppression


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


def why_not_written_to(kind: Kind, address: str) -> Outcome | None:
    """Return why mail of a kind may not go to an address; None when it may. Two queries."""
    if is_suppressed(address):
        return Outcome.CAME_BACK
    return Outcome.STOPPED if is_stopped(kind, address) else None


def next_due(now: datetime) -> Mail | None:
    """Return the mail that has been due for longest. One query.

    One that is being sent is due when whoever sends it has not been heard of for so long that they
    must be gone.
    """
    open_states = (MailState.QUEUED, MailState.SENDING)
    due = Mail.objects.filter(state__in=open_states, due_at__lte=now).order_by("due_at", "pk")
    return due.first()


def kept_files(*, before: datetime) -> Iterator[str]:
    """Yield the files of mails that were queued before a time. One query."""
    kept = Mail.objects.filter(queued_at__lt=before).exclude(kept_in="")
    yield from kept.values_list("kept_in", flat=True).iterator(chunk_size=1000)


def mail_trouble() -> str:
    """Return what the mail server said when it could not be used; empty when no mail waits for it.
    One query.
    """
    waiting = Mail.objects.filter(state=MailState.QUEUED, outcome=Outcome.AWAY)
    answer = waiting.order_by("-due_at").values_list("answer", flat=True).first()
    return answer or ""


def suppression_of(address: str) -> Suppression | None:
    """Return why nothing is sent to an address; None when mails are. One query."""
    return Suppression.objects.filter(address=plain_address(address)).first()


def stopped_kinds(address: str) -> list[Kind]:
    """Return the kinds of mail that were stopped for an address. One query."""
    choices = MailChoice.objects.filter(address=plain_address(address)).order_by("kind")
    return [Kind(kind) for kind in choices.values_list("kind", flat=True)]
