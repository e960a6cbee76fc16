"""The append-only table of changes."""

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
