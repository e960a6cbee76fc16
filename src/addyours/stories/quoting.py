"""Finds quoted speech in a story's paragraphs, and puts quote blocks in its place."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from wagtail.rich_text import RichText

from addyours.stories.models import Person
from addyours.text.quoted_speech import Piece, QuotePassage, read
from addyours.text.rich_paragraphs import RichParagraph, rich_paragraphs

MOST_WORDS = 10_000
MOST_AROUND = 15
"""Words around a quote that may go; more of them is likely to say more than who spoke."""


@dataclass(frozen=True, kw_only=True)
class FoundQuote:
    """Quoted speech that could be a quote block."""

    key: str
    """The same as long as the words and their place among equal ones are."""
    block: int
    paragraph: int
    start: int
    end: int
    words: str
    speaker: str
    speaker_note: str
    said_to: str
    said_on: str
    attribution: str
    doubts: tuple[str, ...]


@dataclass(frozen=True)
class _Place:
    block: int
    paragraph: int
    rich: RichParagraph


def find_quotes(body: Any) -> list[FoundQuote]:
    """Return the quoted speech in the paragraphs of a story's body, in order.

    Quotes that are blocks already are read along, since a pronoun after one means its speaker.
    """
    texts: list[str] = []
    places: list[_Place | None] = []
    for number, block in enumerate(body):
        if block.block_type == "quote":
            texts.append(_said_again(block.value))
            places.append(None)
        elif block.block_type == "paragraph":
            for at, rich in enumerate(rich_paragraphs(block.value.source)):
                if rich.text:
                    texts.append(rich.text)
                    places.append(_Place(number, at, rich))
    seen: Counter[str] = Counter()
    found: list[FoundQuote] = []
    for place, passage in zip(places, read(texts).passages, strict=True):
        if place is not None and isinstance(passage, QuotePassage):
            found += [_found(place, passage, piece, seen) for piece in passage.pieces]
    return found


def with_quote_blocks(
    body: Any, chosen: Collection[FoundQuote], people: Mapping[str, Person]
) -> list[Any]:
    """Return the blocks of a body with these quotes as blocks of their own.

    What stands around them stays where it was, with its markup. A speaker whom `people` does not
    have is named under what is to be checked.
    """
    by_block: dict[int, list[FoundQuote]] = {}
    for quote in chosen:
        by_block.setdefault(quote.block, []).append(quote)
    blocks: list[Any] = []
    for number, block in enumerate(body):
        if number in by_block:
            blocks += _split(block, by_block[number], people)
        else:
            blocks.append(block)
    return blocks


def _said_again(value: Any) -> str:
    speaker = value.get("speaker")
    words = value["words"].strip()
    return f"\u201c{words}\u201d {speaker.name} said." if speaker else f"\u201c{words}\u201d"


def _found(place: _Place, passage: QuotePassage, piece: Piece, seen: Counter[str]) -> FoundQuote:
    digest = hashlib.sha256(piece.words.encode()).hexdigest()[:12]
    seen[digest] += 1
    is_whole = not (place.rich.text or "")[: piece.start].strip()
    led = passage.attribution if is_whole and not piece.attribution else ""
    attribution = piece.attribution or (led if led not in (place.rich.text or "") else "")
    return FoundQuote(
        key=f"{digest}{seen[digest]}",
        block=place.block,
        paragraph=place.paragraph,
        start=piece.start,
        end=piece.end,
        words=piece.words[:MOST_WORDS],
        speaker=passage.speaker or "",
        speaker_note=(passage.speaker_note or "")[:200],
        said_to=(passage.said_to or "")[:200],
        said_on=passage.said_on or "",
        attribution=attribution[:1000],
        doubts=tuple(_doubts(place, passage, piece)),
    )


def _doubts(place: _Place, passage: QuotePassage, piece: Piece) -> list[str]:
    doubts = list(passage.unsure)
    if piece.words[:1].islower():
        doubts.append(_("The words are part of a sentence; see whether they stand alone."))
    if len(piece.attribution.split()) > MOST_AROUND:
        doubts.append(_("More than who spoke stands around the words; readers will not see it."))
    links = place.rich.links(piece.start, piece.end)
    doubts += [_("A link goes: %s.") % link for link in links]
    return doubts


def _split(block: Any, quotes: list[FoundQuote], people: Mapping[str, Person]) -> list[Any]:
    by_paragraph: dict[int, list[FoundQuote]] = {}
    for quote in quotes:
        by_paragraph.setdefault(quote.paragraph, []).append(quote)
    blocks: list[Any] = []
    held: list[str] = []

    def put_text() -> None:
        if held:
            # The first part keeps its place in the history of the story.
            is_first = not any(kind == "paragraph" for kind, *_rest in blocks)
            blocks.append(("paragraph", RichText("".join(held)), block.id if is_first else None))
            held.clear()

    for number, rich in enumerate(rich_paragraphs(block.value.source)):
        at = 0
        for quote in sorted(by_paragraph.get(number, ()), key=lambda one: one.start):
            if before := rich.cut(at, quote.start):
                held.append(f"<p>{before}</p>")
            put_text()
            blocks.append(("quote", _value(quote, people)))
            at = quote.end
        if at == 0:
            held.append(rich.html())
        elif after := rich.cut(at, len(rich.text or "")):
            held.append(f"<p>{after}</p>")
    put_text()
    return blocks


def _value(quote: FoundQuote, people: Mapping[str, Person]) -> dict[str, Any]:
    person = people.get(quote.speaker) if quote.speaker else None
    doubts = list(quote.doubts)
    if quote.speaker and person is None:
        doubts.insert(0, _("Said by %s, who is not among the people.") % quote.speaker)
    if quote.said_on:
        doubts.append(_("Said on: “%s”.") % quote.said_on)
    return {
        "words": quote.words,
        "speaker": person,
        "speaker_note": quote.speaker_note,
        "said_to": quote.said_to,
        "attribution": quote.attribution,
        "to_check": " ".join(doubts)[:500],
    }
