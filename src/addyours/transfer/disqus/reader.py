"""Reads exports of Disqus twice: for their conversations, then for what was said in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

from addyours.text.fold import clean_line
from addyours.transfer.comment_system import (
    NO_DATE,
    NO_PLACE,
    TOO_BIG,
    CommentSystem,
    Watch,
    mail_address,
    short_id,
)
from addyours.transfer.comment_text import to_markdown
from addyours.transfer.damage import Damage
from addyours.transfer.disqus.scan import Entry, scan
from addyours.transfer.hashing import short_hash
from addyours.transfer.incoming import Incoming, LeftOut, SiteComment
from addyours.transfer.source_time import EPOCH, read_time
from addyours.transfer.thread_shelf import ThreadNote

# Disqus keeps mentions as "@name:disqus".
_MENTION = re.compile(r"@([\w.-]{1,60}):(?:disqus|twitter|facebook|google|yahoo)\b")
_KINDS = ("category", "thread", "post")


class Disqus(CommentSystem):
    """Exports of Disqus."""

    def survey_file(self, path: Path, watch: Watch) -> None:
        for node in scan(path, watch=watch):
            if isinstance(node, Damage):
                self.note_damage(node)
                continue
            if node.kind == "thread":
                self.shelf.put(_thread(node))
            elif node.kind == "post":
                self.shelf.count(_thread_of(node), read_time(node.get("createdAt")))
            self.site = self.site or clean_line(node.get("forum"))[:200]

    def read_file(self, path: Path, watch: Watch) -> Iterator[Incoming]:
        for node in scan(path, watch=watch):
            if isinstance(node, Damage) or node.kind == "thread":
                continue
            yield self._comment(node) if node.kind == "post" else _other(node)

    def _comment(self, post: Entry) -> SiteComment | LeftOut:
        thread = self.shelf.find(_thread_of(post))
        name = _name(post)
        reason = ""
        if post.is_too_big:
            reason = TOO_BIG
        elif thread is None:
            reason = NO_PLACE
        elif thread.is_deleted:
            reason = "It was deleted there with its conversation."
        if reason or thread is None:
            return LeftOut(
                kind="comment", id=_id(post), title=name, reason=reason, place=post.place
            )
        state, adapted = _state(post)
        at = read_time(post.get("createdAt"))
        if at is None:
            adapted.append(NO_DATE)
        parent = short_id(post.get("parent#") or post.get("parent"))
        words = _MENTION.sub(r"@\1", post.get("message"))
        is_nobody = post.get("author/isAnonymous") == "true"
        return SiteComment(
            id=_id(post),
            thread=thread.id,
            text=to_markdown(words) or "…",
            at=at or thread.opened_at or EPOCH,
            name=name,
            email=mail_address(post.get("author/email")),
            writer="" if is_nobody else post.get("author/username"),
            parent="" if parent == _id(post) else parent,
            state=state,
            adapted=tuple(adapted),
            place=post.place,
        )


def _thread(node: Entry) -> ThreadNote:
    return ThreadNote(
        id=short_id(node.id or node.get("id") or node.get("link")),
        url=node.get("link"),
        name=node.get("id"),
        title=clean_line(unescape(node.get("title"))),
        opened_at=read_time(node.get("createdAt")),
        is_closed=node.get("isClosed") == "true",
        is_deleted=node.get("isDeleted") == "true",
        place=node.place,
    )


def _other(node: Entry) -> LeftOut:
    kind = node.kind if node.kind in _KINDS else "element"
    reason = "Conversations have no categories here." if kind == "category" else "It is unknown."
    title = node.get("title") or node.kind
    return LeftOut(kind=kind, id=node.id, title=title[:200], reason=reason, place=node.place)


def _id(post: Entry) -> str:
    """Return a post's number; those that have none are known by what they say."""
    given = post.id or post.get("id")
    said = (_thread_of(post), post.get("createdAt"), _name(post), post.get("message"))
    return short_id(given) or short_hash("\0".join(said))


def _thread_of(post: Entry) -> str:
    return short_id(post.get("thread#") or post.get("thread"))


def _name(post: Entry) -> str:
    return clean_line(unescape(post.get("author/name") or post.get("author/username")))


def _state(post: Entry) -> tuple[str, list[str]]:
    """Return a post's state here, and what of it is unsure."""
    said = {name: post.get(name).lower() for name in ("isSpam", "isDeleted", "isApproved")}
    odd = [name for name, value in said.items() if value not in ("", "true", "false", "1", "0")]
    yes = {name for name, value in said.items() if value in ("true", "1")}
    if "isSpam" in yes:
        return "spam", []
    if "isDeleted" in yes:
        return "deleted", []
    if odd:
        return "pending", [f"Its “{odd[0]}” can't be read; it waits for a moderator."]
    return "pending" if said["isApproved"] in ("false", "0") else "published", []
