"""Cuts the rich text of a paragraph block into its paragraphs, and these at places in their words."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

from addyours.text.fold import clean, clean_line

_VOID = frozenset({"br", "embed", "hr", "img"})
_INLINE = frozenset("a abbr b cite code del em i ins mark q s small span strong sub sup u".split())


@dataclass(frozen=True, slots=True)
class _Tag:
    name: str
    source: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class _Sign:
    """A letter or a void element, and the elements it is in."""

    text: str
    source: str
    within: tuple[_Tag, ...]


@dataclass(slots=True)
class RichParagraph:
    """A paragraph with its markup. `text` is what `clean_line` gives, and None where nothing can be cut."""

    tag: str = "<p>"
    signs: list[_Sign] = field(default_factory=list)
    source: str = ""
    """Of something that is no paragraph, and stays as it is."""
    _text: str = ""
    _places: list[int] = field(default_factory=list)

    @property
    def text(self) -> str | None:
        """The words on one line."""
        return None if self.source or clean_line(self._text) != self._text else self._text

    def cut(self, start: int, end: int) -> str:
        """Return the HTML of a stretch of `text`, elements closed and opened anew at its ends."""
        while start < end and self._text[start].isspace():
            start += 1
        while end > start and self._text[end - 1].isspace():
            end -= 1
        if start >= end:
            return ""
        return _written(self.signs[self._places[start] : self._places[end - 1] + 1])

    def html(self) -> str:
        """Return the whole paragraph."""
        if self.source:
            return self.source
        return f"{self.tag}{_written(self.signs)}</p>"

    def links(self, start: int, end: int) -> list[str]:
        """Return the addresses that a stretch links to."""
        signs = self.signs[self._places[start] : self._places[end - 1] + 1] if end > start else []
        tags = [tag for sign in signs for tag in sign.within if tag.name == "a"]
        return list(dict.fromkeys(tag.href or tag.source for tag in tags))

    def _finish(self) -> None:
        pieces: list[str] = []
        is_blank = True
        for place, sign in enumerate(self.signs):
            if sign.text.isspace():
                if is_blank:
                    continue
                is_blank = True
                pieces.append(" ")
            elif clean(sign.text):
                is_blank = False
                pieces.append(sign.text)
            else:
                continue
            self._places.append(place)
        if pieces and pieces[-1] == " ":
            pieces.pop()
            self._places.pop()
        self._text = "".join(pieces)


def rich_paragraphs(source: str) -> list[RichParagraph]:
    """Return the paragraphs of rich text, in order. `html()` of all of them is the text again."""
    parser = _Parser()
    parser.feed(source)
    parser.close()
    parser.end_paragraph()
    return parser.found


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[RichParagraph] = []
        self._now: RichParagraph | None = None
        self._within: list[_Tag] = []
        self._other = 0
        """How deep we are in an element that is kept as it is."""

    def end_paragraph(self) -> None:
        if self._now is not None:
            self._now._finish()
            self._now = None
        self._within = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        source = self.get_starttag_text() or f"<{tag}>"
        if self._other:
            self.found[-1].source += source
            self._other += tag not in _VOID
        elif tag == "p":
            self.end_paragraph()
            self._now = RichParagraph(tag=source)
            self.found.append(self._now)
        elif tag in _VOID:
            text = "\n" if tag == "br" else "\ufffc"
            self._paragraph().signs.append(_Sign(text, source, tuple(self._within)))
        elif tag in _INLINE:
            href = dict(attrs).get("href") or ""
            self._within.append(_Tag(tag, source, href))
        else:
            self.end_paragraph()
            self.found.append(RichParagraph(source=source))
            self._other = 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._other:
            self.found[-1].source += f"</{tag}>"
            self._other -= 1
        elif tag == "p":
            self.end_paragraph()
        else:
            for place in range(len(self._within) - 1, -1, -1):
                if self._within[place].name == tag:
                    del self._within[place]
                    break

    def handle_data(self, data: str) -> None:
        if self._other:
            self.found[-1].source += escape(data, quote=False)
        elif self._now is not None or data.strip():
            within = tuple(self._within)
            signs = self._paragraph().signs
            for sign in unicodedata.normalize("NFC", data):
                signs.append(_Sign(sign, escape(sign, quote=False), within))

    def _paragraph(self) -> RichParagraph:
        if self._now is None:
            self._now = RichParagraph()
            self.found.append(self._now)
        return self._now


def _written(signs: list[_Sign]) -> str:
    pieces: list[str] = []
    within: tuple[_Tag, ...] = ()
    for sign in signs:
        if sign.within is not within:
            same = 0
            while same < min(len(within), len(sign.within)) and within[same] is sign.within[same]:
                same += 1
            pieces += [f"</{tag.name}>" for tag in reversed(within[same:])]
            pieces += [tag.source for tag in sign.within[same:]]
            within = sign.within
        pieces.append(sign.source)
    return "".join([*pieces, *(f"</{tag.name}>" for tag in reversed(within))])
