"""What a writer has written, with what they may still do with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.db.models import Q, QuerySet
from django.urls import reverse

from addyours.accounts.writers import Writer
from addyours.comments.models import Comment, CommentState, ConversationSettings
from addyours.comments.queries.items import CommentItem, item_of


def own_comments(writer: Writer) -> QuerySet[Comment]:
    """Return all that a writer has written and not deleted, newest first."""
    own = Q(user=writer.user_id) if writer.user_id else Q(guest=writer.guest_id)
    if not writer.key:
        return Comment.objects.none()
    return (
        Comment.objects.filter(own)
        .exclude(state=CommentState.DELETED)
        .select_related("thread", "user", "parent", "passage")
        .order_by("-id")
    )


def own_items(
    comments: Iterable[Comment], *, settings: ConversationSettings, now: datetime
) -> list[CommentItem]:
    """Return a writer's own comments with the addresses to change them while that is possible."""
    items = []
    for comment in comments:
        item = item_of(comment, is_open=False, levels=settings.depth, is_own=True)
        if comment.is_editable_at(now, minutes=settings.edit_minutes):
            item = replace(item, edit_url=reverse("comments:edit", args=[comment.pk]))
        if comment.state in (CommentState.PENDING, CommentState.PUBLISHED):
            item = replace(item, delete_url=reverse("comments:delete", args=[comment.pk]))
        items.append(item)
    return items
