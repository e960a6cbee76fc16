"""Turns what a reader typed into safe HTML: a small Markdown and nothing else."""

from __future__ import annotations

import re

import nh3
from markdown_it import MarkdownIt

LINK_REL = "ugc nofollow noopener"
_RULES = (
    "autolink", "backticks", "blockquote", "code", "emphasis", "entity", "escape", "fence",
    "link", "linkify", "list", "newline", "paragraph",
)  # fmt: skip
_TAGS = {"a", "blockquote", "br", "code", "em", "li", "ol", "p", "pre", "strong", "ul"}
_MOST_NESTING = 12

# Letters and common punctuation, in which no rule above finds anything: half of what people write,
# and ten times as quick. A full stop inside a word may be a link; a line that begins with a digit, a list.
_SIGNS = r"""(?:[^\W_]|[ ,;?!'"()“”‘’…–—]|\.(?![^\s]))"""
_PLAIN = re.compile(rf"[^\W\d_]{_SIGNS}*(?:\n{{1,2}}[^\W\d_]{_SIGNS}*)*")

_parser = MarkdownIt(
    "zero", {"linkify": True, "breaks": True, "html": False, "maxNesting": _MOST_NESTING}
).enable(
    ["block", "inline", "normalize", "text_join", "balance_pairs", "fragments_join", *_RULES], True
)


def to_html(source: str) -> str:
    """Return safe HTML for a comment's Markdown.

    Paragraphs, line breaks, emphasis, links (http, https, mailto), lists, quotes and code; all else
    stands as typed. Sanitised after rendering: the parser is not trusted to be the last word.
    """
    if _PLAIN.fullmatch(source):
        lines = "\n".join(line.strip(" ") for line in source.split("\n"))
        return (
            "<p>"
            + lines.replace("\n\n", "</p>\u0000<p>").replace("\n", "<br>\n").replace("\0", "\n")
            + "</p>"
        )
    return nh3.clean(
        _parser.render(source),
        tags=_TAGS,
        attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel=LINK_REL,
    ).strip()


def count_links(html: str) -> int:
    """Return how many links the rendered text has."""
    return html.count("<a href=")
