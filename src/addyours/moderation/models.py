"""What judgement remembers: the site's policy, each writer's record, sanctions, reports, attempts and decisions."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from addyours.moderation.audit.models import AppendOnly, Decision, LogHead
from addyours.moderation.rejection import RejectionReason
from addyours.moderation.reports.models import Outcome, Report, ReportKind
from addyours.moderation.scorer.models import Label, Lesson, Likeness, Wave, Weights
from addyours.moderation.words.models import WordRule

__all__ = [
    "AppendOnly",
    "Attempt",
    "Decision",
    "Hold",
    "Label",
    "Lesson",
    "Likeness",
    "LogHead",
    "Outcome",
    "Policy",
    "RejectionReason",
    "Report",
    "ReportKind",
    "Sanction",
    "SanctionKind",
    "Wave",
    "Weights",
    "WordRule",
    "WriterRecord",
]


class Hold(models.TextChoices):
    """Whose comments wait for a moderator."""

    NONE = "none", _("Publish at once")
    FIRST = "first", _("Hold comments of those not trusted yet")
    ALL = "all", _("Hold every comment")


class Policy(models.Model):
    """The site's rules for new comments; one row."""

    hold = models.CharField(_("new comments"), max_length=5, choices=Hold, default=Hold.FIRST)
    least_seconds = models.PositiveSmallIntegerField(
        _("seconds to write"),
        default=2,
        help_text=_("A comment sent faster than this after the page was opened is held."),
    )
    per_writer = models.PositiveIntegerField(
        _("comments per writer in ten minutes"),
        default=10,
        help_text=_("More are refused until ten minutes have passed. 0: no limit."),
    )
    per_address = models.PositiveIntegerField(
        _("comments per network address in ten minutes"),
        default=30,
        help_text=_("More are refused until ten minutes have passed. 0: no limit."),
    )
    held_in_error = models.DecimalField(
        _("good comments held in error, percent"),
        max_digits=4,
        decimal_places=2,
        default=Decimal(1),
        validators=[MinValueValidator(0), MaxValueValidator(20)],
        help_text=_(
            "The spam scorer holds as much as it can while it holds no more good comments than this."
            " 0: it holds nothing."
        ),
    )
    trust = models.JSONField(default=list, blank=True)
    """The table of `trust.Level`s as plain values; empty as long as nobody changed the defaults."""
    reports_to_hold = models.PositiveSmallIntegerField(
        _("reports that hold a comment"),
        default=3,
        help_text=_(
            "A published comment waits for a moderator when the reports about it weigh this much"
            " together. What a reader’s report weighs is in the table of trust. 0: never."
        ),
    )

    class Meta:
        verbose_name = _("moderation policy")
        verbose_name_plural = _("moderation policies")

    def __str__(self) -> str:
        return str(_("Moderation policy"))


class WriterRecord(models.Model):
    """What became of a writer's comments so far; `key` is `user:5` or `guest:12`."""

    key = models.CharField(max_length=40, unique=True)
    accepted = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    spam = models.PositiveIntegerField(default=0)
    upheld = models.PositiveIntegerField(default=0, db_default=0)
    dismissed = models.PositiveIntegerField(default=0, db_default=0)
    """Reports they made that a moderator agreed with, and that a moderator did not."""

    def __str__(self) -> str:
        return self.key


class SanctionKind(models.TextChoices):
    """What a sanction does, from mildest to strongest."""

    REVIEW = "review", _("Always look first")
    WARN = "warn", _("Warning")
    MUTE = "mute", _("Silence")
    BAN = "ban", _("Ban")


class Sanction(models.Model):
    """What a writer, an address, a network or a mail domain may not do; those lifted are kept.

    `key` is `user:5`, `guest:12`, `address:…`, `range4:24:…` or `domain:example.com`.
    """

    kind = models.CharField(_("kind"), max_length=6, choices=SanctionKind, default=SanctionKind.BAN)
    key = models.CharField(max_length=80, db_index=True)
    label = models.CharField(max_length=80, blank=True)
    """What a moderator typed to name a network."""
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    heeded_at = models.DateTimeField(null=True, blank=True)
    """When the writer confirmed a warning: it has done its work."""
    mailed_at = models.DateTimeField(null=True, blank=True)
    """When the mail about a warning was written, or found to be of no use."""
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    def is_in_force(self, now: datetime) -> bool:
        """Tell whether it holds at `now`."""
        is_over = self.ends_at is not None and self.ends_at <= now
        return not (self.lifted_at or self.heeded_at or is_over)


class Attempt(models.Model):
    """One try to post, kept for as long as rate limits look back."""

    writer_key = models.CharField(max_length=40, blank=True)
    address_key = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["writer_key", "at"], name="attempt_writer"),
            models.Index(fields=["address_key", "at"], name="attempt_address"),
            models.Index(fields=["at"], name="attempt_at"),
        ]

    def __str__(self) -> str:
        return f"{self.writer_key} {self.at}"
