"""Turns a story as a reader yields it into what `write_story` takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from wagtail.embeds.blocks import EmbedValue
from wagtail.rich_text import RichText

from addyours.stories.actions import StoryText
from addyours.stories.models import Author, Photo
from addyours.text.fold import clean, clean_line
from addyours.transfer.incoming import Block, SiteStory
from addyours.transfer.photo_shelf import PhotoShelf


@dataclass(slots=True)
class Made:
    """A story's text, the pictures in it, and what is not as it was."""

    text: StoryText
    photo_ids: list[int]
    adapted: list[str] = field(default_factory=list)


def story_text(
    one: SiteStory,
    authors: Mapping[str, Author],
    photos: PhotoShelf,
    *,
    go_live_at: datetime | None,
) -> Made:
    """Return a story's text; pictures are looked up, and fetched where they are not here yet."""
    adapted: list[str] = []
    used: list[int] = []
    body = [made for block in one.body if (made := _block(block, photos, used, adapted))]
    lead = _photo(photos, {"url": one.photo}, used, adapted) if one.photo else None
    dek = clean(one.dek).strip()
    if len(dek) > 500:
        adapted.append("Its excerpt had more than 500 characters; the rest was cut.")
    title = clean_line(one.title)
    if len(title) > 255:
        adapted.append("Its title had more than 255 characters; the rest was cut.")
    known = {id(here): here for name in one.authors if (here := authors.get(name))}
    notes = [f"Imported ({one.id})."] if one.adapted or adapted else []
    text = StoryText(
        headline=title or "Untitled",
        slug=one.slug,
        dek=dek,
        body=body,
        authors=list(known.values()),
        tags=list(dict.fromkeys(clean_line(tag)[:100] for tag in one.tags if clean_line(tag))),
        photo=lead,
        published_at=one.published_at,
        go_live_at=go_live_at,
        import_notes="\n".join([*notes, *dict.fromkeys([*one.adapted, *adapted])]),
    )
    return Made(text, used, list(dict.fromkeys(adapted)))


def _block(
    block: Block, photos: PhotoShelf, used: list[int], adapted: list[str]
) -> tuple[str, Any] | None:
    match block.kind:
        case "paragraph":
            return "paragraph", RichText(block.value)
        case "embed":
            return "embed", EmbedValue(block.value)
        case "list":
            return "list", {**block.value, "items": [RichText(i) for i in block.value["items"]]}
        case "photo":
            photo = _photo(photos, block.value, used, adapted)
            if photo is None:
                caption = block.value.get("caption", "")
                return ("paragraph", RichText(f"<p>{_plain(caption)}</p>")) if caption else None
            words = {name: block.value.get(name, "") for name in ("alt", "caption", "credit")}
            return "photo", {"image": photo, **words}
        case _:
            return block.kind, block.value


def _photo(
    photos: PhotoShelf, said: dict[str, str], used: list[int], adapted: list[str]
) -> Photo | None:
    photo, reason = photos.photo(said["url"], alt=said.get("alt", ""))
    if photo is None:
        words = said.get("caption") or said.get("alt")
        adapted.append(
            f"A picture was left out: {said['url'][:300]} {f'(“{words}”) ' if words else ''}– {reason}"
        )
        return None
    used.append(photo.pk)
    return photo


def _plain(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
