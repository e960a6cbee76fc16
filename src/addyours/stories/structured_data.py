"""What search engines and other sites read of a page: JSON-LD, as schema.org words it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from addyours.comments.queries import CommentItem, ThreadPage
from addyours.stories.queries import Link, QuoteView
from addyours.text.excerpt import excerpt

COMMENTS_TOLD = 20
COMMENT_LENGTH = 300
_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def news_article(
    story: Any, conversation: ThreadPage, *, quotes: Iterable[QuoteView], site: Any
) -> SafeString:
    """Return the JSON-LD of a story with its quotes and the first comments."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": story.canonical_url,
        "headline": story.headline,
        "description": story.dek,
        "datePublished": _time(story.published_at),
        "dateModified": _time(story.updated_at or story.published_at),
        "author": [_person(author, site.base_url) for author in story.authors],
        "publisher": {"@type": "Organization", "name": site.name, "url": f"{site.base_url}/"},
        "articleSection": story.section.title if story.section else None,
        "keywords": [tag.title for tag in story.tags],
        "mentions": [_person(person, site.base_url) for person in story.people],
        "image": [story.share_image] if story.share_image else None,
        "citation": [_quotation(quote, site.base_url) for quote in quotes if quote.speaker],
        "commentCount": None if conversation.is_hidden else conversation.thread.comment_count,
        "comment": [
            _comment(item, story.canonical_url)
            for item in conversation.items
            if item.kind == "comment"
        ][:COMMENTS_TOLD],
    }
    return as_script({name: value for name, value in data.items() if value or value == 0})


def as_script(data: Any) -> SafeString:
    """Return JSON that can't end the script element it stands in."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.translate(_ESCAPES))  # noqa: S308 - the signs that matter are escaped


def _comment(item: CommentItem, page_url: str) -> dict[str, Any]:
    told: dict[str, Any] = {
        "@type": "Comment",
        "url": f"{page_url}#comment-{item.id}",
        "author": {"@type": "Person", "name": item.name},
        "dateCreated": _time(item.created_at),
        "text": excerpt(item.text, COMMENT_LENGTH),
    }
    if item.passage:
        told["citation"] = {"@type": "Quotation", "text": item.passage.words}
    return told


def _quotation(quote: QuoteView, base_url: str) -> dict[str, Any]:
    return {
        "@type": "Quotation",
        "text": excerpt(quote.words, COMMENT_LENGTH),
        "spokenByCharacter": _person(quote.speaker, base_url) if quote.speaker else None,
    }


def _person(link: Link, base_url: str) -> dict[str, Any]:
    return {"@type": "Person", "name": link.title, "url": base_url + link.url}


def _time(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None
