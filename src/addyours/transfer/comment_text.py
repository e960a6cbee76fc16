"""Makes Markdown, as readers type it here, out of the HTML comments have elsewhere."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*", "cite": "*", "code": "`", "tt": "`"}
_CODE = frozenset(("code", "tt"))
_BLOCKS = frozenset("p div ul ol table tr h1 h2 h3 h4 h5 h6 blockquote section".split())
_FENCE = "```"
_FENCED = re.compile(r"(?ms)^```$.*?^```$")
_NOTHING = frozenset("script style noscript template".split())
# An address is recognised only as it stands, without anything in it escaped.
_SPECIAL = re.compile(r"(?i)(https?://[^\s<>\[\]*`\\]+)|([\\`*_\[\]<>])")


def to_markdown(source: str) -> str:
    """Return Markdown for a comment's HTML; plain text stays as typed.

    Links, emphasis, quotes, lists and code stay; of other tags only their text does.
    """
    if "<" not in source:
        text = unescape(source) if "&" in source else source
        return _without_indents(text)
    reader = _Reader()
    reader.feed(source)
    reader.close()
    return _without_indents(reader.text())


def _without_indents(text: str) -> str:
    """Take blanks from the beginnings of lines, where Markdown would make code of them."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    parts, end = [], 0
    for found in _FENCED.finditer(text):
        parts += [_bare(text[end : found.start()]), found[0]]
        end = found.end()
    return "".join([*parts, _bare(text[end:])]).strip()


def _bare(text: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"(?m)^[ \t]+|[ \t]+$", "", text))


def _escaped(found: re.Match[str]) -> str:
    return found[1] or f"\\{found[2]}"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._links: list[str] = []
        self._quotes: list[int] = []
        self._silent = 0
        self._code = 0
        self._is_fenced = False

    def text(self) -> str:
        self._end_fence()
        while self._quotes:
            self._end_quote()
        return "".join(self._parts)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _NOTHING:
            self._silent += 1
        elif tag == "br":
            self._parts.append("\n")
        elif self._is_fenced:
            # In a fence nothing but its end means anything.
            return
        elif tag == "pre":
            self._parts.append(f"\n\n{_FENCE}\n")
            self._is_fenced = True
        elif tag == "a":
            address = (dict(attrs).get("href") or "").strip()
            is_link = re.match(r"(?i)(https?://|mailto:)[^\s()<>]+$", address)
            self._links.append(address if is_link else "")
            self._parts.append("[" if is_link else "")
        elif tag == "li":
            self._parts.append("\n- ")
        elif tag in _MARKS:
            self._code += tag in _CODE
            self._parts.append(_MARKS[tag])
        elif tag in _BLOCKS:
            self._parts.append("\n\n")
            if tag == "blockquote" and len(self._quotes) < 10:
                self._quotes.append(len(self._parts))

    def handle_endtag(self, tag: str) -> None:
        if tag in _NOTHING:
            self._silent = max(self._silent - 1, 0)
        elif tag == "pre":
            self._end_fence()
        elif self._is_fenced:
            return
        elif tag == "a" and self._links:
            address = self._links.pop()
            self._parts.append(f"]({address})" if address else "")
        elif tag in _MARKS:
            self._code -= tag in _CODE and self._code > 0
            self._parts.append(_MARKS[tag])
        elif tag == "blockquote" and self._quotes:
            self._end_quote()
        elif tag in _BLOCKS:
            self._parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        if self._is_fenced or self._code:
            # In code everything stands as it is, so nothing may look like its end.
            self._parts.append(data.replace("`", "'"))
        else:
            self._parts.append(_SPECIAL.sub(_escaped, data))

    def _end_fence(self) -> None:
        if self._is_fenced:
            self._parts.append(f"\n{_FENCE}\n\n")
            self._is_fenced = False

    def _end_quote(self) -> None:
        start = self._quotes.pop()
        words = _without_indents("".join(self._parts[start:]))
        del self._parts[start:]
        lines = "\n".join(f"> {line}".rstrip() for line in words.split("\n"))
        self._parts.append(f"{lines}\n\n")
