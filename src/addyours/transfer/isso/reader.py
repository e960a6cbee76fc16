"""Reads a site of Isso: its SQLite database, or the JSON its own importer takes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from addyours.text.fold import clean_line
from addyours.transfer.comment_system import (
    MOST_TEXT,
    NO_DATE,
    NO_PLACE,
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
from addyours.transfer.incoming import NOWHERE, Incoming, LeftOut, Place, SiteComment
from addyours.transfer.isso.database import Row, is_database, opened
from addyours.transfer.isso.generic import Conversation, Said, scan
from addyours.transfer.json_scan import number_of, text_of
from addyours.transfer.source_time import EPOCH, read_time
from addyours.transfer.thread_shelf import ThreadNote

_STATES = {1: "published", 2: "pending", 4: "deleted"}
_EVERY = 500


class Isso(CommentSystem):
    """Sites of Isso."""

    def survey_file(self, path: Path, watch: Watch) -> None:
        if is_database(path):
            self._survey_database(path)
        else:
            self._survey_generic(path, watch)

    def read_file(self, path: Path, watch: Watch) -> Iterator[Incoming]:
        if is_database(path):
            yield from self._read_database(path, watch)
            return
        for one in scan(path, watch):
            if isinstance(one, Said):
                yield self._said(one)
            elif isinstance(one, Conversation) and not _is_conversation(one):
                reason = "It is no conversation: it has no “id” or “title”."
                yield LeftOut(kind="record", id="", reason=reason, place=one.place)

    def _survey_database(self, path: Path) -> None:
        with opened(path) as database:
            self.site = self.site or database.key
            for row in database.threads():
                if isinstance(row, Damage):
                    self.note_damage(row)
                else:
                    url, title = text_of(row[1]), clean_line(text_of(row[2]))
                    self.shelf.put(ThreadNote(id=text_of(row[0]), url=url, title=title))
            for row in database.comments():
                if isinstance(row, Damage):
                    self.note_damage(row)
                else:
                    self.shelf.count(text_of(row[1]), read_time(row[3]))

    def _read_database(self, path: Path, watch: Watch) -> Iterator[Incoming]:
        size, done = path.stat().st_size, 0
        with opened(path) as database:
            for row in database.comments():
                if not isinstance(row, Damage):
                    yield self._row(row, Place(file=path.name))
                    done += 1
                    if done % _EVERY == 0:
                        # Rows have no bytes; comments of some hundred letters are usual.
                        watch(min(size, done * 400))
        watch(size)

    def _row(self, row: Row, place: Place) -> SiteComment | LeftOut:
        number, tid, parent, created, mode, words, length, author, email, likes, dislikes = row
        name = clean_line(text_of(author))
        thread = self.shelf.find(text_of(tid))
        reason = TOO_BIG if number_of(length) > MOST_TEXT else "" if thread else NO_PLACE
        if reason:
            return LeftOut(
                kind="comment", id=text_of(number), title=name, reason=reason, place=place
            )
        at = read_time(created)
        adapted = [] if at else [NO_DATE]
        if mode not in _STATES:
            adapted.append(f"Its mode “{text_of(mode)[:20]}” is unknown; it waits for a moderator.")
        return SiteComment(
            id=text_of(number),
            thread=text_of(tid),
            text=from_markdown(text_of(words)) or "…",
            at=at or (thread and thread.opened_at) or EPOCH,
            name=name,
            email=mail_address(text_of(email)),
            parent="" if parent in (None, 0, number) else text_of(parent),
            state=_STATES.get(number_of(mode), "pending"),
            ups=number_of(likes),
            downs=number_of(dislikes),
            adapted=tuple(adapted),
            place=place if place.file else NOWHERE,
        )

    def _survey_generic(self, path: Path, watch: Watch) -> None:
        self.site = self.site or "isso-generic"
        last: tuple[int, str] | None = None
        comments = 0
        first: datetime | None = None
        for one in scan(path, watch):
            match one:
                case Damage():
                    if last is None and not comments and one.place.byte < 4 and not self.keep_going:
                        raise ImportRefused("no_export", f"{path.name} is no export of Isso.")
                    self.note_damage(one)
                case Said():
                    at = read_time(_field(one.value, "created"))
                    if last is not None and one.number == last[0]:
                        # Behind damage, its conversation was told of already.
                        self.shelf.count(last[1], at)
                        continue
                    comments += 1
                    first = min(first, at) if first and at else first or at
                case Conversation():
                    name = self._conversation(one, comments, first) if _is_conversation(one) else ""
                    last, comments, first = (one.number, name), 0, None

    def _conversation(self, one: Conversation, comments: int, first: datetime | None) -> str:
        given = text_of(one.fields.get("id")).strip()
        title = clean_line(text_of(one.fields.get("title")))
        name = short_id(given) or short_hash(title)
        self.shelf.put(
            ThreadNote(id=name, url=given, title=title, opened_at=first, place=one.place)
        )
        self.shelf.count(name, first, number=comments)
        self.shelf.keep(f"{one.place.file}#{one.number}", name)
        return name

    def _said(self, one: Said) -> SiteComment | LeftOut:
        given = one.value if isinstance(one.value, dict) else {}
        thread = self.shelf.find(self.shelf.kept(f"{one.place.file}#{one.number}"))
        name = clean_line(text_of(given.get("author")))
        words = text_of(given.get("text"))
        said = "\0".join(text_of(given.get(field)) for field in ("author", "created", "text"))
        number = text_of(given.get("id")).strip() or short_hash(said)
        if "text" not in given:
            reason = "It is no comment: it has no “text”."
        else:
            reason = TOO_BIG if len(words) > MOST_TEXT else ""
        if reason or thread is None:
            return LeftOut(
                kind="comment", id=number, title=name, reason=reason or NO_PLACE, place=one.place
            )
        at = read_time(given.get("created"))
        parent = text_of(given.get("parent")).strip()
        return SiteComment(
            # Numbers are unique within a conversation only.
            id=short_id(f"{thread.id}#{number}"),
            thread=thread.id,
            text=from_markdown(words) or "…",
            at=at or thread.opened_at or EPOCH,
            name=name,
            email=mail_address(text_of(given.get("email"))),
            parent=short_id(f"{thread.id}#{parent}") if parent not in ("", "0", number) else "",
            state="published",
            adapted=() if at else (NO_DATE,),
            place=one.place,
        )


def _is_conversation(one: Conversation) -> bool:
    return bool(text_of(one.fields.get("id")).strip() or text_of(one.fields.get("title")).strip())


def _field(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else None
