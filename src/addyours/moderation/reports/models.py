"""Reports of readers, and what became of them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ReportKind(models.TextChoices):
    """What a reader has against a comment."""

    SPAM = "spam", _("It is spam or advertising")
    INSULT = "insult", _("It insults somebody")
    HATE = "hate", _("It is hateful")
    ILLEGAL = "illegal", _("It is illegal")
    OTHER = "other", _("Something else")


class Outcome(models.TextChoices):
    """What a report came to."""

    OPEN = "", _("Open")
    UPHELD = "upheld", _("Agreed with")
    DISMISSED = "dismissed", _("Not agreed with")
    GONE = "gone", _("The comment was gone")


class Report(models.Model):
    """That one reader has something against one comment.

    What is asked for with `illegal` is what article 16 of Regulation (EU) 2022/2065, the Digital
    Services Act, asks of a notice.
    """

    subject = models.CharField(max_length=60)
    """As in the audit log: `comment:12`."""
    reporter_key = models.CharField(max_length=80)
    address_key = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=8, choices=ReportKind)
    text = models.TextField(blank=True)
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    is_about_children = models.BooleanField(default=False)
    """Whether it tells of an offence against children: whoever does may stay unnamed."""
    in_good_faith = models.BooleanField(default=False)
    weight = models.PositiveSmallIntegerField(default=0)
    """In hundredths, as the reader was trusted when they made it."""
    at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=9, choices=Outcome, default=Outcome.OPEN, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decision = models.BigIntegerField(null=True)
    """The row of the audit log that settled it."""
    told = models.CharField(max_length=9, blank=True)
    """The outcome that its reader was last told by mail."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "reporter_key"], name="report_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["subject"], condition=models.Q(outcome=""), name="report_open"),
            models.Index(fields=["reporter_key", "at"], name="report_by_reader"),
            models.Index(fields=["address_key", "at"], name="report_by_address"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} about {self.subject}"
