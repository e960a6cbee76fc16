"""What the writer of a rejected comment is told, and what they say against it: a row beside the comment."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST_TOLD = 1_000
LONGEST_APPEAL = 2_000


class AppealState(models.TextChoices):
    """What became of an appeal."""

    OPEN = "open", _("Waits for an answer")
    GRANTED = "granted", _("Granted: the comment is published")
    STANDS = "stands", _("The decision stands")


class Ruling(models.Model):
    """The newest rejection of a comment as its writer sees it, and their one appeal."""

    comment = models.OneToOneField(
        "comments.Comment", on_delete=models.CASCADE, related_name="ruling"
    )
    told = models.TextField(blank=True)
    """Why, in words for the writer."""
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    appeal = models.TextField(blank=True)
    appealed_at = models.DateTimeField(null=True)
    """Kept whatever follows: a comment is appealed for once."""
    appeal_state = models.CharField(max_length=8, choices=AppealState, blank=True)
    answer = models.TextField(blank=True)
    """What the writer is told with the outcome."""
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["id"], condition=Q(appeal_state="open"), name="ruling_open_appeal")
        ]

    def __str__(self) -> str:
        return f"ruling on {self.comment_id}"

    @property
    def is_open(self) -> bool:
        return self.appeal_state == AppealState.OPEN
