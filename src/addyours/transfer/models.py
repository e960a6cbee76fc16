"""Imports, and what became of each thing they brought: so that running again brings nothing twice."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone


class RunState(models.TextChoices):
    """How far an import has come."""

    QUEUED = "queued"
    RUNNING = "running"
    STOPPING = "stopping"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


class ImportRun(models.Model):
    """One import from elsewhere, and its counts."""

    source = models.CharField(max_length=20)
    """What it was made with: `wordpress`, `disqus`."""
    site = models.CharField(max_length=200, blank=True)
    """The address or name the source gives itself; unknown until its file is read."""
    files = models.JSONField(default=list)
    folder = models.CharField(max_length=40, blank=True)
    """Of the files uploaded in the newsroom; empty for an import from the shell."""
    options = models.JSONField(default=dict)
    """What was asked for: `media`, `keep_going`, and what its format asks for besides."""
    is_dry = models.BooleanField(default=False)
    """Everything is read and nothing is written."""
    state = models.CharField(max_length=8, choices=RunState, default=RunState.RUNNING)
    begun_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)
    """How many of each kind had which outcome: `{"story": {"came": 12}}`."""
    adapted = models.PositiveBigIntegerField(default=0)
    reason = models.TextField(blank=True)
    """Why it failed, in a sentence."""
    position = models.PositiveBigIntegerField(default=0)
    """Bytes read, of `size`."""
    size = models.PositiveBigIntegerField(default=0)
    surveyed = models.PositiveBigIntegerField(default=0)
    """Where reading through for what to know first ended, which goes faster than bringing."""
    surveyed_at = models.DateTimeField(null=True)
    done = models.PositiveBigIntegerField(default=0)
    taken_up_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    """When it last said how far it is: long ago for one that was cut off."""
    tries = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.source} {self.site} {self.begun_at:%Y-%m-%d}"


class ReportPart(models.Model):
    """A thousand lines of an import's report: a row for each would weigh more than the import."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    """Counted from 1."""
    counts = models.JSONField(default=dict)
    """Lines in it by kind and outcome, and under `adapted` by kind: tells what need not be opened."""
    lines = models.BinaryField()
    """JSON lines, packed by zlib."""

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["run", "number"], name="report_part_once")
        ]

    def __str__(self) -> str:
        return f"{self.run_id}, part {self.number}"


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
