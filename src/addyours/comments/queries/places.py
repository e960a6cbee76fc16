"""Where a published comment is found."""

from __future__ import annotations

from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from addyours.comments.models import PATH_STEP, Comment
from addyours.comments.queries.branches import BASE_DEPTH, beneath, deepest
from addyours.comments.queries.head import conversation_settings
from addyours.comments.queries.order import (
    NEIGHBOURS,
    OLDEST,
    REPLIES_A_PAGE,
    REPLIES_A_ROOT,
    ROOTS_A_PAGE,
    SHOWN,
)


def permalink_target(comment: Comment) -> str:
    """Return the address of the page that shows a published comment, with its anchor. Four queries at most."""
    settings = conversation_settings()
    anchor = f"#comment-{comment.pk}"
    root = comment.root or comment
    if comment.root_id:
        before = beneath(root).filter(path__lt=comment.path)
        is_deep = comment.depth > deepest(1, levels=settings.depth)
        if is_deep or before[:REPLIES_A_ROOT].count() >= REPLIES_A_ROOT:
            base = _base(comment, levels=settings.depth) if is_deep else root
            return f"{branch_address(base, comment)}{anchor}"
    roots = Comment.objects.filter(SHOWN, thread=comment.thread_id, parent=None)
    earlier = roots.filter(path__lt=root.path)
    query = {} if settings.order == OLDEST else {"sort": OLDEST.value}
    if start := _start(earlier, most=ROOTS_A_PAGE):
        query = {"start": start}
    return f"{comment.thread.path}{'?' if query else ''}{urlencode(query)}{anchor}"


def branch_address(base: Comment, comment: Comment) -> str:
    """Return the address of the page of a branch that shows a comment in it. One query."""
    address = reverse("comments:replies", args=[base.pk])
    before = beneath(base).filter(path__lt=comment.path)
    start = _start(before, most=REPLIES_A_PAGE)
    return f"{address}?{urlencode({'start': start})}" if start else address


def branch_base(comment: Comment) -> Comment:
    """Return the comment whose branch has what is beneath this one: itself, unless it is too deep."""
    if comment.depth <= BASE_DEPTH:
        return comment
    return _ancestor(comment, BASE_DEPTH)


def _base(comment: Comment, *, levels: int) -> Comment:
    return _ancestor(comment, max(1, min(comment.depth - levels, BASE_DEPTH)))


def _ancestor(comment: Comment, depth: int) -> Comment:
    related = Comment.objects.select_related("thread", "user", "parent", "root", "passage")
    return related.get(path=comment.path[: depth * PATH_STEP])


def _start(before: QuerySet[Comment], *, most: int) -> str | None:
    """Return the path a page begins with, some comments before one; None where the first page shows it. One query."""
    paths = before.order_by("-path").values_list("path", flat=True)[:most]
    return paths[NEIGHBOURS - 1] if len(paths) == most else None
