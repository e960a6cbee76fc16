"""Takes a saved HTML page apart: trafilatura finds the story, the page's own mark-up the rest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import trafilatura
from lxml import etree, html

from addyours.text.fold import clean_line
from addyours.transfer.boilerplate import begins_comments, begins_related, is_boilerplate
from addyours.transfer.errors import PageRefused
from addyours.transfer.html_meta import Item, PageMeta, read_meta, text_key, texts_of, words_of
from addyours.transfer.page_blocks import Heading, ListBlock, Paragraph, Picture, RawPage, Spoken
from addyours.transfer.page_pictures import is_around, numbered

# Some 0.6 s a MB here, but far more on odd mark-up; larger pages are read by their mark-up alone.
MOST_FOR_TRAFILATURA = 3_000_000
_OUTSIDE = frozenset(
    """nav aside footer form script style noscript template button select svg iframe head header
    menu dialog""".split()
)
_NOT_STORY = re.compile(
    r"(?i)(?:^|[\s_-])(?:comments?|respond|sidebar|related|share|sharing|social|cookie|newsletter|promo"
    r"|advert|ads?|breadcrumbs?|navigation|menu|footer|widget|popup|modal|recommend\w*)(?:$|[\s_-])"
)
_TEXT_TAGS = frozenset("p h1 h2 h3 h4 h5 h6 li blockquote img pre dd dt".split())
_BREAKS = re.compile(r"(?<!\s)(?=[^\S\n]*+\n[^\S\n]*+\n)\s++")


def read_html(text: str, *, inline: tuple[str, ...] = ()) -> RawPage:
    """Return an HTML page taken apart; refuse one in which there is no story.

    `inline` are pictures that stood in the page itself.
    """
    tree = _parsed(text)
    page = RawPage()
    pictures = numbered(tree, inline)
    captions = _captions(tree)
    meta = PageMeta(tree)
    extracted = _extract(tree) if len(text) <= MOST_FOR_TRAFILATURA else None
    if extracted is not None:
        page.items = list(_items(extracted.body))
        page.items = _with_missing(page.items, tree)
    if not _has_story(page.items):
        page.items = list(_plain_walk(tree))
    read_meta(page, meta, extracted)
    page.items = _trimmed(page, captions)
    page.seen = tuple(
        replace(pictures[src], caption=captions.get(src, ""))
        for element in tree.iter("img")
        if (src := element.get("src")) in pictures and not is_around(element)
    )
    page.lead = meta.first("og:image", "twitter:image", "og:image:url")
    page.items = [_as_found(one, pictures) for one in page.items]
    if not _has_story(page.items):
        raise PageRefused("no_article", "The page has no article text.")
    return page


def _parsed(text: str) -> Any:
    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False, no_network=True
    )
    try:
        tree = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        raise PageRefused("no_article", "The page has no article text.") from None
    return tree


def _extract(tree: Any) -> Any:
    # Its many rules meet any mark-up the web ever produced; whatever goes wrong in them, the
    # plain walk over the page still finds the paragraphs.
    try:
        return trafilatura.bare_extraction(
            html.fromstring(html.tostring(tree, encoding="unicode")),
            include_images=True,
            include_comments=False,
            include_tables=False,
            favor_recall=True,
            with_metadata=True,
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    except Exception:  # noqa: BLE001
        return None


def _paragraphs(element: Any) -> list[str]:
    """Return the text of an element, cut where two line breaks follow each other."""
    text = "".join(texts_of(element)).strip()
    return [line for part in _BREAKS.split(text) if (line := clean_line(part))]


def _items(body: Any) -> Iterator[Item]:
    """Return the blocks of trafilatura's tree in order."""
    for element in body:
        yield from _item(element)


