"""What only moderators at work need: who looks at which comment just now, and the filters they come back to."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST_QUERY = 600


class Attention(models.Model):
    """That a moderator looks at a comment, until a time soon: others are given another one."""

    comment = models.OneToOneField(
        "comments.Comment", on_delete=models.CASCADE, related_name="attention"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.user_id} looks at {self.comment_id}"


class SavedFilter(models.Model):
    """What somebody of the staff wants to find in the queue again, as the address has it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=40)
    query = models.CharField(max_length=LONGEST_QUERY)

    class Meta:
        default_permissions = ()
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], name="saved_filter_once_by_name")
        ]

    def __str__(self) -> str:
        return self.name
