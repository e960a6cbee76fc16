"""Makes stories, pages and comments of an export's items."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape

from django.utils import timezone

from addyours.text.fold import clean_line
from addyours.text.links import parts_of
from addyours.transfer.comment_text import to_markdown
from addyours.transfer.incoming import LeftOut, SiteComment, SitePage, SiteSection, SiteStory
from addyours.transfer.wordpress.content import to_page, to_story
from addyours.transfer.wordpress.scan import ItemComment
from addyours.transfer.wordpress.shelf import Shelf
from addyours.transfer.xml_scan import Node

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST_YEAR = timezone.now().year + 100
_STATES = {
    "1": "published",
    "approve": "published",
    "approved": "published",
    "0": "pending",
    "hold": "pending",
    "spam": "spam",
    "trash": "rejected",
}
_PRIMARY = ("_yoast_wpseo_primary_category", "rank_math_primary_category", "_primary_category")


def section_of(item: Node, terms: Mapping[str, str]) -> SiteSection | None:
    """Return the category that is a post's section: the one a plugin calls first, or the first."""
    found = _categories(item)
    if not found:
        return None
    primary = next((terms.get(one, "") for name in _PRIMARY if (one := _meta(item, name))), "")
    slug = primary if primary in found else next(iter(found))
    return SiteSection(id=slug, name=found[slug] or slug, slug=slug, place=item.place)


def story_of(item: Node, shelf: Shelf, terms: Mapping[str, str]) -> SiteStory:
    """Return a post as a story."""
    name = item.get("wp:post_id")
    section = section_of(item, terms)
    others = [
        words for slug, words in _categories(item).items() if not section or slug != section.id
    ]
    made = to_story(item_text(item), lambda names: shelf.pictures(names, post=name))
    state, adapted = _state(item)
    adapted += made.adapted
    if others:
        adapted.append(f"Further categories became tags: {', '.join(others)}.")
    if item.get("wp:is_sticky") == "1":
        adapted.append("It was sticky; which story leads is decided in the newsroom.")
    lead = shelf.get(_meta(item, "_thumbnail_id"))
    tags = [
        bare(one.text)
        for one in item.all("category")
        if one.attributes.get("domain") in ("post_tag", "tag") and one.attributes.get("nicename")
    ]
    return SiteStory(
        id=name,
        title=_title(item),
        slug=item.get("wp:post_name")[:80],
        dek=bare(item.get("excerpt:encoded")),
        body=tuple(made.blocks),
        authors=tuple(_authors(item)),
        section=section.id if section else "",
        tags=(*tags, *others),
        photo=lead.url if lead else "",
        state=state,
        published_at=_published_at(item),
        takes_comments=item.get("wp:comment_status") != "closed",
        old_paths=_old_paths(item, *shelf.attached(name)),
        adapted=tuple(dict.fromkeys(adapted)),
        place=item.place,
    )


def page_of(item: Node, shelf: Shelf) -> SitePage:
    """Return a page as a plain page."""
    name = item.get("wp:post_id")
    state, adapted = _state(item)
    if state == "scheduled":
        state = "draft"
        adapted.append("It was scheduled; plain pages are not, so it came as a draft.")
    html, more = to_page(item_text(item), lambda names: shelf.pictures(names, post=name))
    if item.get("wp:post_parent") not in ("", "0"):
        more.append("It stood beneath another page; plain pages stand beside each other.")
    return SitePage(
        id=name,
        title=_title(item),
        slug=item.get("wp:post_name")[:80],
        html=html,
        state=state,
        old_paths=_old_paths(item, *shelf.attached(name)),
        adapted=(*adapted, *more),
        place=item.place,
    )


