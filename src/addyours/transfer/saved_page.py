"""Reads a page somebody saved from the web into data a draft story can be made of."""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from typing import Any

from addyours.text.excerpt import excerpt
from addyours.text.quoted_speech import (
    LONGEST_PARAGRAPH,
    MOST_CHARACTERS,
    PlainPassage,
    QuotePassage,
    read,
)
from addyours.transfer.decoding import MOST_BYTES, check_size, decode
from addyours.transfer.errors import PageRefused
from addyours.transfer.html_page import read_html
from addyours.transfer.page_blocks import (
    Block,
    Heading,
    ListBlock,
    Paragraph,
    Picture,
    Quote,
    RawPage,
    SavedPage,
    Spoken,
)
from addyours.transfer.page_pictures import without_inline
from addyours.transfer.text_page import read_text

__all__ = [
    "MOST_BYTES",
    "Block",
    "Heading",
    "ListBlock",
    "PageRefused",
    "Paragraph",
    "Picture",
    "Quote",
    "SavedPage",
    "as_json",
    "check_size",
    "read_page",
]

_TITLE_LENGTH = 90
_MARKUP = re.compile(
    r"<(?:!doctype\s+html|html|head|body|article|main|title|meta|div|section|p|h1)\b[^<>]{0,500}>",
    re.I,
)
_XML_ROOT = re.compile(r"\s*<\?xml\b[^<]*(?:<[!?][^<]*)*<([a-z][\w:.-]*)", re.I)
_CREDIT = re.compile(
    r"(?is)(?<![\s(])[\s(]*+\b(?:photo(?:graph)?|picture|image|credit)s?(?: credit)?(?::| by ).*"
)
_QUOTE_MARKS = re.compile('[\u201c\u201d\u201e\u00ab"]')


def read_page(data: bytes, *, name: str) -> SavedPage:
    """Read the bytes of a saved page, HTML or plain text, into a SavedPage.

    `name` is the file's name, or "-"; it only helps to tell HTML from text. Raises PageRefused,
    and nothing else, for bytes that are no readable page.
    """
    text, doubt = decode(data)
    text, inline = without_inline(text)
    if (root := _XML_ROOT.match(text[:20_000])) and root[1].lower() != "html":
        raise PageRefused("binary", "The file seems to be XML data, not a saved page.")
    page = read_html(text, inline=inline) if _is_html(text, name) else read_text(text)
    if not any(isinstance(item, Paragraph | Spoken | ListBlock) for item in page.items):
        raise PageRefused("no_article", "The page has no article text.")
    if doubt:
        page.unsure.append(doubt)
    return replace(_with_speech(page), inline=inline)


def _is_html(text: str, name: str) -> bool:
    if _MARKUP.search(text[:4000]):
        return True
    return name.lower().endswith((".html", ".htm", ".xhtml")) and "<" in text[:100_000]


def _with_speech(page: RawPage) -> SavedPage:
    """Turn the paragraphs of quoted speech into quotes and gather what is unsure."""
    # Who took the picture is not in the story.
    texts = [_CREDIT.sub("", page.caption)] if page.caption else []
    before = len(texts)
    spoken = [item for item in page.items if isinstance(item, Paragraph | Spoken)]
    texts.extend(_as_spoken(item) if isinstance(item, Spoken) else item.text for item in spoken)
    reading = read(texts)
    passages = iter(reading.passages[before:])
    blocks: list[Block] = []
    for item in page.items:
        if isinstance(item, Paragraph | Spoken):
            blocks.append(_block(item, next(passages)))
        else:
            blocks.append(item)
    title, guess = page.title, not page.title
    unsure = list(page.unsure)
    if guess:
        title = _working_title(spoken, blocks)
        unsure.append("The page gives no headline: the title is the beginning of its text.")
    if sum(map(len, texts)) > MOST_CHARACTERS or any(len(t) > LONGEST_PARAGRAPH for t in texts):
        unsure.append("The text is too long to be searched for quoted speech throughout.")
    unsure.extend(_doubts(blocks))
    if reading.people_unsure:
        names = ", ".join(reading.people_unsure[:20])
        unsure.append(f"These may or may not be people: {names}.")
    return SavedPage(
        url=page.url,
        title=title,
        title_is_guess=guess,
        dek=page.dek,
        authors=page.authors,
        published_at=page.published_at,
        site_name=page.site_name,
        caption=page.caption,
        blocks=tuple(blocks),
        people=reading.people,
        unsure=tuple(dict.fromkeys(unsure)),
        lead=page.lead,
        seen=page.seen,
    )


def _as_spoken(item: Spoken) -> str:
    """Return a block quotation as the paragraph of speech it stands for."""
    text = item.text if _QUOTE_MARKS.search(item.text) else f"\u201c{item.text}\u201d"
    return f"{text} \u2014 {item.cite}" if item.cite else text


def _block(item: Paragraph | Spoken, passage: PlainPassage | QuotePassage) -> Block:
    if isinstance(passage, QuotePassage):
        return Quote(
            text=passage.text,
            speaker=passage.speaker,
            speaker_note=passage.speaker_note,
            said_to=passage.said_to,
            said_on=passage.said_on,
            attribution=passage.attribution,
            paragraph=item.text,
            unsure=passage.unsure,
        )
    if isinstance(item, Spoken):
        reason = "The page sets this as a quotation but nothing says who speaks."
        return Quote(
            item.text, speaker_note=item.cite or None, paragraph=item.text, unsure=(reason,)
        )
    return item


def _working_title(spoken: list[Paragraph | Spoken], blocks: list[Block]) -> str:
    text = next((item.text for item in spoken), "")
    if not text:
        first = next((block for block in blocks if isinstance(block, ListBlock)), None)
        text = first.items[0] if first else "Untitled"
    sentence = re.split(r"(?<=[.!?])\s", text[:400], maxsplit=1)[0]
    return excerpt(sentence, _TITLE_LENGTH) or "Untitled"


def _doubts(blocks: list[Block]) -> list[str]:
    quotes = (block for block in blocks if isinstance(block, Quote))
    return [
        f"Quote {number} (\u201c{excerpt(quote.text, 40)}\u201d): {reason}"
        for number, quote in enumerate(quotes, 1)
        for reason in quote.unsure
    ]


def as_json(page: SavedPage) -> dict[str, Any]:
    """Return a page as plain values for JSON; times in ISO 8601, nothing left out."""
    kinds = {
        Paragraph: "paragraph",
        Heading: "heading",
        ListBlock: "list",
        Picture: "picture",
        Quote: "quote",
    }
    return {
        "url": page.url,
        "title": page.title,
        "title_is_guess": page.title_is_guess,
        "dek": page.dek,
        "authors": list(page.authors),
        "published_at": page.published_at.isoformat() if page.published_at else None,
        "site_name": page.site_name,
        "caption": page.caption,
        "quotes": [_plain(quote) for quote in page.quotes],
        "people": list(page.people),
        "unsure": list(page.unsure),
        "blocks": [{"kind": kinds[type(block)], **_plain(block)} for block in page.blocks],
    }


def _plain(block: Block) -> dict[str, Any]:
    return {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in asdict(block).items()
    }
