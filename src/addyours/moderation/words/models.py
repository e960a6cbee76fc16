"""What is kept of the word rules."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST_PATTERN = 500
"""Characters."""


class RuleKind(models.TextChoices):
    """How a rule's pattern is read."""

    WORD = "word", _("Whole word or phrase")
    WILDCARD = "wildcard", _("With wildcards")
    REGEX = "regex", _("Regular expression")


class RuleAction(models.TextChoices):
    """What becomes of a comment that a rule finds something in, the strongest first."""

    REFUSE = "refuse", _("Refuse")
    HOLD = "hold", _("Hold for a look")
    MARK = "mark", _("Publish and mark")


class WordRule(models.Model):
    """One thing not to be written, or to be looked at when it is."""

    pattern = models.CharField(_("word or pattern"), max_length=LONGEST_PATTERN)
    kind = models.CharField(_("kind"), max_length=8, choices=RuleKind, default=RuleKind.WORD)
    action = models.CharField(
        _("what it does"), max_length=6, choices=RuleAction, default=RuleAction.HOLD
    )
    note = models.CharField(
        _("note"), max_length=200, blank=True, help_text=_("Why there is this rule; for staff.")
    )
    is_on = models.BooleanField(_("in force"), default=True)
    created_at = models.DateTimeField(default=timezone.now)
    slow_at = models.DateTimeField(null=True, blank=True)
    """When it last took too long to look at a comment."""
    slow_count = models.PositiveIntegerField(default=0)
    """How often it did since it was saved last."""

    class Meta:
        verbose_name = _("word rule")
        verbose_name_plural = _("word rules")
        constraints = [
            models.UniqueConstraint(fields=["kind", "pattern"], name="word_rule_once"),
        ]

    def __str__(self) -> str:
        return self.pattern

    @property
    def key(self) -> str:
        return f"wordrule:{self.pk}"
