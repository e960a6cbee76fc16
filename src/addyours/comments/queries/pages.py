"""Pages of a conversation, each in a fixed number of queries however long it is."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from addyours.comments.models import Comment, CommentState, Thread
from addyours.comments.queries.branches import deepest, onward
from addyours.comments.queries.head import ThreadPage, thread_head
from addyours.comments.queries.items import CommentItem, item_of, numbered
from addyours.comments.queries.order import (
    BEST,
    OLDEST,
    ROOTS_A_PAGE,
    SHOWN,
    cursor_of,
    is_path,
    roots_of,
)


def thread_page(
    thread: Thread, *, sort: str = "", after: str = "", start: str = "", before: str = ""
) -> ThreadPage:
    """Return a page of a conversation: 50 comments with their first replies. Three queries; four
    on the first page of a conversation with picks.

    `after` continues behind the comment with that cursor. In the oldest-first order only, which
    they bring about: `start` begins with the comment of that path (for permalinks), `before` ends
    with the one before it. Cursors that make no sense mean the beginning.
    """
    is_inside = is_path(start) or is_path(before)
    page = thread_head(thread, sort=OLDEST if is_inside else sort)
    if page.is_hidden:
        return page
    roots, has_next, has_previous = _roots(thread, page.sort, after, start, before)
    is_first = not (after or is_inside)
    if not roots and is_inside:
        is_first = True
        roots, has_next, has_previous = _roots(thread, page.sort, "", "", "")
    items = branches(roots, is_open=page.is_open, levels=page.levels)
    shown = numbered(items, is_cut=has_next) if is_first else tuple(items)
    page = replace(page, items=shown)
    if has_next:
        query = urlencode({"sort": page.sort, "after": cursor_of(roots[-1], page.sort)})
        page = replace(
            page,
            next_url=f"{thread.path}?{query}#comments",
            next_fragment_url=f"{reverse('comments:thread', args=[thread.pk])}?{query}",
        )
        if page.sort in (OLDEST, BEST):
            page = replace(page, newest_url=f"{thread.path}?sort=newest#comments")
    if is_first:
        return replace(page, picks=_picks(thread, page)) if thread.pick_count else page
    if has_previous and roots:
        query = urlencode({"sort": page.sort, "before": roots[0].path})
        page = replace(
            page,
            previous_url=f"{thread.path}?{query}#comments",
            previous_fragment_url=f"{reverse('comments:thread', args=[thread.pk])}?{query}",
        )
    return replace(page, first_url=f"{thread.path}?sort={page.sort}#comments")


def branches(roots: list[Comment], *, is_open: bool, levels: int) -> list[CommentItem]:
    """Return the roots, each followed by its first replies and a door to the rest. One query.

    Only so many replies are read as are shown, however many there are: each root knows where its
    first ones end, and its kept count says how many are left.
    """
    wanted = Q(root__in=[root.pk for root in roots if root.reply_count and not _end_of(root)])
    for root in roots:
        if end := _end_of(root):
            wanted |= Q(root=root.pk, path__lte=end)
    cap = deepest(1, levels=levels)
    beneath: dict[int | None, list[Comment]] = {}
    replies_shown = (
        Comment.objects.filter(SHOWN, depth__lte=cap).filter(wanted).select_related("user")
    )
    known: dict[int | None, Comment] = {root.pk: root for root in roots}
    for reply in replies_shown.order_by("path"):
        # What is answered stands above its answers, on this page too.
        if (parent := known.get(reply.parent_id)) is not None:
            reply.parent = parent
        known[reply.pk] = reply
        beneath.setdefault(reply.root_id, []).append(reply)
    items: list[CommentItem] = []
    for root in roots:
        items.append(item_of(root, is_open=is_open, levels=levels))
        replies = beneath.get(root.pk, [])
        # A tombstone stands above something published, so what is left has published ones in it.
        left = root.reply_count - sum(reply.is_published for reply in replies)
        for reply in replies:
            items.append(item_of(reply, is_open=is_open, levels=levels))
            if reply.depth == cap and reply.reply_count:
                items.append(onward(reply, depth=items[-1].depth))
                left -= reply.reply_count
        if (end := _end_of(root)) and left > 0:
            items.append(_door(root, after=end, count=left))
    return items


def _roots(
    thread: Thread, sort: str, after: str, start: str, before: str
) -> tuple[list[Comment], bool, bool]:
    """Return the comments of a page that answer nobody, whether more follow, whether some precede."""
    if is_path(before):
        found = roots_of(thread, sort=OLDEST).filter(path__lt=before).order_by("-path")
        roots = list(found[: ROOTS_A_PAGE + 1])
        return roots[ROOTS_A_PAGE - 1 :: -1], True, len(roots) > ROOTS_A_PAGE
    roots = list(roots_of(thread, sort=sort, after=after, start=start)[: ROOTS_A_PAGE + 1])
    has_previous = sort == OLDEST and (is_path(after) or is_path(start))
    return roots[:ROOTS_A_PAGE], len(roots) > ROOTS_A_PAGE, has_previous


def _picks(thread: Thread, page: ThreadPage) -> tuple[CommentItem, ...]:
    picks = Comment.objects.filter(
        thread=thread, picked_at__isnull=False, state=CommentState.PUBLISHED
    ).select_related("user", "parent")
    return tuple(
        item_of(pick, is_open=False, levels=page.levels) for pick in picks.order_by("-picked_at")
    )


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
