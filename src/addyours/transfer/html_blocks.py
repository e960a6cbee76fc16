"""Makes a story's blocks out of the HTML of another system's editor; used by every importer."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Literal

from lxml import etree, html

from addyours.text.fold import clean_line
from addyours.text.rich import safe_inline, safe_raw
from addyours.transfer.embeds import embed_address
from addyours.transfer.incoming import Block

_RENAMED = {"strong": "b", "em": "i", "del": "s", "strike": "s", "tt": "code", "kbd": "code"}
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big br cite code data del dfn em font i ins kbd mark q s samp small span"
    " strike strong sub sup time tt u var wbr img".split()
)
_THROUGH = frozenset(
    "div section article main header footer aside center figure address body html fieldset nav"
    " picture noscript details".split()
)
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_NOTHING = frozenset("script style template link meta object svg canvas form button input".split())
_MOST_DEPTH = 200
_BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")
Lines = Literal["", "paragraphs", "breaks"]


@dataclass(slots=True)
class Converted:
    """Blocks, and a sentence for each thing that is not as it was."""

    blocks: list[Block] = field(default_factory=list)
    adapted: list[str] = field(default_factory=list)


def to_blocks(source: str, *, lines: Lines = "") -> Converted:
    """Return the blocks of HTML; text outside of any element is a paragraph.

    `lines` says what line breaks mean: nothing, as in HTML; "paragraphs" where a blank line parts
    two; "breaks" where a single one is kept, too.
    """
    made = Converted()
    if not source.strip():
        return made
    parser = html.HTMLParser(encoding="utf-8", remove_pis=True, remove_comments=True)
    try:
        tree = html.fragment_fromstring(
            source.encode("utf-8", "replace").decode("utf-8"), create_parent="div", parser=parser
        )
    except (etree.LxmlError, ValueError, AssertionError, RecursionError):
        made.blocks.append(Block(kind="raw", value=safe_raw(source)))
        made.adapted.append("Its HTML is too damaged to be taken apart; it is one block.")
        return made
    _Walk(made, lines).children(tree, 0)
    return made


class _Walk:
    """Goes through a tree in order and gathers what stands between blocks into paragraphs."""

    def __init__(self, made: Converted, lines: Lines) -> None:
        self.made = made
        self.lines = lines
        self._line: list[str] = []

    def children(self, element: Any, depth: int) -> None:
        self._text(element.text)
        for child in element:
            self._one(child, depth + 1)
            self._text(child.tail)
        self._end_line()

    def _one(self, element: Any, depth: int) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        if not tag or tag in _NOTHING:
            return
        if tag in _INLINE and not _holds_block(element):
            self._inline(element)
            return
        self._end_line()
        if depth > _MOST_DEPTH:
            self._raw(element, "It is nested too deeply")
        elif tag in _HEADINGS:
            self._heading(element)
        elif tag == "hr":
            self.made.blocks.append(Block(kind="divider"))
        elif tag == "blockquote":
            self._quote(element)
        elif tag in ("ul", "ol"):
            self._list(element)
        elif tag == "figure":
            self._figure(element, depth)
        elif tag in ("iframe", "embed", "video", "audio"):
            self._embed(element.get("src") or _first_source(element), tag)
        elif tag == "x-kept":
            self.made.blocks.append(Block(kind="raw", value=_escape(element.text_content())))
        elif tag in _THROUGH or tag in _INLINE or tag == "p":
            self.children(element, depth)
        else:
            self._raw(element, f"<{tag}> has no block of its own")

    def _text(self, text: str | None) -> None:
        if not text:
            return
        for number, part in enumerate(_BLANK_LINE.split(text) if self.lines else [text]):
            if number:
                self._end_line()
            words = _escape(part)
            self._line.append(words.replace("\n", "<br>") if self.lines == "breaks" else words)

    def _inline(self, element: Any) -> None:
        for image in [element] if element.tag == "img" else element.iter("img"):
            # A picture ends the paragraph it stands in.
            self._end_line()
            self._photo(image, "")
        if element.tag != "img":
            self._line.append(_inline_html(element))

    def _end_line(self) -> None:
        words = safe_inline("".join(self._line)).strip()
        self._line.clear()
        words = re.sub(r"^(?:\s*<br>)+|(?:<br>\s*)+$", "", words).strip()
        bare = re.sub(r"<[^<>]*>", "", words).replace("&nbsp;", " ").strip()
        if not bare:
            return
        address = embed_address(bare) if re.fullmatch(r"https?://\S+", bare) else None
        if address:
            self.made.blocks.append(Block(kind="embed", value=address))
        else:
            self.made.blocks.append(Block(kind="paragraph", value=f"<p>{words}</p>"))

    def _heading(self, element: Any) -> None:
        for image in element.iter("img"):
            self._photo(image, "")
        words = clean_line(element.text_content())
        if len(words) > 200:
            self.made.blocks.append(
                Block(kind="paragraph", value=f"<p><b>{_escape(words)}</b></p>")
            )
            self.made.adapted.append("A heading of more than 200 characters became a paragraph.")
        elif words:
            self.made.blocks.append(Block(kind="heading", value=words))

    def _quote(self, element: Any) -> None:
        """A quotation is what it says; who is named in its `cite` is kept as the attribution."""
        for image in element.iter("img"):
            self._photo(image, "")
        cites = [clean_line(one.text_content()) for one in element.iter("cite", "footer")]
        links = [a.get("href") for one in element.iter("cite", "footer") for a in one.iter("a")]
        for one in list(element.iter("cite", "footer")):
            one.text = None
            for child in list(one):
                one.remove(child)
        words = _lines(element)
        link = next((one for one in (element.get("cite"), *links) if one), "")
        if not words and not cites:
            return
        value = {
            "words": (words or cites[0])[:10_000],
            "attribution": " ".join(cites)[:1000] if words else "",
            "source_url": link if re.match(r"https?://\S+$", link) and len(link) < 200 else "",
        }
        self.made.blocks.append(Block(kind="quote", value=value))

    def _list(self, element: Any) -> None:
        nested = ("ul", "ol", "table", "pre", "blockquote")
        if any(one is not element for one in element.iter(*nested)):
            self._raw(element, "A list within a list has no block of its own")
            return
        items = [safe_inline(_inner_html(item)) for item in element.iter("li")]
        items = [item for item in items if item]
        if items:
            value = {"is_ordered": element.tag == "ol", "items": items}
            self.made.blocks.append(Block(kind="list", value=value))
        for image in element.iter("img"):
            self._photo(image, "")

    def _figure(self, element: Any, depth: int) -> None:
        """A figure of one picture is a photo with its caption; others are taken apart."""
        captions = element.findall("figcaption")
        caption = " ".join(clean_line(one.text_content()) for one in captions)
        images = [one for one in element.iter("img") if not _within(one, "figcaption")]
        if any(one is not element for one in element.iter("figure")) or not images:
            for one in captions:
                one.tag = "p"
            quote = element.find("blockquote")
            if quote is not None and captions and not list(quote.iter("cite")):
                for one in captions:
                    one.tag = "cite"
                    quote.append(one)
            self.children(element, depth)
            return
        for place, image in enumerate(images):
            self._photo(image, caption if place == len(images) - 1 else "")

    def _photo(self, image: Any, caption: str) -> None:
        address = image.get("data-src") or image.get("src") or ""
        if not address or address.startswith("data:"):
            self.made.adapted.append("A picture without a file of its own was left out.")
            return
        value = {
            "url": address[:2000],
            "alt": clean_line(image.get("alt") or "")[:255],
            "caption": (caption or clean_line(image.get("data-caption") or ""))[:500],
        }
        self.made.blocks.append(Block(kind="photo", value=value))

    def _embed(self, address: str, tag: str) -> None:
        known = embed_address(address) if address else None
        if known:
            self.made.blocks.append(Block(kind="embed", value=known))
        elif re.match(r"https?://", address):
            link = f'<p><a href="{_escape(address)}">{_escape(address)}</a></p>'
            self.made.blocks.append(Block(kind="paragraph", value=safe_page_link(link)))
            self.made.adapted.append(f"A <{tag}> became a link: {address[:200]}")
        else:
            self.made.adapted.append(f"A <{tag}> without an address was left out.")

    def _raw(self, element: Any, why: str) -> None:
        for image in element.iter("img"):
            self._photo(image, "")
        words = etree.tostring(element, encoding="unicode", method="html", with_tail=False)
        words = safe_raw(words)
        if re.sub(r"<[^<>]*>|\s|&nbsp;", "", words):
            self.made.blocks.append(Block(kind="raw", value=words))
            self.made.adapted.append(f"{why}; it is kept as HTML.")


def safe_page_link(link: str) -> str:
    """Return a paragraph with a link, made safe."""
    return f"<p>{safe_inline(link)}</p>"


def _holds_block(element: Any) -> bool:
    return any(
        isinstance(one.tag, str) and one.tag not in _INLINE for one in element.iterdescendants()
    )


def _within(element: Any, tag: str) -> bool:
    return any(True for _one in element.iterancestors(tag))


def _first_source(element: Any) -> str:
    return next((one.get("src") or "" for one in element.iter("source")), "")


def _escape(text: str) -> str:
    return (
        text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    )


def _inline_html(element: Any) -> str:
    for one in element.iter():
        if isinstance(one.tag, str):
            one.tag = _RENAMED.get(one.tag, one.tag)
    return etree.tostring(element, encoding="unicode", method="html", with_tail=False)


def _inner_html(element: Any) -> str:
    return _escape(element.text or "") + "".join(
        _inline_html(child) + _escape(child.tail or "") for child in element
    )


def _lines(element: Any) -> str:
    """Return the words of an element, a line for each of its paragraphs."""
    paragraphs = [one for one in element.iter("p", "li") if clean_line(one.text_content())]
    if paragraphs:
        return "\n".join(clean_line(one.text_content()) for one in paragraphs)
    parts = (clean_line(part) for part in _BLANK_LINE.split(element.text_content()))
    return "\n".join(part for part in parts if part)
