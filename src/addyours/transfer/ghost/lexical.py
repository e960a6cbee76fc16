"""Makes HTML of Lexical, what Ghost's present editor keeps."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from addyours.transfer.ghost.cards import Cards
from addyours.transfer.json_scan import text_of

_FORMATS = ((1, "b"), (2, "i"), (4, "s"), (16, "code"), (32, "sub"), (64, "sup"))
"""Bits of a text's format; underlining and marking have no inline mark here."""
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_TEXT = frozenset("text extended-text tk".split())
_QUOTES = frozenset("quote extended-quote aside".split())
_LINKS = frozenset("link autolink at-link".split())
_NOTHING = frozenset("zwnj at-link-search".split())
_MOST_DEPTH = 60


def lexical_html(state: Any, cards: Cards) -> str:
    """Return the HTML of an editor's state."""
    root = state.get("root") if isinstance(state, Mapping) else None
    return _children(root, cards, 0) if isinstance(root, Mapping) else ""


def _children(node: Mapping[str, Any], cards: Cards, depth: int) -> str:
    found = node.get("children")
    if not isinstance(found, list):
        return ""
    if depth > _MOST_DEPTH:
        cards.adapted.append("It is nested too deeply; what is deepest was left out.")
        return ""
    return "".join(_node(one, cards, depth + 1) for one in found if isinstance(one, Mapping))


def _node(node: Mapping[str, Any], cards: Cards, depth: int) -> str:
    kind = text_of(node.get("type"))
    if kind in _TEXT:
        return _words(node)
    if kind == "linebreak":
        return "<br>"
    if kind == "tab":
        return " "
    if kind in _NOTHING:
        return ""
    inner = _children(node, cards, depth)
    if kind in _LINKS:
        return f'<a href="{escape(text_of(node.get("url")))}">{inner}</a>'
    if kind in ("paragraph", "extended-paragraph"):
        return f"<p>{inner}</p>"
    if kind in ("heading", "extended-heading"):
        tag = text_of(node.get("tag"))
        tag = tag if tag in _HEADINGS else "h2"
        return f"<{tag}>{inner}</{tag}>"
    if kind in _QUOTES:
        return f"<blockquote>{inner}</blockquote>"
    if kind == "list":
        tag = "ol" if "number" in (node.get("listType"), node.get("tag")) else "ul"
        tag = "ol" if node.get("tag") == "ol" else tag
        return f"<{tag}>{inner}</{tag}>"
    if kind == "listitem":
        return f"<li>{inner}</li>"
    if "children" in node and not node.keys() & {"src", "url", "html"}:
        return inner
    return cards.html(kind, node)


def _words(node: Mapping[str, Any]) -> str:
    words = escape(text_of(node.get("text"))).replace("\n", "<br>")
    format_ = node.get("format")
    if isinstance(format_, int):
        for bit, tag in _FORMATS:
            if format_ & bit:
                words = f"<{tag}>{words}</{tag}>"
    return words
