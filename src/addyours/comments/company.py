"""Who is in a conversation: who wrote there, who was named, who came to read."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class ThreadWriter(models.Model):
    """That somebody has written in a conversation under a name: whom a mention there can mean."""

    thread = models.ForeignKey("comments.Thread", on_delete=models.CASCADE, related_name="writers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE)
    guest = models.ForeignKey("accounts.Guest", null=True, on_delete=models.CASCADE)
    name = models.CharField(max_length=80)
    folded = models.CharField(max_length=200)
    """As names are compared in mentions."""
    comment = models.ForeignKey(
        "comments.Comment", null=True, on_delete=models.CASCADE, related_name="+"
    )
    """One that stands there under the name: who has none there any more can't be mentioned."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["thread", "folded", "user"],
                condition=Q(user__isnull=False),
                name="thread_writer_once_by_account",
            ),
            models.UniqueConstraint(
                fields=["thread", "folded", "guest"],
                condition=Q(guest__isnull=False),
                name="thread_writer_once_by_guest",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["thread", "folded"], name="thread_writer_by_name")
        ]

    def __str__(self) -> str:
        return f"{self.name} in {self.thread_id}"


class Mention(models.Model):
    """That a comment names somebody who writes in the same conversation."""

    comment = models.ForeignKey(
        "comments.Comment", on_delete=models.CASCADE, related_name="mentions"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE)
    guest = models.ForeignKey("accounts.Guest", null=True, on_delete=models.CASCADE)

    def __str__(self) -> str:
        return f"mention in {self.comment_id}"


class Visit(models.Model):
    """A reader's newest visit to a conversation: what was published after `since` is new to them."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    thread = models.ForeignKey("comments.Thread", on_delete=models.CASCADE)
    started_at = models.DateTimeField()
    since = models.DateTimeField()
    """When the visit before it began."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "thread"], name="visit_once")]

    def __str__(self) -> str:
        return f"visit of {self.user_id} to {self.thread_id}"
