"""In which order a conversation is read, and from where a page of it continues."""

from __future__ import annotations

from django.db.models import Case, OuterRef, Q, QuerySet, Subquery, When

from addyours.comments.models import PATH_STEP, Comment, CommentState, Order, Thread

ROOTS_A_PAGE = 50
REPLIES_A_ROOT = 5
"""Replies shown beneath one comment of a page before "more replies": a page has 300 comments at most."""
REPLIES_A_PAGE = 50
NEIGHBOURS = 10
"""Comments shown before the one that a link leads to, where its page begins in the middle."""
BEST, OLDEST, NEWEST, REPLIES = Order.BEST, Order.OLDEST, Order.NEWEST, Order.REPLIES
SORTS = dict(Order.choices)
SHOWN = Q(state=CommentState.PUBLISHED) | Q(reply_count__gt=0)
"""Published, or the tombstone of something that was answered."""
_COUNTED = {BEST: "best", REPLIES: "reply_count"}
"""Orders by a kept number, the greater first, of equals the newer."""


def is_path(text: str) -> bool:
    """Tell whether a text from outside may be the path of a comment."""
    return bool(text) and len(text) % PATH_STEP == 0 and text.isascii() and text.isdecimal()


def roots_of(thread: Thread, *, sort: str, after: str = "", start: str = "") -> QuerySet[Comment]:
    """Return the comments that answer nobody in order, from a cursor or a path on.

    Each knows where its first replies end.
    """
    replies = Comment.objects.filter(SHOWN, root=OuterRef("pk")).order_by("path").values("path")
    end = Subquery(replies[REPLIES_A_ROOT - 1 : REPLIES_A_ROOT])
    roots = (
        Comment.objects.filter(SHOWN, thread=thread, parent=None)
        .select_related("user", "passage")
        .annotate(end_of_first_replies=Case(When(reply_count__gt=0, then=end)))
    )
    if sort in _COUNTED:
        column = _COUNTED[Order(sort)]
        number, _dash, path = after.partition("-")
        if number.isascii() and number.isdecimal() and len(number) < 10 and is_path(path):
            less = Q((f"{column}__lt", int(number)))
            roots = roots.filter(less | Q((column, int(number)), path__lt=path))
        return roots.order_by(f"-{column}", "-path")
    if sort == NEWEST:
        return (roots.filter(path__lt=after) if is_path(after) else roots).order_by("-path")
    if is_path(start):
        roots = roots.filter(path__gte=start)
    elif is_path(after):
        roots = roots.filter(path__gt=after)
    return roots.order_by("path")


def cursor_of(root: Comment, sort: str) -> str:
    """Return the text by which the next page continues behind a comment."""
    if sort in _COUNTED:
        return f"{getattr(root, _COUNTED[Order(sort)])}-{root.path}"
    return root.path
