"""Makes blocks of WordPress's editor out of a story's, and the HTML of its comments out of ours."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import escape
from typing import Any

from django.utils.formats import date_format
from wagtail.rich_text import expand_db_html

from addyours.comments.models import Comment
from addyours.stories.models import Photo
from addyours.text.rich import safe_raw

_KEY = re.compile(r' data-block-key="[^"]*"')
_PARAGRAPH = re.compile(r"<p\b[^<>]*+>((?:[^<]++|<(?!/?p\b))*+)</p>")
_OWN_LINK = re.compile(r'(<a [^<>]*?href=")(/(?!/)[^"]*)')
_LINK = re.compile(r"<a href=\"([^\"]*)\"[^<>]*>")

PhotoAddress = Callable[[Photo], tuple[int, str]]
"""Gives a photo's number and address in the export."""


def post_content(body: Any, photo: PhotoAddress, *, site: str) -> str:
    """Return a story's body as blocks of WordPress's editor."""
    parts = []
    for block in body:
        match block.block_type:
            case "paragraph":
                parts.append(_paragraphs(rich_html(block.value.source, site=site)))
            case "heading":
                heading = f'<h2 class="wp-block-heading">{escape(block.value, quote=False)}</h2>'
                parts.append(_block("heading", heading))
            case "photo":
                parts.append(_image(block.value, photo))
            case "quote":
                parts.append(_quote(block.value))
            case "list":
                parts.append(_list(block.value, site=site))
            case "embed":
                parts.append(_embed(block.value.url))
            case "divider":
                line = '<hr class="wp-block-separator has-alpha-channel-opacity"/>'
                parts.append(_block("separator", line))
            case "raw":
                parts.append(_block("html", safe_raw(block.value)))
    return "\n\n".join(part for part in parts if part)


def rich_html(source: str, *, site: str) -> str:
    """Return rich text as HTML whose links lead to the site from anywhere."""
    html = _KEY.sub("", expand_db_html(source))
    return _OWN_LINK.sub(lambda found: f"{found[1]}{site}{found[2]}", html)


def comment_content(comment: Comment) -> str:
    """Return a comment's HTML as WordPress keeps it: paragraphs are blank lines, links bare.

    What the comment is about stands above it as a quotation, for WordPress knows no passages.
    """
    html = _LINK.sub(r'<a href="\1">', comment.html)
    html = re.sub(r"<br\s*/?>\n?", "\n", html)
    html = re.sub(r"<li>\s*<p>", "<li>", html)
    html = re.sub(r"</p>\s*</li>", "</li>", html)
    html = re.sub(r"</p>\s*<p>", "\n\n", html)
    html = re.sub(r"</?p>", "", html).strip()
    if comment.passage is not None:
        html = f"<blockquote>{escape(comment.passage.exact, quote=False)}</blockquote>\n\n{html}"
    return html


def _block(name: str, html: str, **attributes: Any) -> str:
    given = ""
    if attributes:
        # The comment must not end within the attributes, nor its signs be taken for mark-up.
        text = json.dumps(attributes, ensure_ascii=False, separators=(",", ":"))
        for sign in ("--", "<", ">", "&"):
            text = text.replace(sign, "".join(f"\\u{ord(one):04x}" for one in sign))
        given = f" {text}"
    return f"<!-- wp:{name}{given} -->\n{html}\n<!-- /wp:{name} -->"


def _paragraphs(html: str) -> str:
    found = _PARAGRAPH.findall(html) or [html]
    return "\n\n".join(_block("paragraph", f"<p>{one}</p>") for one in found if one.strip())


def _image(value: Any, photo: PhotoAddress) -> str:
    image = value.get("image")
    if image is None:
        return ""
    number, address = photo(image)
    alt = escape(value.get("alt") or image.description)
    words = caption(value.get("caption") or image.caption, value.get("credit") or image.credit)
    shown = f'<figcaption class="wp-element-caption">{words}</figcaption>' if words else ""
    html = (
        f'<figure class="wp-block-image size-full"><img src="{escape(address)}" alt="{alt}"'
        f' class="wp-image-{number}"/>{shown}</figure>'
    )
    return _block("image", html, id=number, sizeSlug="full", linkDestination="none")


def caption(text: str, credit: str) -> str:
    """Return a caption and who made the picture as the one line of HTML WordPress has for both."""
    return " ".join(escape(part, quote=False) for part in (text, credit) if part)


def _quote(value: Any) -> str:
    lines = [escape(line, quote=False) for line in value["words"].split("\n") if line.strip()]
    said = "\n\n".join(_block("paragraph", f"<p>{line}</p>") for line in lines)
    name = _attribution(value)
    cite = f"<cite>{name}</cite>" if name else ""
    return _block("quote", f'<blockquote class="wp-block-quote">{said}{cite}</blockquote>')


def _attribution(value: Any) -> str:
    """Return who said it, to whom and when, in one line, which leads to the source."""
    speaker = value.get("speaker")
    parts = [speaker.name if speaker else "", value.get("speaker_note") or ""]
    parts += [f"to {value['said_to']}" if value.get("said_to") else ""]
    parts += [date_format(value["said_on"], "DATE_FORMAT") if value.get("said_on") else ""]
    words = escape(", ".join(part for part in parts if part), quote=False)
    words = words or escape(value.get("attribution") or "", quote=False)
    source = value.get("source_url") or ""
    if not source:
        return words
    return f'<a href="{escape(source)}">{words or escape(source, quote=False)}</a>'


def _list(value: Any, *, site: str) -> str:
    tag = "ol" if value.get("is_ordered") else "ul"
    items = []
    for item in value["items"]:
        html = rich_html(item.source, site=site)
        words = "<br>".join(one for one in _PARAGRAPH.findall(html) or [html] if one)
        items.append(_block("list-item", f"<li>{words}</li>"))
    html = f'<{tag} class="wp-block-list">{"".join(items)}</{tag}>'
    return _block("list", html, ordered=True) if tag == "ol" else _block("list", html)


def _embed(url: str) -> str:
    html = (
        '<figure class="wp-block-embed"><div class="wp-block-embed__wrapper">\n'
        f"{escape(url, quote=False)}\n</div></figure>"
    )
    return _block("embed", html, url=url)
