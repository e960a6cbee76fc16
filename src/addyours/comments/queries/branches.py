"""What was answered to one comment, page by page, however deep it goes."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.urls import reverse

from addyours.comments.models import PATH_DEPTH, PATH_STEP, Comment
from addyours.comments.queries.head import ThreadPage, thread_head
from addyours.comments.queries.items import CommentItem, item_of, numbered
from addyours.comments.queries.order import REPLIES_A_PAGE, SHOWN, is_path

FLAT = 3
"""So many levels more than are drawn nested stand on a page; what is deeper has a page of its own."""
BASE_DEPTH = PATH_DEPTH - 1
"""Paths name no ancestor deeper than this, so no page of a branch begins deeper."""
ABOVE = 3
"""Comments shown above the one whose branch is read."""
_NO_CAP = 1_000_000


def deepest(depth: int, *, levels: int) -> int:
    """Return how deep comments go on a page that begins at `depth`."""
    cap = depth + levels - 1 + FLAT
    return cap if cap <= BASE_DEPTH else _NO_CAP


def beneath(base: Comment) -> QuerySet[Comment]:
    """Return what readers see beneath a comment, however deep, in the order it is drawn."""
    found = Comment.objects.filter(SHOWN, root=base.root_id or base.pk)
    if base.root_id:
        found = found.filter(path__gt=base.path, path__lt=base.path + "9" * PATH_STEP)
    return found.order_by("path")


def ancestor_paths(comment: Comment) -> list[str]:
    """Return the paths of what stands above a comment, as far as its own names them, from the top."""
    return [comment.path[:end] for end in range(PATH_STEP, len(comment.path), PATH_STEP)]


def onward(comment: Comment, *, depth: int) -> CommentItem:
    """Return the door to what goes on beneath a comment deeper than its page draws."""
    return CommentItem(
        id=comment.pk,
        kind="on",
        depth=depth,
        name=comment.name if comment.is_published else "",
        more_count=comment.reply_count,
        more_url=reverse("comments:replies", args=[comment.pk]),
    )


def branch_page(base: Comment, *, after: str = "", start: str = "", before: str = "") -> ThreadPage:
    """Return the replies beneath one comment, 50 at a time in their order. Three queries at most.

    `after` continues behind a path, `before` ends in front of one, `start` begins at one, with what
    stands between it and the base. Beneath a base that is deeper than BASE_DEPTH nothing is found.
    """
    page = thread_head(base.thread)
    replies, has_next, has_previous = _replies(base, page, after, start, before)
    cap = deepest(base.depth, levels=page.levels)
    items: list[CommentItem] = []
    for reply in [*_between(base, replies, is_path(start)), *replies]:
        items.append(item_of(reply, is_open=page.is_open, levels=page.levels, base=base))
        if reply.depth == cap and reply.reply_count:
            items.append(onward(reply, depth=items[-1].depth))
    own, fragment = (reverse(f"comments:{name}", args=[base.pk]) for name in ("replies", "branch"))
    is_first = not (is_path(after) or is_path(start) or is_path(before))
    shown = numbered(items, is_cut=has_next) if is_first else tuple(items)
    page = replace(page, items=shown, first_url=None if is_first else own)
    if has_next:
        query = urlencode({"after": replies[-1].path})
        page = replace(page, next_url=f"{own}?{query}", next_fragment_url=f"{fragment}?{query}")
    if has_previous and replies:
        query = urlencode({"before": replies[0].path})
        page = replace(
            page, previous_url=f"{own}?{query}", previous_fragment_url=f"{fragment}?{query}"
        )
    return page


def above(base: Comment, page: ThreadPage) -> list[CommentItem]:
    """Return the comments that the base of a branch answers, the nearest last. One query."""
    if not base.parent_id:
        return []
    found = Comment.objects.filter(path__in=ancestor_paths(base)[-ABOVE:])
    return [
        replace(item_of(one, is_open=page.is_open, levels=1, base=base), in_reply_to=None)
        for one in found.select_related("user", "parent").order_by("path")
    ]


def _replies(
    base: Comment, page: ThreadPage, after: str, start: str, before: str
) -> tuple[list[Comment], bool, bool]:
    cap = deepest(base.depth, levels=page.levels)
    replies = beneath(base).filter(depth__lte=cap).select_related("user", "parent")
    if is_path(before):
        found = list(replies.filter(path__lt=before).order_by("-path")[: REPLIES_A_PAGE + 1])
        return found[REPLIES_A_PAGE - 1 :: -1], True, len(found) > REPLIES_A_PAGE
    if is_path(after):
        replies = replies.filter(path__gt=after)
    elif is_path(start):
        replies = replies.filter(path__gte=start)
    found = list(replies[: REPLIES_A_PAGE + 1])
    has_previous = is_path(after) or is_path(start)
    return found[:REPLIES_A_PAGE], len(found) > REPLIES_A_PAGE, has_previous


def _between(base: Comment, replies: list[Comment], is_wanted: bool) -> list[Comment]:
    """Return what stands between the base and the first reply of a page that begins in the middle."""
    if not is_wanted or not replies or replies[0].depth <= base.depth + 1:
        return []
    named = Q(path__in=[path for path in ancestor_paths(replies[0]) if len(path) > len(base.path)])
    between = Comment.objects.filter(named | Q(pk=replies[0].parent_id), root=base.root_id or base)
    return list(between.exclude(pk=base.pk).select_related("user", "parent").order_by("path"))
