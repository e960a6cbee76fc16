"""Reads exports of WordPress (WXR 1.0 to 1.2) twice: for what posts refer to, then for the posts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from addyours.text.links import parts_of
from addyours.transfer.damage import Damage, damaged
from addyours.transfer.errors import ImportRefused
from addyours.transfer.incoming import (
    Incoming,
    LeftOut,
    SiteAuthor,
    SiteMedia,
    SiteSection,
)
from addyours.transfer.wordpress.items import bare, comment_of, page_of, section_of, story_of
from addyours.transfer.wordpress.scan import Head, Item, ItemComment, scan
from addyours.transfer.wordpress.shelf import Shelf
from addyours.transfer.xml_scan import Node

TYPES = {
    "nav_menu_item": "Menus are made in the newsroom.",
    "revision": "It is an earlier version; only the last one comes.",
    "guest-author": "",
    "customize_changeset": "It is the look of a theme.",
    "custom_css": "It is the look of a theme.",
    "wp_global_styles": "It is the look of a theme.",
    "wp_template": "It is the look of a theme.",
    "wp_template_part": "It is the look of a theme.",
    "wp_navigation": "Menus are made in the newsroom.",
    "wp_font_family": "It is the look of a theme.",
    "wp_font_face": "It is the look of a theme.",
    "wp_block": "It is a block for several posts; WordPress puts it in when a post is shown.",
    "oembed_cache": "It is a copy of an embed.",
}
Watch = Callable[[int], None]


class WordPress:
    """One export, in one file or several."""

    def __init__(self, paths: Sequence[Path], *, keep_going: bool = False) -> None:
        self.paths = paths
        self.keep_going = keep_going
        self.site = ""
        self.shelf = Shelf()
        self._authors: dict[str, SiteAuthor] = {}
        self._categories: dict[str, SiteSection] = {}
        self._terms: dict[str, str] = {}
        """Slugs of categories by number, for plugins that name a first one so."""
        self._used: set[str] = set()
        self._tags: dict[str, Node] = {}
        self._used_tags: set[str] = set()
        self._left_out: list[LeftOut] = []

    def close(self) -> None:
        """Let go of what was kept aside."""
        self.shelf.close()

    @property
    def size(self) -> int:
        """How many bytes will be read, both times together."""
        return 2 * sum(path.stat().st_size for path in self.paths)

    def survey(self, watch: Watch = lambda _bytes: None) -> None:
        """Read everything once; nothing is brought yet. Raises ImportRefused where a file is damaged."""
        done = 0
        for path in self.paths:
            is_export = False
            events = scan(
                path,
                watch=lambda at, done=done: watch(done + at),  # type: ignore[misc]
                has_comments=False,
            )
            for event in events:
                match event:
                    case Head(node):
                        is_export = is_export or node.name == "wp:wxr_version"
                        self._head(node)
                    case Item(node):
                        self._note(node)
                    case Damage():
                        self._left_out.append(damaged(event, keep_going=self.keep_going))
            if not is_export:
                raise ImportRefused("no_export", f"{path} is no export of WordPress.")
            done += path.stat().st_size

    def read(self, watch: Watch = lambda _bytes: None) -> Iterator[Incoming]:
        """Yield everything, after `survey`, which has read half of `size`."""
        yield from self._authors.values()
        yield from self._sections()
        yield from self.shelf.all()
        yield from self._left_out
        done = self.size // 2
        for path in self.paths:
            item: Node | None = None
            is_here = False
            for event in scan(path, watch=lambda at, done=done: watch(done + at)):  # type: ignore[misc]
                if isinstance(event, ItemComment):
                    if item is not None:
                        yield comment_of(event, item, is_here=is_here)
                elif isinstance(event, Item):
                    item, is_here = event.node, _comes(event.node)
                    yield from self._item(item)
            done += path.stat().st_size

    def _head(self, node: Node) -> None:
        match node.name:
            case "wp:base_blog_url" | "wp:base_site_url" | "link":
                parts = parts_of(node.text.strip())
                if node.name == "wp:base_blog_url" or not self.site:
                    self.site = f"{parts.netloc}{parts.path}".rstrip("/")[:200]
            case "wp:author" | "wp:wp_author":
                login = node.get("wp:author_login")
                name = node.get("wp:author_display_name") or login
                if login:
                    author = SiteAuthor(id=login, name=name, place=node.place)
                    self._authors.setdefault(login, author)
            case "wp:category":
                self._category(node)
            case "wp:tag":
                self._tags.setdefault(node.get("wp:tag_slug"), node)
            case "wp:term":
                self._term(node)

    def _category(self, node: Node) -> None:
        slug = node.get("wp:category_nicename")
        self._terms[node.get("wp:term_id")] = slug
        section = SiteSection(
            id=slug,
            name=bare(node.get("wp:cat_name")) or slug,
            slug=slug,
            description=bare(node.get("wp:category_description")),
            place=node.place,
        )
        self._categories.setdefault(slug, section)

    def _term(self, node: Node) -> None:
        """Menus and terms of plugins; those of posts come with the posts."""
        kind = node.get("wp:term_taxonomy")
        if kind in ("category", "post_tag"):
            return
        reason = "Menus are made in the newsroom." if kind == "nav_menu" else f"A term of “{kind}”."
        name = node.get("wp:term_name")
        term = node.get("wp:term_id")
        self._left_out.append(
            LeftOut(kind="term", id=term, title=name, reason=reason, place=node.place)
        )

    def _note(self, item: Node) -> None:
        """Take down of an item what others refer to."""
        kind = item.get("wp:post_type")
        if kind == "attachment":
            self._attachment(item)
        elif kind == "guest-author":
            meta = {
                one.get("wp:meta_key"): one.get("wp:meta_value") for one in item.all("wp:postmeta")
            }
            login = meta.get("cap-user_login") or item.get("wp:post_name").removeprefix("cap-")
            name = meta.get("cap-display_name") or item.get("title") or login
            if login:
                self._authors[login] = SiteAuthor(
                    id=login, name=name, bio=meta.get("cap-description", ""), place=item.place
                )
        elif kind in ("post", ""):
            section = section_of(item, self._terms)
            if section is not None:
                self._used.add(section.id)
                self._categories.setdefault(section.id, section)
            for term in item.all("category"):
                if term.attributes.get("domain") in ("post_tag", "tag"):
                    self._used_tags.add(term.attributes.get("nicename", ""))
            creator = item.get("dc:creator")
            if creator and creator not in self._authors:
                self._authors[creator] = SiteAuthor(id=creator, name=creator, place=item.place)

    def _attachment(self, item: Node) -> None:
        alt = next(
            (
                one.get("wp:meta_value")
                for one in item.all("wp:postmeta")
                if one.get("wp:meta_key") == "_wp_attachment_image_alt"
            ),
            "",
        )
        media = SiteMedia(
            id=item.get("wp:post_id"),
            url=item.get("wp:attachment_url") or item.get("guid"),
            title=bare(item.get("title")),
            alt=alt,
            caption=bare(item.get("excerpt:encoded")),
            place=item.place,
        )
        if not self.shelf.put(media, parent=item.get("wp:post_parent")):
            reason = "Its number stands in the files twice."
            self._left_out.append(
                LeftOut(kind="media", id=media.id, reason=reason, place=item.place)
            )

    def _sections(self) -> Iterator[Incoming]:
        for slug, section in self._categories.items():
            if slug in self._used:
                yield section
            else:
                reason = "No story has it as its first category; where it is another, it is a tag."
                yield LeftOut(
                    kind="category", id=slug, title=section.name, reason=reason, place=section.place
                )
        for slug, node in self._tags.items():
            if slug not in self._used_tags:
                name = node.get("wp:tag_name")
                yield LeftOut(
                    kind="tag", id=slug, title=name, reason="No story has it.", place=node.place
                )

    def _item(self, item: Node) -> Iterator[Incoming]:
        kind = item.get("wp:post_type") or "post"
        if kind == "attachment":
            return
        reason = _left_out(item, kind)
        if reason:
            title, name = item.get("title"), item.get("wp:post_id")
            yield LeftOut(kind=kind, id=name, title=title, reason=reason, place=item.place)
        elif kind == "post":
            yield story_of(item, self.shelf, self._terms)
        elif kind == "page":
            yield page_of(item, self.shelf)


def _comes(item: Node) -> bool:
    kind = item.get("wp:post_type") or "post"
    return kind in ("post", "page") and not _left_out(item, kind)


def _left_out(item: Node, kind: str) -> str:
    """Return why an item does not come, or nothing."""
    if kind not in ("post", "page", "guest-author"):
        return TYPES.get(kind, f"It is a “{kind}”, which belongs to a theme or plugin.")
    if item.is_too_big:
        return "It has more than 32 million characters."
    status = item.get("wp:status")
    if status == "trash":
        return "It was in the trash."
    if status == "auto-draft":
        return "It is an empty draft that WordPress made by itself."
    if status == "inherit" and kind != "guest-author":
        return "It is an earlier version; only the last one comes."
    return ""
