"""Makes HTML from elsewhere safe for a story: its inline marks, a plain page's text, a raw block."""

from __future__ import annotations

import nh3

INLINE = {"a", "b", "i", "br", "sup", "sub", "s", "code"}
PAGE = INLINE | {"p", "h2", "h3", "ol", "ul", "li", "hr", "blockquote"}
RAW = PAGE | set(
    "abbr caption cite col colgroup dd del details dfn div dl dt em figcaption figure h4 h5 h6 ins kbd"
    " mark pre q samp small span strong summary table tbody td tfoot th thead tr u var".split()
)
_SCHEMES = {"http", "https", "mailto", "tel"}
_NOTHING_KEPT = {"script", "style", "noscript", "template", "object", "svg", "math", "form"}
_CELL = {"colspan", "rowspan"}


def safe_inline(html: str) -> str:
    """Return inline HTML with nothing but links and simple marks."""
    return _clean(html, INLINE)


def safe_page(html: str) -> str:
    """Return HTML with nothing but what a plain page may have."""
    return _clean(html, PAGE)


def safe_raw(html: str) -> str:
    """Return HTML that shows text, lists and tables as they were; it can load and run nothing."""
    return _clean(html, RAW)


def _clean(html: str, tags: set[str]) -> str:
    return nh3.clean(
        html,
        tags=tags,
        clean_content_tags=_NOTHING_KEPT,
        attributes={
            "*": {"dir", "lang"} if tags is RAW else set(),
            "a": {"href"},
            "td": _CELL,
            "th": {*_CELL, "scope"},
            "ol": {"start"} if tags is RAW else set(),
        },
        url_schemes=_SCHEMES,
        link_rel=None if tags is not RAW else "noopener",
    ).strip()