def _item(element: Any) -> Iterator[Item]:
    tag = element.tag
    if tag == "head":
        level = element.get("rend", "h2")[1:]
        if words := words_of(element):
            yield Heading(words, max(2, min(int(level) if level.isdecimal() else 2, 4)))
    elif tag == "list":
        found = (words_of(item) for item in element.iter("item"))
        items = tuple(item for item in found if item)
        if items:
            yield ListBlock(items, element.get("rend") == "ol")
    elif tag == "graphic":
        if src := (element.get("src") or "").strip():
            yield Picture(src[:2000], clean_line(element.get("alt") or ""))
    elif tag == "quote":
        yield from _spoken(element)
    else:
        for line in _paragraphs(element):
            yield Paragraph(line)
        for graphic in element.iter("graphic"):
            yield from _item(graphic)


def _spoken(element: Any) -> Iterator[Item]:
    """Return a blockquote paragraph by paragraph; a short last line without a stop signs it."""
    lines: list[str] = []
    if element.text and element.text.strip():
        lines.extend(clean_line(part) for part in _BREAKS.split(element.text) if part.strip())
    for child in element:
        if child.tag in ("p", "item", "list", "cite", "footer", "div", "quote"):
            lines.extend(_paragraphs(child))
        elif (words := words_of(child)) and lines:
            lines[-1] = f"{lines[-1]} {words}"
        elif words:
            lines.append(words)
        if child.tail and child.tail.strip():
            lines.append(clean_line(child.tail))
    cite = ""
    if len(lines) > 1 and len(lines[-1]) <= 120:
        last = lines[-1].lstrip("\u2014\u2013-\u2015 ")
        if last != lines[-1] or not re.search(r"[.!?,\"\u201d]$", last):
            cite = last
            lines.pop()
    for line in lines:
        yield Spoken(line, cite)


def _with_missing(items: list[Item], tree: Any) -> list[Item]:
    """Put back paragraphs that stand between those found, in the same element, but were left out.

    A story loses nothing because one of its paragraphs was short or looked odd.
    """
    have = {text_key(item.text): at for at, item in enumerate(items) if isinstance(item, Paragraph)}
    originals = [(element, words_of(element)) for element in tree.iter("p")]
    parents = {element.getparent() for element, words in originals if text_key(words) in have}
    positions = [at for at, (_e, words) in enumerate(originals) if text_key(words) in have]
    if not positions:
        return items
    everything = {text_key(text) for item in items for text in _all_text(item)}
    added: dict[int, list[Item]] = {}
    after = -1
    for element, words in originals[positions[0] : positions[-1] + 1]:
        key = text_key(words)
        if key in have:
            after = have[key]
        elif words and key not in everything and element.getparent() in parents:
            if not is_boilerplate(words):
                added.setdefault(after, []).append(Paragraph(words))
    result: list[Item] = []
    for at, item in enumerate(items):
        result.append(item)
        result.extend(added.get(at, ()))
    return result


def _all_text(item: Item) -> Iterable[str]:
    if isinstance(item, ListBlock):
        return item.items
    return (item.caption,) if isinstance(item, Picture) else (item.text,)


def _plain_walk(tree: Any) -> Iterator[Item]:
    """Return the text blocks of a page by their tags alone, what is clearly no story left out."""
    skipped: Any = None
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if skipped is not None:
            if event == "end" and element is skipped:
                skipped = None
            continue
        if event == "end" or not isinstance(element.tag, str):
            continue
        marks = f"{element.get('class') or ''} {element.get('id') or ''}"
        if element.tag in _OUTSIDE or (
            element.tag not in ("html", "body", "article", "main")
            and _NOT_STORY.search(marks[:500])
        ):
            skipped = element
        elif element.tag in _TEXT_TAGS:
            yield from _by_tag(element)
            skipped = element
        elif element.tag in ("body", "div", "article", "section", "main", "td") and (
            element.text and len(element.text.strip()) > 30
        ):
            yield from (Paragraph(line) for line in _paragraphs_here(element))


def _paragraphs_here(element: Any) -> list[str]:
    lines = (clean_line(part) for part in _BREAKS.split(element.text or ""))
    return [line for line in lines if line]


