"""Reads conversations, always in a fixed number of queries, as flat ordered lists ready to be drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.db.models import Case, OuterRef, Q, QuerySet, Subquery, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from addyours.accounts.writers import Writer
from addyours.comments.models import (
    PATH_STEP,
    Comment,
    CommentState,
    ConversationSettings,
    Thread,
    ThreadState,
)

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


@dataclass(frozen=True, kw_only=True)
class Sort:
    """One way to order a conversation and where to get it."""

    key: str
    label: str
    url: str
    fragment_url: str
    is_current: bool


@dataclass(frozen=True, kw_only=True)
class ThreadPage:
    """One page of a conversation."""

    thread: Thread
    closed_reason: str
    """Why it takes no comments; empty when it does."""
    levels: int
    """Levels of replies drawn nested."""
    items: tuple[CommentItem, ...]
    sort: str = OLDEST
    sorts: tuple[Sort, ...] = ()
    first_url: str | None = None
    """The start of the conversation, when this page is not it."""
    next_url: str | None = None
    next_fragment_url: str | None = None
    form_action: str = ""
    seconds_until_closing: float | None = None
    """How long this page is right by itself, where the conversation closes by the calendar."""

    @property
    def is_open(self) -> bool:
        return not self.closed_reason

    @property
    def is_hidden(self) -> bool:
        return self.thread.state == ThreadState.HIDDEN or self.thread.opened_at is None


def conversation_settings() -> ConversationSettings:
    """Return how conversations work on this site. One query."""
    return ConversationSettings.objects.first() or ConversationSettings()


def closed_reason(thread: Thread, *, settings: ConversationSettings, now: datetime) -> str:
    """Return why a conversation takes no comments at `now`, in words for readers; empty when it does."""
    if thread.state == ThreadState.HIDDEN or thread.opened_at is None:
        return _("There is no conversation here.")
    if thread.state == ThreadState.CLOSED:
        return _("This conversation is closed.")
    days = settings.close_after_days
    if days and now > thread.opened_at + timedelta(days=days):
        return _("This conversation is closed: comments were open for %d days.") % days
    return ""


def _seconds_until_closing(
    thread: Thread, *, settings: ConversationSettings, now: datetime
) -> float | None:
    if not settings.close_after_days or thread.opened_at is None:
        return None
    closes_at = thread.opened_at + timedelta(days=settings.close_after_days)
    return (closes_at - now).total_seconds() if closes_at > now else None


def thread_head(thread: Thread, *, sort: str = OLDEST) -> ThreadPage:
    """Return a conversation without its comments: enough to draw its heading and form. One query."""
    settings = conversation_settings()
    now = timezone.now()
    return ThreadPage(
        thread=thread,
        closed_reason=closed_reason(thread, settings=settings, now=now),
        seconds_until_closing=_seconds_until_closing(thread, settings=settings, now=now),
        levels=settings.depth,
        items=(),
        sort=sort,
        sorts=_sorts(thread, sort),
        form_action=reverse("comments:post", args=[thread.pk]),
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
    found = list(_roots(thread, sort=page.sort, after=after, start=start)[: ROOTS_A_PAGE + 1])
    roots = found[:ROOTS_A_PAGE]
    page = replace(page, items=tuple(_branches(roots, is_open=page.is_open, levels=page.levels)))
    if len(found) > ROOTS_A_PAGE:
        query = urlencode({"sort": page.sort, "after": _cursor(roots[-1], page.sort)})
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
    items = [_item(reply, is_open=page.is_open, levels=page.levels) for reply in shown]
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


def item_of(comment: Comment, *, is_open: bool, levels: int) -> CommentItem:
    """Return one comment as it is drawn in its conversation."""
    return _item(comment, is_open=is_open, levels=levels)


def permalink_target(comment: Comment) -> str:
    """Return the address of the page that shows a published comment, with its anchor. Three queries at most."""
    root = comment.root or comment
    anchor = f"#comment-{comment.pk}"
    if comment.root_id:
        before = Comment.objects.filter(SHOWN, root=root, path__lt=comment.path)
        if before[:REPLIES_A_ROOT].count() >= REPLIES_A_ROOT:
            query = urlencode({"start": comment.path})
            return f"{reverse('comments:replies', args=[root.pk])}?{query}{anchor}"
    earlier = Comment.objects.filter(
        SHOWN, thread=comment.thread_id, parent=None, path__lt=root.path
    )
    if earlier[:ROOTS_A_PAGE].count() >= ROOTS_A_PAGE:
        return f"{comment.thread.path}?{urlencode({'start': root.path})}{anchor}"
    return f"{comment.thread.path}{anchor}"


def own_comments(writer: Writer) -> QuerySet[Comment]:
    """Return all that a writer has written and not deleted, newest first."""
    own = Q(user=writer.user_id) if writer.user_id else Q(guest=writer.guest_id)
    if not writer.key:
        return Comment.objects.none()
    return (
        Comment.objects.filter(own)
        .exclude(state=CommentState.DELETED)
        .select_related("thread", "user", "parent")
        .order_by("-id")
    )


def own_items(
    comments: Iterable[Comment], *, settings: ConversationSettings, now: datetime
) -> list[CommentItem]:
    """Return a writer's own comments with the addresses to change them while that is possible."""
    items = []
    for comment in comments:
        item = _item(comment, is_open=False, levels=settings.depth, is_own=True)
        if comment.is_editable_at(now, minutes=settings.edit_minutes):
            item = replace(item, edit_url=reverse("comments:edit", args=[comment.pk]))
        if comment.state in (CommentState.PENDING, CommentState.PUBLISHED):
            item = replace(item, delete_url=reverse("comments:delete", args=[comment.pk]))
        items.append(item)
    return items


def is_path(text: str) -> bool:
    """Tell whether a text from outside may be the path of a comment."""
    return bool(text) and len(text) % PATH_STEP == 0 and text.isascii() and text.isdecimal()


def _roots(thread: Thread, *, sort: str, after: str, start: str) -> QuerySet[Comment]:
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


def _cursor(root: Comment, sort: str) -> str:
    return f"{root.reply_count}-{root.path}" if sort == REPLIES else root.path


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
        items.append(_item(root, is_open=is_open, levels=levels))
        replies = beneath.get(root.pk, [])
        items.extend(_item(reply, is_open=is_open, levels=levels) for reply in replies)
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


def _item(comment: Comment, *, is_open: bool, levels: int, is_own: bool = False) -> CommentItem:
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


def _sorts(thread: Thread, current: str) -> tuple[Sort, ...]:
    fragment = reverse("comments:thread", args=[thread.pk])
    return tuple(
        Sort(
            key=key,
            label=str(label),
            url=f"{thread.path}?sort={key}#comments",
            fragment_url=f"{fragment}?sort={key}",
            is_current=key == current,
        )
        for key, label in SORTS.items()
    )