def comment_of(node: ItemComment, item: Node, *, is_here: bool) -> SiteComment | LeftOut:
    """Return a comment of an item, or why it does not come."""
    name, kind = node.get("wp:comment_id"), node.get("wp:comment_type")
    author = clean_line(unescape(node.get("wp:comment_author")))
    approved = node.get("wp:comment_approved").lower()
    reason = ""
    if kind in ("pingback", "trackback"):
        reason = f"A {kind} from {node.get('wp:comment_author_url')[:300]}, no comment of a reader."
    elif kind == "note":
        reason = "An editor's note on a block, no comment of a reader."
    elif kind not in ("", "comment"):
        reason = f"A “{kind[:40]}” of a plugin, no comment of a reader."
    elif not is_here:
        reason = "What it was a comment on does not come."
    elif approved == "post-trashed":
        reason = "It went to the trash with its post."
    elif node.is_too_big:
        reason = "It has more than a million characters."
    if reason:
        kind = kind if kind in ("pingback", "trackback", "note") else "comment"
        return LeftOut(kind=kind, id=name, title=author, reason=reason, place=node.place)
    adapted = []
    at = _time(node.get("wp:comment_date_gmt")) or _time(node.get("wp:comment_date"))
    if at is None:
        adapted.append("It had no date that can be read; it has that of its post.")
    if approved not in _STATES:
        adapted.append(f"Its state “{approved[:40]}” is unknown; it waits for a moderator.")
    parent = node.get("wp:comment_parent")
    return SiteComment(
        id=name,
        thread=item.get("wp:post_id"),
        text=to_markdown(node.get("wp:comment_content")) or "…",
        at=at or _published_at(item) or _EPOCH,
        name=author,
        email=_address(node.get("wp:comment_author_email")),
        parent="" if parent in ("0", name) else parent,
        state=_STATES.get(approved, "pending"),
        adapted=tuple(adapted),
        place=node.place,
    )


def item_text(item: Node) -> str:
    """Return the content of an item; RSS has several elements of that name, WordPress one."""
    return next((one.text for one in item.children if one.name == "content:encoded"), "")


def _state(item: Node) -> tuple[str, list[str]]:
    """Return a post's state here, and what of it is different."""
    status = item.get("wp:status")
    if item.get("wp:post_password"):
        return "draft", ["It had a password, which stories here don't; it came as a draft."]
    match status:
        case "publish":
            return "published", []
        case "future":
            return "scheduled", []
        case "draft":
            return "draft", []
        case "private":
            return "draft", ["It was private; it came as a draft."]
        case "pending":
            return "draft", ["It waited for approval; it came as a draft."]
        case _:
            return "draft", [f"Its state was “{status[:40]}”; it came as a draft."]


def _categories(item: Node) -> dict[str, str]:
    # WXR 1.0 names each category twice, once without its slug.
    return {
        one.attributes["nicename"]: bare(one.text)
        for one in item.all("category")
        if one.attributes.get("domain") == "category" and one.attributes.get("nicename")
    }


def _authors(item: Node) -> list[str]:
    """Return who wrote it: those Co-Authors Plus names, else the one account."""
    together = [
        one.attributes.get("nicename", "").removeprefix("cap-") or one.text.strip()
        for one in item.all("category")
        if one.attributes.get("domain") == "author"
    ]
    creator = item.get("dc:creator")
    return together or ([creator] if creator else [])


def _meta(item: Node, key: str) -> str:
    found = (one for one in item.all("wp:postmeta") if one.get("wp:meta_key") == key)
    return next((one.get("wp:meta_value") for one in found), "")


def _title(item: Node) -> str:
    return bare(item.get("title"))


def bare(html: str) -> str:
    """Return what WordPress keeps as HTML, names and captions too, as the words it shows."""
    return clean_line(unescape(_without_tags(html)))


def _without_tags(text: str) -> str:
    parts = text.split("<")
    return parts[0] + "".join(
        part.partition(">")[2] if ">" in part else f"<{part}" for part in parts[1:]
    )


def _published_at(item: Node) -> datetime | None:
    found = _time(item.get("wp:post_date_gmt"))
    if found is None and item.get("pubDate"):
        try:
            found = parsedate_to_datetime(item.get("pubDate")).astimezone(UTC)
        except (ValueError, TypeError, OverflowError):
            found = None
    if found is None or found.year < 1900:
        found = _time(item.get("wp:post_date"))
    return found


def _time(text: str) -> datetime | None:
    """Return a time as WordPress writes it; its zeros mean that there is none."""
    try:
        # Ten times as quick as strptime, and there are millions of comments.
        found = datetime.fromisoformat(text[:19]).replace(tzinfo=UTC)
    except ValueError:
        return None
    return found if len(text) >= 19 and 1900 <= found.year <= _LAST_YEAR else None


def _old_paths(item: Node, *attachments: str) -> tuple[str, ...]:
    """Return where it was found: at its permalink, by its number, by those of what is attached to it."""
    parts = parts_of(item.get("link"))
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    number = item.get("wp:post_id")
    numbered = [f"/?p={number}"]
    if item.get("wp:post_type") == "page":
        numbered.append(f"/?page_id={number}")
    numbered += [f"/?attachment_id={one}" for one in attachments]
    return tuple(dict.fromkeys([*([path] if path not in ("", "/") else []), *numbered]))


def _address(text: str) -> str:
    text = text.strip()
    return text if 3 <= len(text) <= 254 and text.count("@") == 1 and " " not in text else ""
