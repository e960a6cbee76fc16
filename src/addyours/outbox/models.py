"""The append-only table of changes, and how far each durable consumer has come in it."""

from django.db import models


class Change(models.Model):
    """One change: where it stands in the order of changes, what happened, to what."""

    position = models.BigAutoField(primary_key=True)
    topic = models.CharField(max_length=60)
    keys = models.JSONField(default=list)
    ids = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.position} {self.topic}"


class Consumer(models.Model):
    """A durable consumer: the last change it has dealt with, its troubles, and who runs it now."""

    name = models.CharField(max_length=60, primary_key=True)
    position = models.BigIntegerField()
    retry_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    """In a row; 0 when all is well."""
    last_error = models.TextField(blank=True)
    leased_by = models.CharField(max_length=64, blank=True)
    leased_until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} at {self.position}"
