"""Pages of a conversation, each in a fixed number of queries however long it is."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from addyours.comments.models import Comment, Thread
from addyours.comments.queries.head import ThreadPage, thread_head
from addyours.comments.queries.items import CommentItem, item_of
from addyours.comments.queries.order import (
    OLDEST,
    REPLIES_A_PAGE,
    ROOTS_A_PAGE,
    SHOWN,
    SORTS,
    cursor_of,
    is_path,
    roots_of,
)


def thread_page(
    thread: Thread, *, sort: str = OLDEST, after: str = "", start: str = ""
) -> ThreadPage:
    """Return a page of a conversation: 50 comments with their first replies. Three queries.

    `after` continues behind the comment with that cursor, `start` begins with the comment of that
    path (for permalinks; only in the oldest-first order). Cursors that make no sense mean the
    beginning.
    """
    page = thread_head(thread, sort=sort if sort in SORTS else OLDEST)
    if page.is_hidden:
        return page
    found = list(roots_of(thread, sort=page.sort, after=after, start=start)[: ROOTS_A_PAGE + 1])
    roots = found[:ROOTS_A_PAGE]
    page = replace(page, items=tuple(_branches(roots, is_open=page.is_open, levels=page.levels)))
    if len(found) > ROOTS_A_PAGE:
        query = urlencode({"sort": page.sort, "after": cursor_of(roots[-1], page.sort)})
        page = replace(
            page,
            next_url=f"{thread.path}?{query}#comments",
            next_fragment_url=f"{reverse('comments:thread', args=[thread.pk])}?{query}",
        )
    if after or start:
        page = replace(page, first_url=f"{thread.path}?sort={page.sort}#comments")
    return page


def branch_page(root: Comment, *, after: str = "", start: str = "") -> ThreadPage:
    """Return the replies beneath one comment, 50 at a time in their order. Two queries."""
    page = thread_head(root.thread)
    replies = Comment.objects.filter(SHOWN, root=root).select_related("user", "parent")
    if is_path(after):
        replies = replies.filter(path__gt=after)
    elif is_path(start):
        replies = replies.filter(path__gte=start)
    found = list(replies.order_by("path")[: REPLIES_A_PAGE + 1])
    shown = found[:REPLIES_A_PAGE]
    items = [item_of(reply, is_open=page.is_open, levels=page.levels) for reply in shown]
    own = reverse("comments:replies", args=[root.pk])
    page = replace(page, items=tuple(items))
    if len(found) > REPLIES_A_PAGE:
        query = urlencode({"after": shown[-1].path})
        page = replace(
            page,
            next_url=f"{own}?{query}",
            next_fragment_url=f"{reverse('comments:branch', args=[root.pk])}?{query}",
        )
    return replace(page, first_url=own if after or start else None)


def _branches(roots: list[Comment], *, is_open: bool, levels: int) -> list[CommentItem]:
    """Return the roots, each followed by its first replies and a door to the rest. One query.

    Only so many replies are read as are shown, however many there are: each root knows where its
    first ones end, and its kept count says how many are left.
    """
    wanted = Q(root__in=[root.pk for root in roots if root.reply_count and not _end_of(root)])
    for root in roots:
        if end := _end_of(root):
            wanted |= Q(root=root.pk, path__lte=end)
    beneath: dict[int | None, list[Comment]] = {}
    replies_shown = Comment.objects.filter(SHOWN).filter(wanted).select_related("user", "parent")
    for reply in replies_shown.order_by("path"):
        beneath.setdefault(reply.root_id, []).append(reply)
    items: list[CommentItem] = []
    for root in roots:
        items.append(item_of(root, is_open=is_open, levels=levels))
        replies = beneath.get(root.pk, [])
        items.extend(item_of(reply, is_open=is_open, levels=levels) for reply in replies)
        # A tombstone stands above something published, so what is left has published ones in it.
        left = root.reply_count - sum(reply.is_published for reply in replies)
        if _end_of(root) and left > 0:
            items.append(_door(root, after=replies[-1].path, count=left))
    return items


def _end_of(root: Comment) -> str | None:
    """Return the path of the last of a root's first replies; None when it has fewer of them."""
    end: str | None = root.end_of_first_replies  # type: ignore[attr-defined]
    return end


def _door(root: Comment, *, after: str, count: int) -> CommentItem:
    query = urlencode({"after": after})
    return CommentItem(
        id=root.pk,
        kind="more",
        depth=2,
        more_count=count,
        more_url=f"{reverse('comments:replies', args=[root.pk])}?{query}",
        more_fragment_url=f"{reverse('comments:branch', args=[root.pk])}?{query}",
    )
