"""Reads what Artalk exports, and what other systems' comments are turned into for it: Artrans."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any

from addyours.text.fold import clean_line
from addyours.transfer.comment_system import (
    MOST_TEXT,
    NO_DATE,
    TOO_BIG,
    CommentSystem,
    Watch,
    mail_address,
    short_id,
)
from addyours.transfer.comment_text import from_markdown
from addyours.transfer.damage import Damage
from addyours.transfer.errors import ImportRefused
from addyours.transfer.hashing import short_hash
from addyours.transfer.incoming import Incoming, LeftOut, SiteComment
from addyours.transfer.json_scan import Record, is_true, number_of, records, text_of
from addyours.transfer.source_time import EPOCH, read_time
from addyours.transfer.thread_shelf import ThreadNote


class Artalk(CommentSystem):
    """Exports of Artalk: one array of flat objects, every value a text or what it stands for."""

    def survey_file(self, path: Path, watch: Watch) -> None:
        found = False
        for one in records(path, watch):
            if isinstance(one, Damage):
                self.note_damage(one)
            elif (given := _fields(one.value)) is not None:
                found = True
                self.site = self.site or clean_line(text_of(given.get("site_name")))[:200]
                self.shelf.put(_thread(given, one))
                self.shelf.count(_thread_id(given), _at(given))
            elif not isinstance(one.value, dict) and not found:
                break
        if not found and not self.keep_going and not _is_empty(path, watch):
            raise ImportRefused("no_export", f"{path.name} is no export of Artalk.")

    def read_file(self, path: Path, watch: Watch) -> Iterator[Incoming]:
        for one in records(path, watch):
            if isinstance(one, Record):
                yield self._comment(one)

    def _comment(self, one: Record) -> SiteComment | LeftOut:
        given = _fields(one.value)
        if given is None:
            reason = "It is no comment: it has no “content” or no “page_key”."
            return LeftOut(kind="record", id="", reason=reason, place=one.place)
        name = clean_line(unescape(text_of(given.get("nick"))))
        words = text_of(given.get("content"))
        if len(words) > MOST_TEXT:
            return LeftOut(
                kind="comment", id=_id(given), title=name, reason=TOO_BIG, place=one.place
            )
        thread = self.shelf.find(_thread_id(given))
        at = _at(given)
        adapted = [] if at else [NO_DATE]
        if is_true(given.get("is_collapsed")):
            adapted.append("It was collapsed there; comments here are folded by their readers.")
        parent = text_of(given.get("rid")).strip()
        return SiteComment(
            id=_id(given),
            thread=_thread_id(given),
            text=from_markdown(words) or "…",
            at=at or (thread and thread.opened_at) or EPOCH,
            name=name,
            email=mail_address(text_of(given.get("email"))),
            parent="" if parent in ("0", _id(given)) else short_id(parent),
            state="pending" if is_true(given.get("is_pending")) else "published",
            ups=number_of(given.get("vote_up")),
            downs=number_of(given.get("vote_down")),
            is_pick=is_true(given.get("is_pinned")),
            adapted=tuple(adapted),
            place=one.place,
        )


def _fields(value: Any) -> dict[str, Any] | None:
    if isinstance(value, dict) and "content" in value and text_of(value.get("page_key")).strip():
        return value
    return None


def _is_empty(path: Path, watch: Watch) -> bool:
    """Tell whether it is an export without comments."""
    return next(records(path, watch), None) is None and path.stat().st_size < 100


def _thread(given: dict[str, Any], one: Record) -> ThreadNote:
    key = text_of(given["page_key"]).strip()
    return ThreadNote(
        id=_thread_id(given),
        url=key,
        title=clean_line(unescape(text_of(given.get("page_title")))),
        is_closed=is_true(given.get("page_admin_only")),
        place=one.place,
    )


def _thread_id(given: dict[str, Any]) -> str:
    site, key = text_of(given.get("site_name")), text_of(given["page_key"]).strip()
    return short_id(f"{site.strip()}|{key}")


def _id(given: dict[str, Any]) -> str:
    said = ("page_key", "nick", "email", "created_at", "content")
    whole = "\0".join(text_of(given.get(name)) for name in said)
    return short_id(text_of(given.get("id")).strip()) or short_hash(whole)


def _at(given: dict[str, Any]) -> datetime | None:
    return read_time(given.get("created_at")) or read_time(given.get("date"))
