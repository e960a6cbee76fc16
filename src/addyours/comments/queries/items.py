"""A comment as it is drawn: one line of a flat list."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from itertools import pairwise

from django.urls import reverse
from django.utils.translation import gettext as _

from addyours.comments.models import Comment, CommentState, Ruling
from addyours.comments.queries.looks import Look, look_of
from addyours.comments.queries.passages import PassageView, passage_view

_SAID = ("comment", "tombstone")


@dataclass(frozen=True, kw_only=True)
class CommentItem:
    """One line of a drawn conversation: a comment, the tombstone of one, or the door to more replies."""

    id: int
    kind: str
    """`comment`, `tombstone`, `more` for more replies, `on` for what goes on deeper than is drawn."""
    depth: int
    """As drawn: 1 to the site's levels of replies."""
    level: int = 1
    """As it is."""
    heading: str = "h3"
    name: str = ""
    look: Look | None = None
    created_at: datetime | None = None
    edited_at: datetime | None = None
    html: str = ""
    text: str = ""
    state: str = ""
    permalink: str = ""
    reply_url: str | None = None
    in_reply_to: tuple[int, str] | None = None
    """Id and name of the parent, where the comment is drawn flatter than it is."""
    spoken: str = ""
    """What its place in the tree tells an eye, in words: parent, level, which of how many."""
    skip_to: int | None = None
    """The next comment that answers nobody, from one with replies."""
    ups: int = 0
    downs: int = 0
    is_pick: bool = False
    replies: int = 0
    more_count: int = 0
    more_url: str = ""
    more_fragment_url: str = ""
    edit_url: str = ""
    delete_url: str = ""
    ruling: Ruling | None = None
    """For its writer: why it was rejected, and what became of their appeal."""
    appeal_url: str = ""
    parent_id: int | None = None
    parent: tuple[int, str] | None = None
    """Id and name of what it answers; no name where that was removed."""
    passage: PassageView | None = None
    """What it is about, if not all of the story."""

    @property
    def is_pending(self) -> bool:
        return self.state == CommentState.PENDING


def item_of(
    comment: Comment,
    *,
    is_open: bool,
    levels: int,
    is_own: bool = False,
    base: Comment | None = None,
) -> CommentItem:
    """Return one comment as it is drawn in its conversation, or on the page of the branch of `base`."""
    level = comment.depth - (base.depth - 1 if base else 0)
    parent = comment.parent if comment.parent_id else None
    named = (parent.pk, parent.name if parent.is_published else "") if parent else None
    link, answered_at = _addresses(comment.pk)
    item = CommentItem(
        id=comment.pk,
        kind="comment",
        depth=max(1, min(level, levels)),
        level=comment.depth,
        heading=f"h{min(max(level, 1) + 2, 6)}",
        created_at=comment.created_at,
        state=comment.state,
        permalink=link,
        replies=comment.reply_count,
        in_reply_to=named if level > levels else None,
        spoken=spoken(named, comment.depth),
        parent_id=comment.parent_id,
        parent=named,
    )
    if not (comment.is_published or is_own):
        return replace(item, kind="tombstone")
    return replace(
        item,
        name=comment.name,
        look=look_of(comment),
        edited_at=comment.edited_at,
        html=comment.html,
        text=comment.body,
        ups=comment.up_count,
        downs=comment.down_count,
        is_pick=comment.picked_at is not None,
        passage=passage_view(comment),
        reply_url=answered_at if is_open and comment.is_published else None,
    )


@lru_cache(maxsize=4096)
def _addresses(pk: int) -> tuple[str, str]:
    """Return where a comment is and where it is answered; Django takes as long as to read it."""
    return reverse("comments:comment", args=[pk]), reverse("comments:reply", args=[pk])


def spoken(parent: tuple[int, str] | None, level: int, *, place: int = 0, total: int = 0) -> str:
    """Return in words where a comment stands; a place or a total of 0 is not known."""
    values: dict[str, int | str] = {"level": level, "place": place, "total": total}
    if parent is None:
        if not place:
            return ""
        words = _("level 1, %(place)d of %(total)d") if total else _("level 1, number %(place)d")
        return words % values
    values["name"] = parent[1] or _("a removed comment")
    if not place:
        return _("reply to %(name)s, level %(level)d") % values
    if not total:
        return _("reply to %(name)s, level %(level)d, number %(place)d") % values
    return _("reply to %(name)s, level %(level)d, %(place)d of %(total)d") % values


def numbered(items: list[CommentItem], *, is_cut: bool) -> tuple[CommentItem, ...]:
    """Return the items of a page that begins at a beginning, each told its place among its siblings.

    `is_cut`: there are more behind the last. How many siblings there are is told only where all
    of them are drawn.
    """
    totals: Counter[int | None] = Counter()
    unknown: set[int | None] = {None} if is_cut else set()
    root: int | None = None
    inside: dict[int | None, set[int | None]] = {}
    for item in items:
        if item.kind == "more":
            unknown |= inside.get(root, set())
        elif item.kind != "on":
            root = item.id if item.parent_id is None else root
            totals[item.parent_id] += 1
            inside.setdefault(root, set()).add(item.parent_id)
    roots = [item.id for item in items if item.parent_id is None and item.kind in _SAID]
    following = dict(pairwise(roots))
    seen: Counter[int | None] = Counter()
    made = []
    for item in items:
        if item.kind in _SAID:
            seen[item.parent_id] += 1
            total = 0 if item.parent_id in unknown else totals[item.parent_id]
            words = spoken(item.parent, item.level, place=seen[item.parent_id], total=total)
            skip = following.get(item.id) if len(inside.get(item.id, ())) > 1 else None
            made.append(replace(item, spoken=words, skip_to=skip))
        else:
            made.append(item)
    return tuple(made)
