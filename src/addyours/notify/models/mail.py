"""Each mail to each receiver with what became of it, and to whom no more is written."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone

from addyours.accounts.mail import Kind

LONGEST_ADDRESS = 320


class MailState(models.TextChoices):
    """How far a mail has come; the newsroom has the words for it."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    SUPPRESSED = "suppressed"
    FAILED = "failed"


MAY_BECOME: dict[MailState, frozenset[MailState]] = {
    MailState.QUEUED: frozenset({MailState.SENDING}),
    MailState.SENDING: frozenset(
        {
            MailState.QUEUED,
            MailState.SENT,
            MailState.REFUSED,
            MailState.SUPPRESSED,
            MailState.FAILED,
        }
    ),
    # A mail that was taken may still come back.
    MailState.SENT: frozenset({MailState.QUEUED, MailState.REFUSED}),
    MailState.REFUSED: frozenset({MailState.QUEUED}),
    MailState.SUPPRESSED: frozenset({MailState.QUEUED}),
    MailState.FAILED: frozenset({MailState.QUEUED}),
}
"""What may follow each state; back to QUEUED from an end when somebody sends it again."""


class Outcome(models.TextChoices):
    """What the last try came to; the newsroom has the words for it."""

    TAKEN = "taken"
    KEPT = "kept"
    LATER = "later"
    AWAY = "away"
    REFUSED = "refused"
    NO_SUCH_BOX = "no-such-box"
    STOPPED = "stopped"
    CAME_BACK = "came-back"
    TOO_LATE = "too-late"
    BOUNCED = "bounced"


LEADS_TO: dict[Outcome, MailState] = {
    Outcome.TAKEN: MailState.SENT,
    Outcome.KEPT: MailState.SENT,
    Outcome.LATER: MailState.QUEUED,
    Outcome.AWAY: MailState.QUEUED,
    Outcome.REFUSED: MailState.REFUSED,
    Outcome.NO_SUCH_BOX: MailState.REFUSED,
    Outcome.STOPPED: MailState.SUPPRESSED,
    Outcome.CAME_BACK: MailState.SUPPRESSED,
    Outcome.TOO_LATE: MailState.FAILED,
    Outcome.BOUNCED: MailState.REFUSED,
}


def new_token() -> str:
    """Return what nobody guesses who has not got the mail."""
    return secrets.token_hex(10)


class Mail(models.Model):
    """One message to one receiver."""

    kind = models.CharField(max_length=12, choices=Kind)
    state = models.CharField(max_length=12, choices=MailState, default=MailState.QUEUED)
    to = models.CharField(max_length=LONGEST_ADDRESS)
    """The receiver's address as it was given."""
    address = models.CharField(max_length=LONGEST_ADDRESS)
    """The same as it is compared."""
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="mails"
    )
    subject = models.CharField(max_length=1000)
    token = models.CharField(max_length=40, unique=True, default=new_token)
    """Its part of the Message-ID, the same however often it is sent."""
    queued_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    """When it is tried next; while it is being sent, when whoever sends it is held to be gone."""
    tries = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    """What the last try came to; empty before the first."""
    answer = models.TextField(blank=True)
    """In which words of the mail server's, or of a delivery report."""
    kept_in = models.CharField(max_length=200, blank=True)
    """Its file in the data folder, where no mail server is set."""

    class Meta:
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["address"], name="mail_address"),
            models.Index(fields=["state", "due_at"], name="mail_due"),
            models.Index(fields=["queued_at"], name="mail_queued"),
        ]

    def __str__(self) -> str:
        return f"mail {self.pk} to {self.to}"

    @property
    def message(self) -> bytes:
        """The whole message; empty once its secrets have been blanked. One query."""
        found = MailText.objects.filter(mail=self).values_list("message", flat=True).first()
        return b"" if found is None else bytes(found)


class MailText(models.Model):
    """The whole message of a mail. Beside its row: a search of the log would have to read past it."""

    mail = models.OneToOneField(
        Mail, on_delete=models.CASCADE, primary_key=True, related_name="text"
    )
    message = models.BinaryField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"text of mail {self.mail_id}"


class Suppression(models.Model):
    """An address that mail to has come back from: nothing more is written to it."""

    address = models.CharField(max_length=LONGEST_ADDRESS, unique=True)
    reason = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.address


class MailChoice(models.Model):
    """A kind of mail that somebody has stopped; it goes with the account to a new address."""

    address = models.CharField(max_length=LONGEST_ADDRESS)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="mail_choices"
    )
    kind = models.CharField(max_length=12, choices=Kind)
    stopped_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["address", "kind"], name="mail_choice_once")]

    def __str__(self) -> str:
        return f"no {self.kind} to {self.address}"
