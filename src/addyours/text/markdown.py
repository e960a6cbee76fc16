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

# Text in which no rule above finds anything: most of what people write, and ten times as quick. A full
# stop within a word may be a link, and so may two slashes; a line that begins with a sign may be a
# list or code, one that begins with a digit a list. Of blanks only the common one is as simple.
_BLANKS = r"\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_SIGN = rf"[^\x00-\x1f\x7f&*./<>@\[\\\]_`\ud800-\udfff{_BLANKS}]"
_NOT_FIRST = r"[0-9]+[.)]|[ +=~#$%^|{},;:)-]"
_LINE = rf"(?!{_NOT_FIRST}){_SIGN}++(?:{_SIGN}++|\.(?!\w)|/(?!/))*+"
_PLAIN = re.compile(rf"{_LINE}(?:\n{{1,2}}{_LINE})*+")
_MAY_LINK = re.compile(r"\.\w|//|@")
"""What every address that is no link yet has; to look for addresses takes a third of the time."""


def _made(*, linkify: bool) -> MarkdownIt:
    options = {"linkify": linkify, "breaks": True, "html": False, "maxNesting": _MOST_NESTING}
    kept = ["block", "inline", "normalize", "text_join", "balance_pairs", "fragments_join"]
    return MarkdownIt("zero", options).enable([*kept, *_RULES], True)


_parser, _linkless = _made(linkify=True), _made(linkify=False)


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
    parser = _parser if _MAY_LINK.search(source) else _linkless
    return nh3.clean(
        parser.render(source),
        tags=_TAGS,
        attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel=LINK_REL,
    ).strip()


def count_links(html: str) -> int:
    """Return how many links the rendered text has."""
    return html.count("<a href=")
