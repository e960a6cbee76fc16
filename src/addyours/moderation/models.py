"""What judgement remembers: the site's policy, each writer's record, bans, attempts and decisions."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, NoReturn

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from addyours.moderation.rejection import RejectionReason
from addyours.moderation.reports.models import Outcome, Report, ReportKind
from addyours.moderation.scorer.models import Band, Label, Lesson, Likeness, Wave, Weights

__all__ = [
    "AppendOnly",
    "Attempt",
    "Band",
    "Decision",
    "Hold",
    "Label",
    "Lesson",
    "Likeness",
    "Policy",
    "RejectionReason",
    "Wave",
    "Weights",
    "WriterRecord",
]


class Hold(models.TextChoices):
    """Whose comments wait for a moderator."""

    NONE = "none", _("Publish at once")
    FIRST = "first", _("Hold a person's first comment")
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
    words_held = models.TextField(
        _("words to hold"),
        blank=True,
        help_text=_("One word or phrase a line. A comment with one of them waits for a moderator."),
    )
    words_refused = models.TextField(
        _("words to refuse"),
        blank=True,
        help_text=_("One word or phrase a line. A comment with one of them is not accepted."),
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

    kind = models.CharField(
        _("kind"), max_length=6, choices=SanctionKind, default=SanctionKind.BAN
    )
    key = models.CharField(max_length=80, db_index=True)
    label = models.CharField(max_length=80, blank=True)
    """What a moderator typed to name a network."""
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    heeded_at = models.DateTimeField(null=True, blank=True)
    """When the writer confirmed a warning: it has done its work."""
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


class AppendOnly(Exception):
    """Somebody tried to change or remove a row of the audit log."""


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Reads and appends; refuses everything else."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnly("decisions are never changed")

    def delete(self) -> NoReturn:
        raise AppendOnly("decisions are never removed")

    def anonymise(self, key: str, *, mark: str) -> None:
        """Put `mark` in the place of a person (`user:5`, `guest:12`): the one change there is.

        The facts stay; the name and the words about the person go.
        """
        # What the site said by itself names nobody; what a moderator typed may.
        self.filter(writer_key=key, by__isnull=False)._replace(reason="")
        self.filter(writer_key=key)._replace(writer_key=mark)
        self.filter(subject=key)._replace(subject=mark, reason="")
        kind, _colon, number = key.partition(":")
        if kind == "user":
            self.filter(by=int(number))._replace(by=None, by_name=mark)

    def _replace(self, **columns: Any) -> None:
        super().update(**columns)


class Decision(models.Model):
    """One row of the audit log: who decided what about which subject, when, why, from what to what."""

    subject = models.CharField(max_length=60)
    verb = models.CharField(max_length=20)
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    by_name = models.CharField(max_length=80, blank=True)
    writer_key = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField(default=timezone.now)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["subject", "-id"], name="decision_subject"),
            models.Index(fields=["writer_key", "-id"], name="decision_writer"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise AppendOnly("decisions are never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly("decisions are never removed")
