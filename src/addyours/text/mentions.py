"""Finds the names that stand behind an @ in a comment's HTML, and marks those that are somebody's."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from html import escape, unescape

from addyours.text.fold import fold

LONGEST_KEY = 200
"""Characters; folding can make a name many times as long."""
LONGEST_NAME = 80
MOST_MENTIONS = 20
"""So many @ of a comment are looked at: nobody names more people in earnest."""
_TAG = re.compile(r'(<(?:[^<>"]|"[^"]*")*>)')
_AT = re.compile(r"(?<![\w@/])@(?=\S)")
_LEFT_ALONE = frozenset({"a", "code", "pre"})


def mention_key(name: str) -> str:
    """Return the form in which the name of a mention is compared."""
    return fold(name)[:LONGEST_KEY]


def mention_candidates(html: str) -> frozenset[str]:
    """Return the keys of all names that mentions in a comment's HTML may mean; most are nobody's."""
    found: set[str] = set()
    left = MOST_MENTIONS
    for _place, text in _texts(_TAG.split(html)):
        for match in _AT.finditer(text):
            if left == 0:
                return frozenset(found)
            left -= 1
            found.update(key for _end, key in _names_at(text, match.end()))
    return frozenset(found - {""})


def with_mentions(html: str, keys: Collection[str]) -> tuple[str, frozenset[str]]:
    """Return a comment's HTML with its mentions marked, and the keys of those named.

    `html` is what `to_html` made. The longest name wins: “@Mara Vint” is Mara Vint, not Mara.
    """
    pieces = _TAG.split(html)
    named: set[str] = set()
    left = MOST_MENTIONS
    for place, text in _texts(pieces):
        made, done = "", 0
        for match in _AT.finditer(text):
            if left == 0:
                break
            left -= 1
            if match.start() < done:
                continue
            end, key = next(
                ((end, key) for end, key in _names_at(text, match.end()) if key in keys), (0, "")
            )
            if not key:
                continue
            named.add(key)
            mention = escape(text[match.start() : end], quote=False)
            made += f'{escape(text[done : match.start()], quote=False)}<span class="mention">{mention}</span>'
            done = end
        if done:
            pieces[place] = made + escape(text[done:], quote=False)
    return "".join(pieces), frozenset(named)


def _texts(pieces: list[str]) -> Iterator[tuple[int, str]]:
    """Yield the place and the words of each text with an @ that is no link and no code."""
    inside = 0
    for place, piece in enumerate(pieces):
        if place % 2:
            name = piece.strip("</>").split(" ", 1)[0]
            if name in _LEFT_ALONE:
                inside += -1 if piece.startswith("</") else 1
        elif not inside and "@" in piece:
            yield place, unescape(piece)


def _names_at(text: str, start: int) -> Iterator[tuple[int, str]]:
    """Yield the end and the key of each name that may begin at `start`, the longest first."""
    for end in range(min(len(text), start + LONGEST_NAME), start, -1):
        if text[end - 1].isspace() or (end < len(text) and _is_inside_word(text, end)):
            continue
        yield end, mention_key(text[start:end])


def _is_inside_word(text: str, place: int) -> bool:
    after = text[place]
    return unicodedata.combining(after) > 0 or (_is_of_word(text[place - 1]) and _is_of_word(after))


def _is_of_word(sign: str) -> bool:
    return sign.isalnum() or sign == "_" or unicodedata.category(sign)[0] == "M"
