"""What the scorer keeps: its weights, each lesson, and which comments are alike."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


class Weights(models.Model):
    """The scorer's weights with every lesson up to `until` in them; one row, none before anything was learned."""

    packed = models.BinaryField()
    until = models.BigIntegerField(default=0)
    """The last lesson in them; later ones are added as they are read."""
    good_scores = models.JSONField(default=list)
    """Scores that good comments of a training file got, foretold; where thresholds begin."""
    trained_on = models.PositiveIntegerField(default=0)
    """Texts of training files."""
    version = models.PositiveIntegerField(default=1)
    """Grows when the weights were made anew, which adding lessons doesn't lead to."""
    saved_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"weights {self.version} until {self.until}"


class Label(models.TextChoices):
    """What a person made of a comment, as far as the scorer is concerned."""

    GOOD = "good", _("Good")
    SPAM = "spam", _("Spam")
    UNWANTED = "unwanted", _("Unwanted")
    """Rejected: learned at half weight, and left out of the measured rates."""


class Lesson(models.Model):
    """One decision as the scorer learned it, or took it back; never changed, so that all processes agree."""

    subject = models.CharField(max_length=60)
    label = models.CharField(max_length=8, choices=Label)
    sign = models.SmallIntegerField(default=1)
    """1: learned. -1: what was learned about this subject is taken back."""
    score = models.FloatField(null=True)
    """How likely spam it was thought to be just before; empty when taken back."""
    was_above = models.BooleanField(default=False)
    """Whether it would have been held by that."""
    change = models.BinaryField()
    """What it changed in the weights; emptied when too old to be taken back."""
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "-id"], name="lesson_subject"),
            models.Index(fields=["at"], name="lesson_at"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.label} {self.sign:+d}"


class Wave(models.Model):
    """The same text, with small changes, by several senders."""

    sketch = models.BinaryField()
    """Of the comment it was found by: others are compared with it."""
    size = models.PositiveIntegerField(default=0)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"wave of {self.size}"

    @property
    def title(self) -> str:
        """What moderators call it."""
        return ngettext("Wave of %(n)d", "Wave of %(n)d", self.size) % {"n": self.size}


class Likeness(models.Model):
    """A comment's sketch, kept for as long as it may turn out to be part of a wave."""

    subject = models.CharField(max_length=60, unique=True)
    sender = models.CharField(max_length=80)
    """The network address's key, or the writer's where there is none."""
    sketch = models.BinaryField()
    wave = models.ForeignKey(
        Wave, null=True, blank=True, on_delete=models.SET_NULL, related_name="members"
    )
    first = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="like_it"
    )
    """The first of its kind, which it is like; empty for one that is the first itself. Only that one
    is compared with what comes."""
    recent = models.BinaryField(default=b"", blank=True)
    """Of the first of a kind: the newest of the kind that decide whether the next makes it a wave, as
    `kinds.packed`; empty while it stands alone."""
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.subject
