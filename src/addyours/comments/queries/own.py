"""What a writer has written, with what they may still do with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from addyours.accounts.writers import Writer
from addyours.comments.models import Comment, CommentState, ConversationSettings, Ruling
from addyours.comments.queries.items import CommentItem, item_of
from addyours.moderation.sanctions.queries import Restraint, warnings_on


def own_comments(writer: Writer) -> QuerySet[Comment]:
    """Return all that a writer has written and not deleted, newest first."""
    own = Q(user=writer.user_id) if writer.user_id else Q(guest=writer.guest_id)
    if not writer.key:
        return Comment.objects.none()
    return (
        Comment.objects.filter(own)
        .exclude(state=CommentState.DELETED)
        .select_related("thread", "user", "parent", "passage", "ruling")
        .order_by("-id")
    )


def own_warnings(writer: Writer | None) -> tuple[Restraint, ...]:
    """Return the warnings that a writer has not confirmed yet. One query where they aren't remembered."""
    return warnings_on(writer.key, at=timezone.now()) if writer else ()


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
        items.append(_with_ruling(item, comment))
    return items


def _with_ruling(item: CommentItem, comment: Comment) -> CommentItem:
    """Add what was decided against a comment, if anything was: to be asked for of its writer only."""
    is_rejected = comment.state == CommentState.REJECTED
    if not is_rejected and "ruling" not in comment._state.fields_cache:
        return item
    # Django's "there is none" is an AttributeError too.
    ruling: Ruling | None = getattr(comment, "ruling", None)
    if not is_rejected and not (ruling and ruling.appeal_state):
        return item
    may_appeal = is_rejected and (ruling is None or ruling.appealed_at is None)
    link = reverse("comments:appeal", args=[comment.pk]) if may_appeal else ""
    return replace(item, ruling=ruling, appeal_url=link)
