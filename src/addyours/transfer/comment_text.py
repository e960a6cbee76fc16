"""Makes Markdown, as readers type it here, out of the HTML comments have elsewhere."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*", "cite": "*", "code": "`", "tt": "`"}
_BLOCKS = frozenset("p div ul ol table tr h1 h2 h3 h4 h5 h6 blockquote pre section".split())
_NOTHING = frozenset("script style noscript template".split())
_SPECIAL = re.compile(r"([\\`*_\[\]<>])")


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
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"(?m)^[ \t]+|[ \t]+$", "", text)).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._links: list[str] = []
        self._quotes: list[int] = []
        self._silent = 0

    def text(self) -> str:
        while self._quotes:
            self._end_quote()
        return "".join(self._parts)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _NOTHING:
            self._silent += 1
        elif tag == "br":
            self._parts.append("\n")
        elif tag == "a":
            address = (dict(attrs).get("href") or "").strip()
            is_link = re.match(r"(?i)(https?://|mailto:)[^\s()<>]+$", address)
            self._links.append(address if is_link else "")
            self._parts.append("[" if is_link else "")
        elif tag == "li":
            self._parts.append("\n- ")
        elif tag in _MARKS:
            self._parts.append(_MARKS[tag])
        elif tag in _BLOCKS:
            self._parts.append("\n\n")
            if tag == "blockquote" and len(self._quotes) < 10:
                self._quotes.append(len(self._parts))

    def handle_endtag(self, tag: str) -> None:
        if tag in _NOTHING:
            self._silent = max(self._silent - 1, 0)
        elif tag == "a" and self._links:
            address = self._links.pop()
            self._parts.append(f"]({address})" if address else "")
        elif tag in _MARKS:
            self._parts.append(_MARKS[tag])
        elif tag == "blockquote" and self._quotes:
            self._end_quote()
        elif tag in _BLOCKS:
            self._parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._parts.append(_SPECIAL.sub(r"\\\1", data))

    def _end_quote(self) -> None:
        start = self._quotes.pop()
        words = _without_indents("".join(self._parts[start:]))
        del self._parts[start:]
        lines = "\n".join(f"> {line}".rstrip() for line in words.split("\n"))
        self._parts.append(f"{lines}\n\n")
