"""Tells quoted speech from titles, scare quotes and nicknames, and puts its words together."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from addyours.text.quoted_speech.attribution import Attribution
from addyours.text.quoted_speech.marks import Span

_WORD = re.compile("[^\\W_]+(?:['\u2019-][^\\W_]+)*")
_SMALL = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "by",
        "for",
        "from",
        "in",
        "into",
        "is",
        "of",
        "on",
        "or",
        "the",
        "to",
        "with",
        "vs",
    ]
)
_FULL = (".", "!", "?", "\u2026")
_ENDS = tuple(",.?!\u2026\u2014\u2013-")
_TITLE_BEFORE = re.compile(
    "(?:album|film|movie|song|single|book|novel|show|series|play|episode|poem|track|programme|program"
    "|musical|opera|exhibition|painting|documentary|called|titled|entitled|named|dubbed|nicknamed"
    "|known as|word|term|phrase|so-called|hit|sitcom|comedy|drama|memoir|podcast|headlined"
    "|labelled|labeled|slogan|banner|sign reading|billed as)[,:]? ?$",
    re.IGNORECASE,
)


def words_in(text: str) -> int:
    """Return how many words a text has."""
    return sum(1 for _ in _WORD.finditer(text))


def outside(text: str, spans: Sequence[Span]) -> str:
    """Return what stands outside the quote marks, gaps marked by an ellipsis."""
    pieces: list[str] = []
    at = 0
    for span in spans:
        pieces.append(text[at : span.start].strip())
        at = span.end
    pieces.append(text[at:].strip())
    return " \u2026 ".join(piece for piece in pieces if _WORD.search(piece))


def _is_title(text: str, span: Span) -> bool:
    """Tell whether a quotation looks like the name of a work or a nickname."""
    words = _WORD.findall(span.inner)
    before = text[max(0, span.start - 40) : span.start]
    if _TITLE_BEFORE.search(before) and len(words) <= 10:
        return True
    if len(words) > 8 or (span.ending in (".", "?", "!", "\u2026") and len(words) > 1):
        return False
    capitals = [word for word in words if word[0].isupper() or word[0].isdigit()]
    small = [word for word in words if word.casefold() in _SMALL]
    if len(words) == 1:
        after = text[span.end : span.end + 2]
        # “Jojo” between two names is a nickname; “No,” before a verb is speech.
        return bool(capitals) and span.ending not in _ENDS and after[:1] not in (",", ".")
    return len(capitals) + len(small) == len(words) and len(capitals) >= 2


def _is_scare(text: str, span: Span) -> bool:
    """Tell whether a quotation is a word or two held at arm's length."""
    if words_in(span.inner) > 4 or span.ending in _ENDS:
        return False
    return text[span.end : span.end + 1] not in (",", ".", "?", "!") or span.inner[:1].islower()


def spoken_spans(
    text: str, spans: Sequence[Span], found: Mapping[int, Sequence[Attribution]]
) -> list[int]:
    """Return the numbers of the quotations that are speech, all of them when none stands out."""
    kept = [
        number
        for number, span in enumerate(spans)
        if not span.closed
        or not (_is_title(text, span) or _is_scare(text, span))
        or (_touches(number, found) and span.ending in _ENDS)
        or _completes(text, spans, number)
    ]
    return kept or list(range(len(spans)))


def _completes(text: str, spans: Sequence[Span], number: int) -> bool:
    """Tell whether a short piece ends a sentence split by its attribution (“…,” she said, “no”)."""
    if number == 0 or not spans[number - 1].inner.endswith((",", "\u2014", "-")):
        return False
    return text[spans[number - 1].end : spans[number].start].rstrip().endswith(",")


def _touches(number: int, found: Mapping[int, Sequence[Attribution]]) -> bool:
    return any(attribution.strong for attribution in found.get(number, ()))


def is_speech(text: str, spans: Sequence[Span], found: Mapping[int, Sequence[Attribution]]) -> bool:
    """Tell whether a paragraph is quoted speech and not narration with a few quoted words."""
    rest = words_in(outside(text, spans))
    quoted = [
        (number, span)
        for number, span in enumerate(spans)
        if not _is_title(text, span) or (_touches(number, found) and span.ending in _ENDS)
    ]
    count = sum(words_in(span.inner) for _number, span in quoted)
    if not quoted or not count:
        return False
    if rest == 0:
        return count > 1 or quoted[0][1].ending in _ENDS
    share = count / (count + rest)
    if share >= 0.6 and (count >= 8 or (count >= 5 and quoted[-1][1].ending in _ENDS)):
        return True
    for number, span in quoted:
        if _scare_only(text, span, number, found):
            continue
        full = span.inner[:1].isupper() or not span.inner[:1].isalpha()
        size = words_in(span.inner)
        if full and size >= 2 and span.ending in _FULL and _leads(text, number, span, found):
            return True
        if _touches(number, found) and full and (span.ending in _ENDS or size >= 4):
            return True
        if _touches(number, found) and span.ending in _ENDS[:5] and size >= 3:
            return True
        if number in found and ((size >= 5 and share >= 0.4) or (full and size >= 6)):
            return True
        if full and size >= 5 and span.ending in (".", "?", "!") and share >= 0.3:
            return True
    return False


def _leads(text: str, number: int, span: Span, found: Mapping[int, Sequence[Attribution]]) -> bool:
    """Tell whether a sentence about somebody leads to a quotation with a colon."""
    return number in found and text[: span.start].rstrip().endswith(":")


def _scare_only(
    text: str, span: Span, number: int, found: Mapping[int, Sequence[Attribution]]
) -> bool:
    return _is_scare(text, span) and not (
        _touches(number, found) and text[span.end : span.end + 1] in (",", ".")
    )


def join_spans(text: str, spans: Sequence[Span], spoken: Sequence[int]) -> str:
    """Return the words said, in order, without the outer quote marks.

    The comma that only makes room for the attribution becomes the full stop it stands for;
    pieces that were never one sentence are joined by an ellipsis.
    """
    result = ""
    for place, number in enumerate(spoken):
        piece = spans[number].inner
        following = spoken[place + 1] if place + 1 < len(spoken) else None
        if following is None:
            return (result + _ended(piece)).strip()
        between = text[spans[number].end : spans[following].start].strip()
        opens = spans[following].inner.lstrip("[(\u2026. ")[:1]
        if opens.isupper() and between.endswith((".", "!", "?", ":")):
            result += _ended(piece) + " "
        elif piece.endswith(_ENDS) or not between or between in (",", ";"):
            result += piece + " "
        else:
            result += piece + " \u2026 "
    return result.strip()


def _ended(piece: str) -> str:
    inner = piece.rstrip("\u2019\u201d'\"")
    return inner[:-1] + "." + piece[len(inner) :] if inner.endswith(",") else piece
