"""Reads backups of Remark42: a line about readers and pages, then a line for each comment."""

from __future__ import annotations

from collections.abc import Iterator
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
from addyours.transfer.comment_text import from_markdown, to_markdown
from addyours.transfer.damage import Damage
from addyours.transfer.errors import ImportRefused
from addyours.transfer.incoming import Incoming, LeftOut, Place, SiteComment
from addyours.transfer.json_scan import JsonText, Record, is_true, number_of, records, text_of
from addyours.transfer.source_time import EPOCH, read_time
from addyours.transfer.thread_shelf import ThreadNote

_LISTS = ("users", "posts")


class Remark42(CommentSystem):
    """Backups of Remark42."""

    def survey_file(self, path: Path, watch: Watch) -> None:
        found = False
        for one in records(path, watch, _head):
            if isinstance(one, Damage):
                if not found and one.place.byte < 4 and not self.keep_going:
                    raise _no_export(path)
                self.note_damage(one)
                continue
            kind = _kind(one.value)
            found = found or kind != "record"
            if kind == "user":
                self._user(one.value["user"])
            elif kind == "post":
                self.shelf.put(_post(one))
            elif kind == "comment":
                self._thread(one)
        if not found and not self.keep_going:
            raise _no_export(path)

    def read_file(self, path: Path, watch: Watch) -> Iterator[Incoming]:
        for one in records(path, watch, _head):
            if isinstance(one, Damage):
                continue
            match _kind(one.value):
                case "comment":
                    yield self._comment(one)
                case "user":
                    yield from _about_user(one.value["user"], one.place)
                case "version" if one.value["version"] not in (0, 1):
                    reason = "Of this version nothing is known; it was read like version 1."
                    name = text_of(one.value["version"])
                    yield LeftOut(kind="version", id=name, reason=reason, place=one.place)
                case "record":
                    reason = "It is no comment: it has no number or no address."
                    yield LeftOut(kind="record", id="", reason=reason, place=one.place)

    def _user(self, user: Any) -> None:
        details = user.get("details") if isinstance(user, dict) else None
        email = text_of(details.get("email")) if isinstance(details, dict) else ""
        if email:
            self.shelf.keep(text_of(user.get("id")), mail_address(email))

    def _thread(self, one: Record) -> None:
        locator, url = one.value["locator"], _url(one.value)
        self.site = self.site or clean_line(text_of(locator.get("site")))[:200]
        title = clean_line(unescape(text_of(one.value.get("title"))))
        self.shelf.put(ThreadNote(id=short_id(url), url=url, title=title, place=one.place))
        self.shelf.count(short_id(url), read_time(text_of(one.value.get("time"))))

    def _comment(self, one: Record) -> SiteComment | LeftOut:
        given = one.value
        user = given.get("user") if isinstance(given.get("user"), dict) else {}
        name = clean_line(unescape(text_of(user.get("name"))))
        number = short_id(text_of(given["id"]).strip())
        original, shown = text_of(given.get("orig")), text_of(given.get("text"))
        if max(len(original), len(shown)) > MOST_TEXT:
            return LeftOut(kind="comment", id=number, title=name, reason=TOO_BIG, place=one.place)
        # What was typed is kept with the signs of HTML in it escaped.
        words = from_markdown(unescape(original)) if original.strip() else to_markdown(shown)
        thread = self.shelf.find(short_id(_url(given)))
        at = read_time(text_of(given.get("time")))
        parent = short_id(text_of(given.get("pid")).strip())
        is_deleted = is_true(given.get("delete"))
        ups, downs = _votes(given)
        writer = text_of(user.get("id"))
        return SiteComment(
            id=number,
            thread=short_id(_url(given)),
            text=words or "…",
            at=at or (thread and thread.opened_at) or EPOCH,
            name=name,
            email=self.shelf.kept(writer),
            writer="" if writer == "deleted" else writer,
            parent="" if parent == number else parent,
            state="deleted" if is_deleted else "published",
            ups=ups,
            downs=downs,
            is_pick=is_true(given.get("pin")),
            adapted=() if at else (NO_DATE,),
            place=one.place,
        )


def _head(text: JsonText) -> Iterator[Record]:
    """Take the first line, whose lists may be longer than anybody would hold in memory."""
    if text.peek() != "{":
        return
    place = text.place()
    given: dict[str, Any] = {}
    for name in text.members():
        if name in _LISTS and text.peek() == "[":
            for at in text.elements():
                yield Record({name[:-1]: text.value()}, at)
        else:
            given[name] = text.value()
    yield Record(given, place)


def _kind(value: Any) -> str:
    if not isinstance(value, dict):
        return "record"
    if isinstance(value.get("locator"), dict) and text_of(value.get("id")).strip() and _url(value):
        return "comment"
    if len(value) == 1 and isinstance(value.get("post"), dict):
        return "post"
    if len(value) == 1 and "user" in value:
        return "user"
    return "version" if "version" in value and "id" not in value else "record"


def _url(value: dict[str, Any]) -> str:
    return text_of(value["locator"].get("url")).strip()


def _post(one: Record) -> ThreadNote:
    url = text_of(one.value["post"].get("url")).strip()
    closed = is_true(one.value["post"].get("read_only"))
    return ThreadNote(id=short_id(url), url=url, is_closed=closed, place=one.place)


def _about_user(user: Any, place: Place) -> Iterator[LeftOut]:
    user = user if isinstance(user, dict) else {}
    name = text_of(user.get("id"))
    blocked = user.get("blocked")
    if isinstance(blocked, dict) and is_true(blocked.get("status")):
        until = text_of(blocked.get("until"))[:10]
        reason = (
            f"Was blocked there until {until}. Whoever it is has no account here; decide about"
            " them when they write."
        )
        yield LeftOut(kind="block", id=name, reason=reason, place=place)
    else:
        reason = "What was known of a reader there; readers prove who they are here themselves."
        yield LeftOut(kind="user", id=name, reason=reason, place=place)


def _votes(given: dict[str, Any]) -> tuple[int, int]:
    votes = given.get("votes")
    if isinstance(votes, dict) and votes:
        ups = sum(1 for one in votes.values() if one is True)
        return ups, sum(1 for one in votes.values() if one is False)
    score = number_of(given.get("score"))
    return max(score, 0), max(-score, 0)


def _no_export(path: Path) -> ImportRefused:
    return ImportRefused("no_export", f"{path.name} is no backup of Remark42.")
