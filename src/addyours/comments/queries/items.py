"""A comment as it is drawn: one line of a flat list."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse

from addyours.comments.models import Comment, CommentState


@dataclass(frozen=True, kw_only=True)
class CommentItem:
    """One line of a drawn conversation: a comment, the tombstone of one, or the door to more replies."""

    id: int
    kind: str
    """`comment`, `tombstone` or `more`."""
    depth: int
    """As drawn: 1 to the site's levels of replies."""
    name: str = ""
    is_staff: bool = False
    created_at: datetime | None = None
    edited_at: datetime | None = None
    html: str = ""
    text: str = ""
    state: str = ""
    permalink: str = ""
    reply_url: str | None = None
    in_reply_to: tuple[int, str] | None = None
    """Id and name of the parent, where the comment is drawn flatter than it is."""
    replies: int = 0
    more_count: int = 0
    more_url: str = ""
    more_fragment_url: str = ""
    edit_url: str = ""
    delete_url: str = ""
    parent_id: int | None = None

    @property
    def is_pending(self) -> bool:
        return self.state == CommentState.PENDING


def item_of(comment: Comment, *, is_open: bool, levels: int, is_own: bool = False) -> CommentItem:
    """Return one comment as it is drawn in its conversation."""
    parent = comment.parent if comment.parent_id and comment.depth > levels else None
    link = reverse("comments:comment", args=[comment.pk])
    item = CommentItem(
        id=comment.pk,
        kind="comment",
        depth=min(comment.depth, levels),
        created_at=comment.created_at,
        state=comment.state,
        permalink=link,
        replies=comment.reply_count,
        in_reply_to=(parent.pk, parent.name if parent.is_published else "") if parent else None,
        parent_id=comment.parent_id,
    )
    if not (comment.is_published or is_own):
        return replace(item, kind="tombstone")
    return replace(
        item,
        name=comment.name,
        is_staff=bool(comment.user and comment.user.is_staff),
        edited_at=comment.edited_at,
        html=comment.html,
        text=comment.body,
        reply_url=reverse("comments:reply", args=[comment.pk])
        if is_open and comment.is_published
        else None,
    )
