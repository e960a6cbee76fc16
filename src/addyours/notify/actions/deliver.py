"""What becomes of a mail: taken up by one worker, tried, sent or not, sent again, forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _

from addyours.accounts.mail import HAS_SECRETS, Kind, plain_address
from addyours.conf import current
from addyours.notify.errors import MailRefused
from addyours.notify.models import LEADS_TO, Mail, MailState, MailText, Outcome, Suppression
from addyours.notify.queries import is_suppressed, next_due
from addyours.outbox.record import record

HELD = timedelta(minutes=10)
"""After so long whoever sends a mail is held to be gone; longer than any try takes."""
FIRST_PAUSE, MOST_PAUSE = timedelta(seconds=30), timedelta(minutes=30)
PATIENCE = timedelta(hours=24)
PATIENCE_WITH_A_CODE = timedelta(hours=1)
"""A code to sign in is of no use after that."""
PRUNED_AT_ONCE = 1_000


def take_up_mail(*, now: datetime) -> Mail | None:
    """Take up the mail that has been due for longest, for HELD; None when none is due.

    Whoever else looks at the same time gets another one: the row's own state decides.
    """
    while (mail := next_due(now)) is not None:
        mine = Mail.objects.filter(pk=mail.pk, state=mail.state, due_at=mail.due_at)
        if mine.update(state=MailState.SENDING, due_at=now + HELD, tries=mail.tries + 1):
            return Mail.objects.get(pk=mail.pk)
    return None


def settle_mail(mail: Mail, outcome: Outcome, *, words: str = "", now: datetime) -> bool:
    """Note what a try came to; return False when somebody else has taken the mail up meanwhile.

    What has only to wait is tried again after a pause that doubles, until its patience ends. A
    receiver who does not exist is not written to again.
    """
    state = LEADS_TO[outcome]
    pause = min(FIRST_PAUSE * 2 ** min(mail.tries - 1, 10), MOST_PAUSE)
    if state == MailState.QUEUED and now + pause > mail.queued_at + patience_with(mail):
        state = MailState.FAILED
    values = {"state": state, "outcome": outcome, "answer": words, "due_at": now + pause}
    if state != MailState.QUEUED:
        values["ended_at"] = now
    if outcome == Outcome.KEPT:
        values["kept_in"] = values.pop("answer")
    with transaction.atomic():
        mine = Mail.objects.filter(pk=mail.pk, state=MailState.SENDING, due_at=mail.due_at)
        is_mine = bool(mine.update(**values))
        if is_mine and state != MailState.QUEUED:
            _blank_secrets(mail)
        if is_mine and outcome == Outcome.NO_SUCH_BOX:
            _suppress(mail.address, words)
        record(f"mail.{state}", keys=[], mail=mail.pk)
    return is_mine


def note_bounce(mail: Mail, *, words: str, is_for_good: bool, now: datetime) -> None:
    """Note that a mail came back after the server had taken it.

    `is_for_good`: nothing will ever arrive at its address, so no more is sent there.
    """
    with transaction.atomic():
        Mail.objects.filter(pk=mail.pk).update(
            state=MailState.REFUSED,
            outcome=Outcome.BOUNCED,
            answer=words,
            ended_at=now,
        )
        _blank_secrets(mail)
        if is_for_good:
            _suppress(mail.address, words)
        record("mail.bounced", keys=[], mail=mail.pk)


def send_again(mail: Mail, *, now: datetime) -> None:
    """Put a mail that has ended back into the queue.

    Raises MailRefused when it is on its way, when its text is gone, or its address came back.
    """
    with transaction.atomic():
        mail = Mail.objects.select_for_update().get(pk=mail.pk)
        if mail.state in (MailState.QUEUED, MailState.SENDING):
            raise MailRefused("on_its_way", _("This mail is on its way already."))
        if not mail.message:
            reason = _("The text of this mail is no longer kept: it held a code or a link.")
            raise MailRefused("blanked", reason)
        if is_suppressed(mail.address):
            reason = _("Mail to this address came back. Allow it again first.")
            raise MailRefused("came_back", reason)
        mail.state, mail.due_at, mail.queued_at = MailState.QUEUED, now, now
        mail.tries, mail.outcome, mail.answer, mail.ended_at = 0, "", "", None
        mail.save()
        record("mail.queued", keys=[], mail=mail.pk)


def allow_address(address: str) -> None:
    """Write again to an address that mail came back from."""
    with transaction.atomic():
        Suppression.objects.filter(address=plain_address(address)).delete()
        record("mail.allowed", keys=[])


def call_for_due_mail() -> None:
    """Wake the worker for mails whose next try is due: nothing else happens on the site then."""
    with transaction.atomic():
        record("mail.due", keys=[])


def forget_mails(*, before: datetime) -> int:
    """Remove mails that were queued before a time, PRUNED_AT_ONCE at a time; return how many.

    Nothing follows from it. Those on their way stay.
    """
    removed = 0
    while count := _forget_some(before):
        removed += count
    return removed


def patience_with(mail: Mail) -> timedelta:
    """Return for how long it is tried to send a mail."""
    return PATIENCE_WITH_A_CODE if mail.kind == Kind.SIGN_IN else PATIENCE


def _forget_some(before: datetime) -> int:
    """Remove PRUNED_AT_ONCE mails at most, in statements of their own: writers wait for them."""
    wanted = [
        connection.ops.adapt_datetimefield_value(before),
        MailState.QUEUED.value,
        MailState.SENDING.value,
        PRUNED_AT_ONCE,
    ]
    # Not by the model: Wagtail listens to every model's deletions, so Django would load each row.
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM notify_mailtext WHERE mail_id IN (SELECT id FROM notify_mail"
            " WHERE queued_at < %s AND state NOT IN (%s, %s) ORDER BY queued_at, id LIMIT %s)",
            wanted,
        )
        cursor.execute(
            "DELETE FROM notify_mail WHERE id IN (SELECT id FROM notify_mail"
            " WHERE queued_at < %s AND state NOT IN (%s, %s) ORDER BY queued_at, id LIMIT %s)",
            wanted,
        )
        return int(cursor.rowcount)


def _blank_secrets(mail: Mail) -> None:
    """Drop a text that would let its reader in; without a mail server it is all there is."""
    if current().mail_url and Kind(mail.kind) in HAS_SECRETS:
        MailText.objects.filter(mail=mail).delete()


def _suppress(address: str, reason: str) -> None:
    Suppression.objects.update_or_create(address=address, defaults={"reason": reason})
