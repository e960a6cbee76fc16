"""The newest comments, of a conversation and of a reader, as feeds list them."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from addyours.accounts.models import User
from addyours.comments.models import Comment, CommentState, Thread, ThreadState

ENTRIES = 50


def newest_in(thread: Thread) -> QuerySet[Comment]:
    """Return the comments of a conversation that were published last. One query."""
    published = Comment.objects.filter(
        thread=thread, state=CommentState.PUBLISHED, published_at__isnull=False
    )
    return published.select_related("parent", "passage").order_by("-published_at")[:ENTRIES]


def newest_by(reader: User) -> QuerySet[Comment]:
    """Return what a reader has published last in conversations that are public. One query."""
    published = Comment.objects.filter(
        ~Q(thread__state=ThreadState.HIDDEN),
        user=reader,
        state=CommentState.PUBLISHED,
        thread__opened_at__isnull=False,
    )
    return published.select_related("thread", "passage").order_by("-id")[:ENTRIES]
