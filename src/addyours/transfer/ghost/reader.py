"""Reads exports of Ghost twice: for the tables that posts refer to, then for the posts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from addyours.text.fold import clean_line
from addyours.transfer.aside import Names
from addyours.transfer.comment_text import to_markdown
from addyours.transfer.damage import Damage, damaged
from addyours.transfer.errors import ImportRefused
from addyours.transfer.ghost.posts import (
    Around,
    Site,
    here,
    is_page,
    page_of,
    picture,
    story_of,
    when,
)
from addyours.transfer.ghost.redirects import is_redirects, redirects
from addyours.transfer.ghost.shelf import GhostShelf
from addyours.transfer.ghost.tables import Row, rows
from addyours.transfer.incoming import (
    Incoming,
    LeftOut,
    Place,
    SiteAuthor,
    SiteComment,
    SiteMedia,
    SiteSection,
)
from addyours.transfer.json_scan import Record, is_true, number_of, text_of
from addyours.transfer.source_time import EPOCH

Watch = Callable[[int], None]
_KEPT = {
    "users": "id",
    "tags": "id",
    "posts_tags": "post_id",
    "posts_authors": "post_id",
    "posts_meta": "post_id",
    "settings": "key",
    "members": "id",
    "comments": "id",
}
"""The tables kept aside, and the column by which they are asked for."""
_REASONS = {
    "settings": "Settings are made in the newsroom.",
    "members": "Readers make their accounts themselves; what they wrote comes with their names.",
    "newsletters": "There are no newsletters of posts here.",
    "snippets": "They are parts for posts to be written.",
}
_COMMENT_STATES = {"published": "published", "hidden": "rejected", "deleted": "deleted"}


class Ghost:
    """One export, with its redirects where they were given."""

    def __init__(
        self, paths: Sequence[Path], *, keep_going: bool = False, redirects: Path | None = None
    ) -> None:
        given = [*paths, *([redirects] if redirects else [])]
        self.redirects = [path for path in given if is_redirects(path)]
        self.paths = [path for path in given if path not in self.redirects]
        self.keep_going = keep_going
        self.site = ""
        self.shelf = GhostShelf()
        self._pictures = Names()
        self._sections: set[str] = set()
        self._used_tags: set[str] = set()
        self._wrote: set[str] = set()
        self._others: Counter[str] = Counter()
        self._left_out: list[LeftOut] = []

    def close(self) -> None:
        """Let go of what was kept aside."""
        self.shelf.close()
        self._pictures.close()

    @property
    def size(self) -> int:
        """How many bytes will be read, both times together."""
        return 2 * sum(path.stat().st_size for path in self.paths)

    def survey(self, watch: Watch = lambda _bytes: None) -> None:
        """Read everything once; nothing is brought yet. Raises ImportRefused where a file is damaged."""
        for path in self.redirects:
            for _one in redirects(path):
                # Damage is told of before anything is written.
                pass
        is_export = False
        for row in self._rows(watch, 0):
            if isinstance(row, Damage):
                self._left_out.append(damaged(row, keep_going=self.keep_going))
                continue
            is_export = is_export or row.table in ("posts", "settings", "users")
            self._keep(row)
        if not is_export and not self.redirects:
            raise ImportRefused("no_export", f"{self.paths[0]} is no export of Ghost.")
        self.site = clean_line(self._setting("title"))[:200] or "Ghost"
        self._about = Site(
            is_private=is_true(self._setting("is_private")) or is_true(self._setting("isPrivate")),
            permalinks=self._setting("permalinks") or "/:slug/",
            zone=self._zone(),
        )
        self._note_tags()

    def read(self, watch: Watch = lambda _bytes: None) -> Iterator[Incoming]:
        """Yield everything, after `survey`, which has read half of `size`."""
        yield from self._authors()
        yield from self._tags()
        yield from self._left_out
        for row in self._rows(watch, self.size // 2):
            if isinstance(row, Row) and row.table == "posts":
                yield from self._post(row.record)
        for record in self.shelf.all("comments"):
            yield self._comment(record)
        for table, number in self._others.items():
            reason = _REASONS.get(table, "It has no place here.")
            said = f"{number} rows" if number > 1 else "1 row"
            yield LeftOut(kind="table", id=table[:200], title=said, reason=reason)
        for path in self.redirects:
            yield from redirects(path)

    def _rows(self, watch: Watch, done: int) -> Iterator[Row | Damage]:
        for path in self.paths:
            yield from rows(path, lambda at, done=done: watch(done + at))  # type: ignore[misc]
            done += path.stat().st_size

    def _keep(self, row: Row) -> None:
        table, value = row.table, row.record.value
        if table in _KEPT:
            slot = text_of(value.get(_KEPT[table]))
            order = number_of(value.get("sort_order"))
            self.shelf.put(table, slot, row.record, order=order)
        if table == "posts":
            self.shelf.put("seen", text_of(value["id"]), _brief(row.record))
        elif table in ("settings", "members") or table not in _KEPT:
            self._others[table] += 1

    def _setting(self, key: str) -> str:
        found = self.shelf.of("settings", key)
        return text_of(found[0].get("value")) if found else ""

    def _zone(self) -> str:
        names = ("timezone", "active_timezone", "activeTimezone")
        name = next((one for key in names if (one := self._setting(key))), "UTC")
        try:
            return ZoneInfo(name).key
        except (KeyError, ValueError, OSError):
            return "UTC"

    def _note_tags(self) -> None:
        """Find out which tags are sections, which are used, and who wrote something."""
        for seen in self.shelf.all("seen"):
            tags = self._tags_of(text_of(seen.value["id"]))
            first = _primary(tags)
            if first and not is_page(seen.value):
                self._sections.add(_slug(first))
            self._used_tags.update(_slug(one) for one in tags)
            self._wrote.update(self._authors_of(seen.value))

    def _tags_of(self, post: str) -> list[dict[str, Any]]:
        links = self.shelf.of("posts_tags", post)
        found = (self.shelf.of("tags", text_of(link.get("tag_id"))) for link in links)
        return [rows[0] for rows in found if rows]

    def _authors_of(self, post: dict[str, Any]) -> list[str]:
        links = [
            text_of(one.get("author_id"))
            for one in self.shelf.of("posts_authors", text_of(post["id"]))
        ]
        links = links or [text_of(post.get("author_id"))]
        found = (self.shelf.of("users", one) for one in links)
        return [_slug(rows[0]) for rows in found if rows]

    def _authors(self) -> Iterator[Incoming]:
        for one in self.shelf.all("users"):
            slug, name = _slug(one.value), clean_line(text_of(one.value.get("name")))
            if slug in self._wrote:
                bio = text_of(one.value.get("bio"))
                yield SiteAuthor(id=slug, name=name or slug, bio=bio, place=one.place)
            else:
                reason = "Nothing in the file is by them."
                yield LeftOut(kind="author", id=slug, title=name, reason=reason, place=one.place)

    def _tags(self) -> Iterator[Incoming]:
        for one in self.shelf.all("tags"):
            slug, name = _slug(one.value), clean_line(text_of(one.value.get("name")))
            if slug in self._sections:
                yield SiteSection(
                    id=slug,
                    name=name or slug,
                    slug=slug,
                    description=clean_line(text_of(one.value.get("description"))),
                    place=one.place,
                )
            elif _is_internal(one.value):
                reason = "It is internal, for Ghost's themes."
                yield LeftOut(kind="tag", id=slug, title=name, reason=reason, place=one.place)
            elif slug not in self._used_tags:
                reason = "No story has it."
                yield LeftOut(kind="tag", id=slug, title=name, reason=reason, place=one.place)

    def _post(self, row: Record) -> Iterator[Incoming]:
        post = row.value
        name = text_of(post["id"])
        tags = [one for one in self._tags_of(name) if not _is_internal(one)]
        first = _primary(self._tags_of(name))
        meta = next(iter(self.shelf.of("posts_meta", name)), {})
        section = _slug(first) if first else ""
        around = Around(
            meta=meta,
            authors=self._authors_of(post),
            section=section,
            tags=[clean_line(text_of(one.get("name"))) for one in tags if _slug(one) != section],
        )
        if is_page(post):
            yield page_of(row, around, self._about)
            return
        photo = picture(post)
        if photo and not self._pictures.among([photo]):
            self._pictures.add([photo])
            yield SiteMedia(
                id=photo,
                url=photo,
                title=clean_line(text_of(post.get("title"))),
                alt=clean_line(text_of(meta.get("feature_image_alt"))),
                caption=clean_line(_words(text_of(meta.get("feature_image_caption")))),
                place=row.place,
            )
        yield story_of(row, around, self._about)

    def _comment(self, row: Record) -> SiteComment:
        one = row.value
        member = next(iter(self.shelf.of("members", text_of(one.get("member_id")))), {})
        status = text_of(one.get("status"))
        at = when(one.get("created_at"))
        adapted = [] if at else ["It had no date that can be read."]
        if status not in _COMMENT_STATES:
            adapted.append(f"Its state “{status[:40]}” is unknown; it waits for a moderator.")
        return SiteComment(
            id=text_of(one["id"]),
            thread=text_of(one["post_id"]),
            text=to_markdown(here(text_of(one.get("html")))) or "…",
            at=at or EPOCH,
            name=clean_line(text_of(member.get("name"))),
            email=text_of(member.get("email")).strip(),
            writer=text_of(one.get("member_id")),
            parent=text_of(one.get("in_reply_to_id")) or text_of(one.get("parent_id")),
            state=_COMMENT_STATES.get(status, "pending"),
            adapted=tuple(adapted),
            place=row.place,
        )


def _brief(row: Record) -> Record:
    """Return what of a post has to be known before it is read again."""
    names = ("id", "type", "page", "author_id")
    return Record({name: row.value.get(name) for name in names}, Place())


def _slug(row: dict[str, Any]) -> str:
    return text_of(row.get("slug"))[:200] or text_of(row.get("id"))


def _is_internal(tag: dict[str, Any]) -> bool:
    hidden = text_of(tag.get("visibility")) == "internal" or is_true(tag.get("hidden"))
    return hidden or text_of(tag.get("name")).startswith("#")


def _primary(tags: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """Return the first tag, by which Ghost sorts a post, unless it is internal."""
    return tags[0] if tags and not _is_internal(tags[0]) else None


def _words(html: str) -> str:
    """Return the words of a caption, which may have links."""
    return to_markdown(html) if "<" not in html else _without_tags(html)


def _without_tags(html: str) -> str:
    parts = html.split("<")
    return parts[0] + "".join(part.partition(">")[2] for part in parts[1:])
