"""Makes Markdown, as readers type it here, out of the HTML comments have elsewhere."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*", "cite": "*", "code": "`", "tt": "`"}
_CODE = frozenset(("code", "tt"))
_BLOCKS = frozenset("p div ul ol table tr h1 h2 h3 h4 h5 h6 blockquote section".split())
_FENCE = "```"
_KNOWN = (
    r"(?:p|br|div|span|a|b|i|u|s|em|strong|del|ins|strike|cite|code|tt|pre|blockquote|ul|ol|li|img"
    r"|h[1-6]|hr|table|tbody|thead|tr|td|th|sub|sup|small|font|center|script|style|iframe)\b"
)
_TAG = re.compile(rf"</?{_KNOWN}[^<>]*>", re.IGNORECASE)
_NO_TAG = re.compile(rf"<(?!/?{_KNOWN})", re.IGNORECASE)
_AUTOLINK = re.compile(r"<(https?://[^\s<>]+)>")
_BREAK = re.compile(r"(<br\s*/?>)[ \t]*\r?\n", re.IGNORECASE)
_NO_END = re.compile(r"<(?!/?[a-zA-Z][^<>]*>)")
# Paragraphs of plain words are most of what people write; the parser would take ten times as long.
_WORDS = r"[^<>&\\`*_\[\]]*"
_SIMPLE = re.compile(rf"(?:{_WORDS}</?p>|{_WORDS}<br\s*/?>)*{_WORDS}")
_BREAKS = re.compile(r"<br\s*/?>[ \t]*(?:\r?\n)?")
_MARKDOWN_CODE = re.compile(r"(?s)(```.*?(?:```|\Z)|`[^`\n]*`)")
_SMILEY = re.compile(r"emoticon|emoji|smiley|smilie", re.IGNORECASE)
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
    if _SIMPLE.fullmatch(source):
        text = source.replace("<p>", "\n\n").replace("</p>", "\n\n")
        return _without_indents(_BREAKS.sub("\n", text))
    reader = _Reader()
    reader.feed(_guarded(_BREAK.sub(r"\1", source)))
    reader.close()
    return _without_indents(reader.text())


def from_markdown(source: str) -> str:
    """Return Markdown for a comment that is Markdown with some HTML in it, as most systems allow."""
    text = source.replace("\r\n", "\n").replace("\r", "\n")
    if not _TAG.search(text):
        return text.strip()
    reader = _Reader(is_markdown=True)
    for number, part in enumerate(_MARKDOWN_CODE.split(text)):
        if number % 2:
            reader.as_it_is(part)
        else:
            whole = _AUTOLINK.sub(r"\1", _guarded(_BREAK.sub(r"\1", part)))
            reader.feed(_NO_TAG.sub("&lt;", whole))
    reader.close()
    return re.sub(r"\n{3,}", "\n\n", reader.text()).strip()


def _guarded(source: str) -> str:
    """Take out remarks, and the meaning of what only looks like the beginning of a tag.

    Python's parser looks for the end of each to the end of the text: with thousands of them it would
    take minutes.
    """
    parts, end = [], 0
    while (start := source.find("<!--", end)) >= 0 and (close := source.find("-->", start)) >= 0:
        parts.append(source[end:start])
        end = close + 3
    return _NO_END.sub("&lt;", "".join([*parts, source[end:]]))


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
    def __init__(self, *, is_markdown: bool = False) -> None:
        super().__init__(convert_charrefs=True)
        self._is_markdown = is_markdown
        self._parts: list[str] = []
        self._links: list[str] = []
        self._quotes: list[int] = []
        self._silent = 0
        self._code = 0
        self._is_fenced = False

    def as_it_is(self, text: str) -> None:
        if not self._silent:
            self._parts.append(text)

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
        elif tag == "img":
            self._image(dict(attrs))
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
        elif self._is_markdown:
            self._parts.append(data)
        else:
            self._parts.append(_SPECIAL.sub(_escaped, data))

    def _image(self, given: dict[str, str | None]) -> None:
        """Pictures are not shown in comments here: a smiley is its words, any other a link."""
        words = _SPECIAL.sub(_escaped, (given.get("alt") or "").strip())
        address = (given.get("src") or "").strip()
        is_link = re.match(r"(?i)https?://[^\s()<>]+$", address) and not any(self._links)
        if is_link and not _SMILEY.search(f"{given.get('class')} {address}"):
            self._parts.append(f"[{words or address}]({address})")
        else:
            self._parts.append(words)

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
