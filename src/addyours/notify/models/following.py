"""What readers follow, what they were told of, and how they want to be told."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Way(models.TextChoices):
    """How somebody is told of something."""

    AT_ONCE = "at_once", _("By mail, at once")
    DAILY = "daily", _("By mail, once a day")
    SITE = "site", _("On this site only")
    NOT = "not", _("Not at all")


class Follow(models.Model):
    """That a reader follows a conversation, or the replies to one comment in it.

    What was given up stays, as NOT: what is followed by itself is not followed again.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="follows"
    )
    thread = models.ForeignKey("comments.Thread", on_delete=models.CASCADE, related_name="follows")
    comment = models.ForeignKey(
        "comments.Comment", null=True, on_delete=models.CASCADE, related_name="follows"
    )
    """Whose replies are followed; empty for the whole conversation."""
    way = models.CharField(max_length=8, choices=Way)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["thread", "user"],
                condition=Q(comment__isnull=True),
                name="follow_thread_once",
            ),
            models.UniqueConstraint(
                fields=["comment", "user"],
                condition=Q(comment__isnull=False),
                name="follow_comment_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} follows {self.comment_id or self.thread_id}: {self.way}"


class NotificationKind(models.TextChoices):
    """Why somebody was told; of several reasons the one that stands first."""

    MENTION = "mention", _("Mention")
    ANSWER = "answer", _("Answer")
    REPLY = "reply", _("Reply to a followed comment")
    COMMENT = "comment", _("Comment in a followed conversation")
    DECISION = "decision", _("Decision about an own comment")


class Notification(models.Model):
    """That a reader is told of a comment."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications"
    )
    kind = models.CharField(max_length=8, choices=NotificationKind)
    thread = models.ForeignKey("comments.Thread", on_delete=models.CASCADE, related_name="+")
    comment = models.ForeignKey(
        "comments.Comment", on_delete=models.CASCADE, related_name="notifications"
    )
    way = models.CharField(max_length=8, choices=Way)
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    """When its mail was queued, or when it was clear that there is none to send."""

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["comment", "user", "kind"], name="notification_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["user", "-id"], name="notification_newest"),
            models.Index(
                fields=["user"], condition=Q(read_at__isnull=True), name="notification_unread"
            ),
            models.Index(
                fields=["user", "at"],
                condition=Q(settled_at__isnull=True),
                name="notification_to_mail",
            ),
            models.Index(fields=["at"], name="notification_age"),
            models.Index(
                fields=["at"],
                condition=Q(kind="decision", settled_at__isnull=True),
                name="notification_decisions",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} told of {self.comment_id}: {self.kind}"


class Wishes(models.Model):
    """How a reader wants to be told of what they have not chosen to follow; none: as it begins."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="wishes"
    )
    answers = models.CharField(
        _("answers to my comments"), max_length=8, choices=Way, default=Way.AT_ONCE
    )
    mentions = models.CharField(
        _("mentions of my name"), max_length=8, choices=Way, default=Way.AT_ONCE
    )
    own_stories = models.CharField(
        _("comments on stories I wrote"), max_length=8, choices=Way, default=Way.DAILY
    )

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"wishes of {self.user_id}"
