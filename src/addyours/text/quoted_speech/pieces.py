"""Tells which stretch of a paragraph a quote block can stand for, so that narration around it stays."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from addyours.text.quoted_speech.attribution import Attribution
from addyours.text.quoted_speech.grammar import Unit
from addyours.text.quoted_speech.marks import Span
from addyours.text.quoted_speech.passages import Piece
from addyours.text.quoted_speech.people import Marked
from addyours.text.quoted_speech.speech import join_spans, outside

_CLOSING = re.compile(r"[^\w\s\u201c\u2018\u00ab\"'(\[]*")


def pieces_of(
    para: Marked,
    units: Sequence[Unit],
    spans: Sequence[Span],
    spoken: Sequence[int],
    found: Mapping[int, Sequence[Attribution]],
) -> tuple[Piece, ...]:
    """Return the stretches with quoted speech: the words and the rest of the sentences they are in.

    What lies between is whole sentences of narration. Stretches that touch are one.
    """
    places = {unit.index: at for at, unit in enumerate(units) if unit.kind == "quote"}
    stretches: list[tuple[int, int, list[int]]] = []
    for number in spoken:
        start, end = _stretch(para, units, spans[number], places[number], spoken, found)
        if stretches and not _has_words(para.text[stretches[-1][1] : start]):
            before, _end, numbers = stretches.pop()
            stretches.append((before, end, [*numbers, number]))
        else:
            stretches.append((start, end, [number]))
    return tuple(
        Piece(start, end, join_spans(para.text, spans, numbers), _around(para, spans, numbers, start, end))
        for start, end, numbers in stretches
    )  # fmt: skip


def _stretch(
    para: Marked,
    units: Sequence[Unit],
    span: Span,
    at: int,
    spoken: Sequence[int],
    found: Mapping[int, Sequence[Attribution]],
) -> tuple[int, int]:
    def is_speech(unit: Unit) -> bool:
        return unit.kind == "quote" and unit.index in spoken

    first = at
    while first and not is_speech(units[first - 1]) and not units[first - 1].ends_sentence:
        first -= 1
    last = at
    if _goes_on(para, units[at], span, found.get(units[at].index, ())):
        while last + 1 < len(units) and not is_speech(units[last + 1]):
            last += 1
            if units[last].ends_sentence:
                break
    start = min(span.start, para.tokens[units[first].first].start)
    end = max(span.end, para.tokens[units[last].last].end)
    closing = _CLOSING.match(para.text, end)
    return start, closing.end() if closing else end


def _goes_on(para: Marked, quote: Unit, span: Span, attributions: Sequence[Attribution]) -> bool:
    """Tell whether the sentence of a quotation goes on behind it."""
    if any(attribution.first > quote.last for attribution in attributions):
        return True
    rest = para.text[span.end :].lstrip()
    return not (
        span.ending in (".", "!", "?", "\u2026") and not rest[:1].islower() and rest[:1].isalnum()
    )


def _around(
    para: Marked, spans: Sequence[Span], numbers: Sequence[int], start: int, end: int
) -> str:
    """Return what stands around the words within a stretch."""
    cut = [spans[number] for number in numbers]
    shifted = [
        Span(one.start - start, one.end - start, one.inner, one.closed, one.mark) for one in cut
    ]
    return outside(para.text[start:end], shifted)


def _has_words(text: str) -> bool:
    return any(sign.isalnum() for sign in text)