def _by_tag(element: Any) -> Iterator[Item]:
    words = words_of(element)
    if element.tag == "img":
        if src := (element.get("src") or "").strip():
            yield Picture(src[:2000], clean_line(element.get("alt") or ""))
    elif not words:
        return
    elif element.tag[0] == "h":
        yield Heading(words, max(2, min(int(element.tag[1]), 4)))
    elif element.tag == "li":
        yield ListBlock(
            (words,), element.getparent() is not None and element.getparent().tag == "ol"
        )
    elif element.tag == "blockquote":
        yield Spoken(words)
    else:
        yield from (Paragraph(line) for line in _paragraphs(element))


def _has_story(items: Iterable[Item]) -> bool:
    return any(
        isinstance(item, Paragraph | Spoken)
        and (len(item.text) >= 60 or (len(item.text) >= 12 and re.search(r"[.!?]\W?$", item.text)))
        for item in items
    )


def _captions(tree: Any) -> dict[str, str]:
    """Return the caption of every picture that has one, by its address."""
    found: dict[str, str] = {}
    for figure in tree.iter("figure"):
        caption = next(iter(figure.iter("figcaption")), None)
        words = words_of(caption) if caption is not None else ""
        for image in figure.iter("img"):
            if words and (src := image.get("src")):
                found.setdefault(src.strip()[:2000], words)
    for element in tree.iter("p", "div", "span"):
        # WordPress before figures: the caption stands beside the picture in a box of its own.
        if "wp-caption-text" in (element.get("class") or ""):
            box = element.getparent()
            for image in box.iter("img") if box is not None else ():
                if src := image.get("src"):
                    found.setdefault(src.strip()[:2000], words_of(element))
    return found


def _trimmed(page: RawPage, captions: dict[str, str]) -> list[Item]:
    """Leave out boilerplate, the title said twice and captions that stand as paragraphs."""
    known = {text_key(words) for words in captions.values()}
    kept: list[Item] = []
    body = 0
    for item in page.items:
        if isinstance(item, Picture):
            kept.append(Picture(item.src, item.alt, captions.get(item.src, "")))
            continue
        if isinstance(item, ListBlock):
            items = tuple(text for text in item.items if not is_boilerplate(text))
            if items:
                _append_list(kept, ListBlock(items, item.ordered))
            continue
        if body and isinstance(item, Heading | Paragraph) and begins_comments(item.text):
            break
        if body and isinstance(item, Heading) and begins_related(item.text):
            break
        if is_boilerplate(item.text) or begins_comments(item.text) or text_key(item.text) in known:
            continue
        if isinstance(item, Heading | Paragraph) and _is_repeated(item, page, body):
            continue
        body += isinstance(item, Paragraph | Spoken)
        kept.append(item)
    while kept and isinstance(kept[-1], Heading):
        kept.pop()
    lead = next((item for item in kept if isinstance(item, Picture)), None)
    page.caption = page.caption or (lead.caption if lead and lead.caption else None)
    return kept


def _is_repeated(item: Heading | Paragraph, page: RawPage, body: int) -> bool:
    """Tell whether a block only says the title, the dek or the byline again."""
    if text_key(item.text) == text_key(page.title):
        return True
    if body or len(item.text) > 300:
        return False
    if page.dek and text_key(item.text) == text_key(page.dek):
        return isinstance(item, Heading)
    byline = re.match(r"(?i)by\s+", item.text)
    return bool(byline) and any(
        text_key(name) in text_key(item.text) for name in page.authors if name
    )


def _as_found(item: Item, pictures: Mapping[str, Picture]) -> Item:
    """Return a picture under the address the page has for it."""
    if not isinstance(item, Picture) or item.src not in pictures:
        return item
    return replace(pictures[item.src], alt=item.alt, caption=item.caption)


def _append_list(kept: list[Item], block: ListBlock) -> None:
    last = kept[-1] if kept else None
    if isinstance(last, ListBlock) and last.ordered == block.ordered and len(block.items) == 1:
        kept[-1] = ListBlock(last.items + block.items, block.ordered)
    else:
        kept.append(block)
