"""Imports, and what became of each thing they brought: so that running again brings nothing twice."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone


class RunState(models.TextChoices):
    """How far an import has come."""

    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


class ImportRun(models.Model):
    """One import from elsewhere, and its counts."""

    source = models.CharField(max_length=20)
    """What it was made with: `wordpress`, `disqus`."""
    site = models.CharField(max_length=200)
    """The address or name the source gives itself."""
    files = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=RunState, default=RunState.RUNNING)
    begun_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)
    """How many of each kind had which outcome: `{"story": {"came": 12}}`."""

    def __str__(self) -> str:
        return f"{self.source} {self.site} {self.begun_at:%Y-%m-%d}"


class ImportItem(models.Model):
    """That something of a source is here, and how it was when it was brought."""

    source = models.CharField(max_length=20)
    site = models.CharField(max_length=200)
    kind = models.CharField(max_length=10)
    source_id = models.CharField(max_length=255)
    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="items")
    """The import that brought or changed it last."""
    object_id = models.BigIntegerField()
    """The number of what it became here; what kind of thing that is, `kind` says."""
    source_hash = models.CharField(max_length=32)
    """Of what the source said: the same again needs no work."""
    mark = models.CharField(max_length=64, blank=True)
    """How it was here right after it was brought: another one means that somebody edited it."""

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["source", "site", "kind", "source_id"], name="import_item_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.source_id}"
