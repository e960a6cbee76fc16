"""Makes ordinary HTML of what WordPress stores: shortcodes, block comments, lines without tags."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Callable, Sequence
from html import escape

from addyours.transfer.embeds import embed_address
from addyours.transfer.html_blocks import Converted, to_blocks
from addyours.transfer.page_text import page_html

Pictures = Callable[[Sequence[str]], list[tuple[str, str, str]]]
"""Gives address, alt text and caption of attachments by id; of none named, those of the post."""

_OWN_LINE = re.compile(r"(?m)^[ \t]*(https?://[^\s<>\"\[\]]+)[ \t]*\r?$")
_CAPTION = re.compile(
    r"\[(?:wp_)?caption([^\[\]]*+)\]((?:[^\[]++|\[(?!/?(?:wp_)?caption))*+)\[/(?:wp_)?caption\]"
)
_GALLERY = re.compile(r"\[gallery([^\[\]]*+)\]")
_EMBED = re.compile(r"\[embed[^\[\]]*+\]\s*+((?:[^\s\[]|\[(?!/?embed))++)\s*+\[/embed\]")
_PLAYER = re.compile(r"\[(audio|video)([^\[\]]*+)\](?:\s*+\[/\1\])?")
_BRACKETED = re.compile(r"\[(/?)([a-zA-Z][\w-]{1,40})(\s[^\[\]]*+)?\]")
_SINGLE = re.compile(r"\[([a-zA-Z][\w-]{1,40})(?:(\s[^\[\]=]{0,200}=[^\[\]]*+)|\s*+/?)\]")
_ATTRIBUTE = re.compile(r"(?<![\w-])([\w-]++)\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'\]]+))")
_DRAWN = re.compile(r"<!--\s++wp:([a-z][a-z0-9_-]*+(?:/[a-z][a-z0-9_-]*+)?)[^<>]*+(?<=/--)>")
_CORE = frozenset("gallery caption wp_caption embed audio video playlist".split())


def to_story(source: str, pictures: Pictures) -> Converted:
    """Return the blocks of a post's content, written with either of WordPress's editors."""
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    has_blocks = "<!-- wp:" in source
    adapted: list[str] = []
    if has_blocks:
        drawn = dict.fromkeys(_DRAWN.findall(source))
        adapted += [
            f"The block “{name}” is drawn by WordPress itself; it was left out." for name in drawn
        ]
    source = re.sub(r"<!--\s*+(?:more|nextpage)[^<>]*+(?<=--)>", "\n\n", source)
    source = _shortcodes(source, pictures, adapted)
    source = _OWN_LINE.sub(_own_line, source)
    made = to_blocks(source, lines="paragraphs" if has_blocks else "breaks")
    made.adapted[:0] = adapted
    return made


def to_page(source: str, pictures: Pictures) -> tuple[str, list[str]]:
    """Return HTML of a page's content, and what is not as it was: a plain page shows text alone."""
    return page_html(to_story(source, pictures))


def _own_line(found: re.Match[str]) -> str:
    """Let an address that stands alone on a line be a paragraph where it is shown as an embed."""
    return f"\n\n{found[1]}\n\n" if embed_address(found[1]) else found[0]


def _shortcodes(source: str, pictures: Pictures, adapted: list[str]) -> str:
    if "[" not in source:
        return source
    source = _CAPTION.sub(_caption, source)
    source = _GALLERY.sub(lambda found: _gallery(found, pictures, adapted), source)
    source = _EMBED.sub(lambda found: f"\n\n{found[1]}\n\n", source)
    source = _PLAYER.sub(_player, source)
    for _level in range(5):
        replaced = _opened(source, adapted)
        if replaced == source:
            break
        source = replaced
    return _SINGLE.sub(lambda found: _single(found, adapted), source)


def _attributes(text: str) -> dict[str, str]:
    return {
        found[1].lower(): found[2] or found[3] or found[4] or ""
        for found in _ATTRIBUTE.finditer(text.replace("&quot;", '"'))
    }


def _caption(found: re.Match[str]) -> str:
    given = _attributes(found[1])
    picture = re.match(r"(?is)\s*+((?:<a\b[^>]*+>\s*+)?<img\b[^>]*+>\s*(?:</a>)?)(.*)", found[2])
    if not picture:
        return found[2]
    words = picture[2].strip() or escape(given.get("caption", ""))
    return f"<figure>{picture[1]}<figcaption>{words}</figcaption></figure>"


def _gallery(found: re.Match[str], pictures: Pictures, adapted: list[str]) -> str:
    given = _attributes(found[1])
    names = re.findall(r"\d+", given.get("ids") or given.get("include") or "")
    shown = pictures(names)
    if not shown:
        adapted.append("A gallery has no pictures in the file; it was left out.")
        return ""
    return "".join(
        f'<figure><img src="{escape(url)}" alt="{escape(alt)}">'
        f"<figcaption>{escape(caption)}</figcaption></figure>"
        for url, alt, caption in shown
    )


def _player(found: re.Match[str]) -> str:
    given = _attributes(found[2])
    names = ("src", "mp3", "mp4", "m4a", "ogg", "webm", "m4v", "wav")
    address = next((given[name] for name in names if given.get(name)), "")
    return f'<{found[1]} src="{escape(address)}"></{found[1]}>'


def _opened(source: str, adapted: list[str]) -> str:
    """Return a text without the outermost shortcodes that are closed; what stands in them stays.

    An expression that looks from each opening one for its end takes the square of a text's length.
    """
    brackets = list(_BRACKETED.finditer(source))
    ends: dict[str, list[int]] = {}
    for number, one in enumerate(brackets):
        if one[1]:
            ends.setdefault(one[2], []).append(number)
    parts, after = [], 0
    for number, one in enumerate(brackets):
        its_ends = ends.get(one[2], [])
        place = bisect(its_ends, number)
        if one[1] or one.start() < after or place == len(its_ends):
            continue
        end = brackets[its_ends[place]]
        parts += [source[after : one.start()], source[one.end() : end.start()]]
        after = end.end()
        adapted.append(f"The shortcode [{one[2]}] is a plugin's; what stood in it is kept.")
    return "".join([*parts, source[after:]])


def _single(found: re.Match[str], adapted: list[str]) -> str:
    name, rest = found[1], found[2] or ""
    if not rest.strip() and "_" not in name and "-" not in name and name not in _CORE:
        # As likely somebody's own brackets: [sic].
        return found[0]
    adapted.append(f"The shortcode [{name}] is a plugin's; it is kept as it stood.")
    return f"<x-kept>{escape(found[0])}</x-kept>"
