"""In which order a conversation is read, and from where a page of it continues."""

from __future__ import annotations

from django.db.models import Case, OuterRef, Q, QuerySet, Subquery, When
from django.utils.translation import gettext_lazy

from addyours.comments.models import PATH_STEP, Comment, CommentState, Thread

ROOTS_A_PAGE = 50
REPLIES_A_ROOT = 10
"""Replies shown beneath one comment of a page before "more replies"."""
REPLIES_A_PAGE = 50
OLDEST, NEWEST, REPLIES = "oldest", "newest", "replies"
SORTS = {
    OLDEST: gettext_lazy("Oldest"),
    NEWEST: gettext_lazy("Newest"),
    REPLIES: gettext_lazy("Most replied"),
}
SHOWN = Q(state=CommentState.PUBLISHED) | Q(reply_count__gt=0)
"""Published, or the tombstone of something that was answered."""


def is_path(text: str) -> bool:
    """Tell whether a text from outside may be the path of a comment."""
    return bool(text) and len(text) % PATH_STEP == 0 and text.isascii() and text.isdecimal()


def roots_of(thread: Thread, *, sort: str, after: str, start: str) -> QuerySet[Comment]:
    """Return the comments that answer nobody in order, from a cursor or a path on; each knows where its first replies end."""
    replies = Comment.objects.filter(SHOWN, root=OuterRef("pk")).order_by("path").values("path")
    end = Subquery(replies[REPLIES_A_ROOT - 1 : REPLIES_A_ROOT])
    roots = (
        Comment.objects.filter(SHOWN, thread=thread, parent=None)
        .select_related("user")
        .annotate(end_of_first_replies=Case(When(reply_count__gt=0, then=end)))
    )
    if sort == REPLIES:
        count, _dash, path = after.partition("-")
        if count.isdecimal() and len(count) < 10 and is_path(path):
            fewer = Q(reply_count__lt=int(count)) | Q(reply_count=int(count), path__lt=path)
            roots = roots.filter(fewer)
        return roots.order_by("-reply_count", "-path")
    if sort == NEWEST:
        return (roots.filter(path__lt=after) if is_path(after) else roots).order_by("-path")
    if is_path(start):
        roots = roots.filter(path__gte=start)
    elif is_path(after):
        roots = roots.filter(path__gt=after)
    return roots.order_by("path")


def cursor_of(root: Comment, sort: str) -> str:
    """Return the text by which the next page continues behind a comment."""
    return f"{root.reply_count}-{root.path}" if sort == REPLIES else root.path
