"""Finds a passage again in a text that has changed: the text-quote selector of W3C's Web Annotation."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property, lru_cache
from itertools import pairwise

LONGEST_EXACT = 2000
"""Characters; of what is longer the beginning is the passage."""
CONTEXT = 40
"""Characters of the text before and behind a passage that are kept with it."""
SHORT = 12
"""Letters; a shorter passage may stand anywhere, so its surroundings have to agree too."""
AGREES = 6
"""So many letters of the surroundings are agreement."""
MOST_PLACES = 200
"""So many places with the same words are compared by their surroundings."""
LIKE = 0.7
"""Share of letters two passages must have in common, in words of the same order, to be the same one
reworded."""
LIKE_BETWEEN = 0.4
"""The same for what stands between surroundings that have not changed."""
LEAST_WORDS = 4
"""Fewer words are alike by chance."""
COMMON = 40
"""A pair of words found more often than this says nothing of where a passage is."""

_QUOTES = dict.fromkeys("‘’‚‛′´`", "'") | dict.fromkeys("“”„‟″«»‹›", '"')
_DASHES = dict.fromkeys("‐‑‒–—―−", "-")
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
"""Thai, Lao, Burmese, Khmer, Japanese, Chinese: no blanks stand between their words."""
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")
_LETTER = re.compile(rf"[^\W_{_UNSPACED}]")
_ENDS = ".!?…。！？؟"
_PAIRS = {"“": "”", "„": "“”", "‘": "’", "«": "»", "»": "«", '"': '"', "'": "'", "(": ")", "[": "]"}
_LONGEST_WORD = 40


@dataclass(frozen=True, order=True)
class Span:
    """A piece of a text: from `start` up to `end`, in characters."""

    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Selector:
    """The words of a passage, and a little of what stands before and behind them."""

    exact: str
    prefix: str = ""
    suffix: str = ""


def words_at(text: str, span: Span) -> str:
    """Return the words of a passage on one line."""
    return " ".join(text[span.start : span.end].split())


def selector_at(text: str, span: Span) -> Selector:
    """Return the selector of a passage, with which `Haystack.find` finds it again."""
    before = text[max(0, span.start - 2 * CONTEXT) : span.start]
    behind = text[span.end : span.end + 2 * CONTEXT]
    return Selector(
        exact=words_at(text, span),
        prefix=" ".join(before.split())[-CONTEXT:],
        suffix=" ".join(behind.split())[:CONTEXT],
    )


def whole_words(text: str, span: Span) -> Span | None:
    """Return the passage from its first to its last whole word; None when there is no word in it.

    A full stop behind it, and quotation marks or brackets around it, belong to it. So whoever
    selects the same words, a letter or a blank more or less, has selected the same passage.
    """
    start, end = max(0, span.start), min(len(text), span.end, max(0, span.start) + LONGEST_EXACT)
    found = list(_WORD.finditer(text, start, end))
    if not found:
        return None
    start, end = found[0].start(), found[-1].end()
    start = _edge(text, start, -1) if _is_letter(text, start) else start
    end = _edge(text, end, 1) if _is_letter(text, end - 1) else end
    sign = text[end : end + 1]
    inside = end + 1 if sign and sign in _ENDS + "," else end
    before, behind = text[max(0, start - 1) : start], text[inside : inside + 1]
    if before and behind and behind in _PAIRS.get(before, ""):
        return Span(start - 1, inside + 1)
    if sign and sign in _ENDS:
        end += 1
    return Span(start, end)


def _edge(text: str, at: int, step: int) -> int:
    for _ in range(_LONGEST_WORD):
        beyond = at - 1 if step < 0 else at
        if not _is_letter(text, beyond):
            break
        at += step
    return at


def _is_letter(text: str, at: int) -> bool:
    if not 0 <= at < len(text):
        return False
    return bool(_LETTER.match(text[at])) or bool(unicodedata.combining(text[at]))


@lru_cache(maxsize=4096)
def _folded(sign: str) -> str:
    """Return what a character counts as when passages are compared: nothing for blanks and accents."""
    plain = _QUOTES.get(sign) or _DASHES.get(sign) or unicodedata.normalize("NFKD", sign)
    kept = (one for one in plain if unicodedata.category(one)[0] not in "ZCM")
    return "".join(_DASHES.get(one, one) for one in kept).casefold()


def _fold(text: str) -> str:
    return "".join(map(_folded, text))


class Haystack:
    """A text in which passages are looked for; read as far as needed, so that many are found fast."""

    def __init__(self, text: str) -> None:
        self.text = text

    def find(self, selector: Selector, *, near: int | None = None) -> Span | None:
        """Return where a passage stands today; None when it doesn't.

        The same words first; blanks, accents, the case and the kind of quotation mark and dash make
        no difference. Where they are found more than once, the surroundings decide, then which is
        nearest to `near`. Then whatever stands between the same surroundings and is like it, then
        what is like it anywhere.
        """
        needle = _fold(selector.exact)
        if not needle:
            return None
        before, behind = _fold(selector.prefix)[-CONTEXT:], _fold(selector.suffix)[:CONTEXT]
        same = self._same(needle, before, behind, near)
        if same is not None:
            return same
        changed = self._between(needle, before, behind) or self._like(selector.exact)
        return whole_words(self.text, changed) if changed else None

    @cached_property
    def _pieces(self) -> list[str]:
        return list(map(_folded, self.text))

    @cached_property
    def _letters(self) -> str:
        return "".join(self._pieces)

    @cached_property
    def _offsets(self) -> list[int]:
        """Where in the text each folded character comes from."""
        return [at for at, piece in enumerate(self._pieces) for _ in piece]

    def _span(self, start: int, end: int) -> Span:
        return Span(self._offsets[start], self._offsets[end - 1] + 1)

    def _places(self, needle: str, start: int = 0, end: int | None = None) -> Iterator[int]:
        at = self._letters.find(needle, start, end)
        for _ in range(MOST_PLACES):
            if at < 0:
                return
            yield at
            at = self._letters.find(needle, at + 1, end)

    def _same(self, needle: str, before: str, behind: str, near: int | None) -> Span | None:
        best, best_rank = None, (-1, 0)
        for at in self._places(needle):
            score = self._agreement(at, at + len(needle), before, behind)
            distance = 0 if near is None else abs(self._offsets[at] - near)
            if (score, -distance) > best_rank or best is None:
                best, best_rank = at, (score, -distance)
        if best is None:
            return None
        wanted = min(AGREES, len(before) + len(behind)) if len(needle) < SHORT else 0
        return self._span(best, best + len(needle)) if best_rank[0] >= wanted else None

    def _agreement(self, start: int, end: int, before: str, behind: str) -> int:
        """Return how many folded characters around a place are those wanted."""
        left = self._letters[max(0, start - CONTEXT) : start]
        return _shared(left[::-1], before[::-1]) + _shared(self._letters[end:][:CONTEXT], behind)

    def _between(self, needle: str, before: str, behind: str) -> Span | None:
        if min(len(before), len(behind)) < SHORT:
            return None
        for left in self._places(before):
            start = left + len(before)
            end = self._letters.find(behind, start, start + 2 * len(needle) + len(behind))
            if end > start:
                span = self._span(start, end)
                if _likeness(_words(self.text[span.start : span.end]), needle) >= LIKE_BETWEEN:
                    return span
        return None

    @cached_property
    def _tokens(self) -> list[tuple[str, int, int]]:
        return [(_fold(one[0]), one.start(), one.end()) for one in _WORD.finditer(self.text)]

    @cached_property
    def _pairs(self) -> dict[tuple[str, str], list[int]]:
        pairs: dict[tuple[str, str], list[int]] = {}
        words = [token[0] for token in self._tokens]
        for at, pair in enumerate(pairwise(words)):
            pairs.setdefault(pair, []).append(at)
        return pairs

    def _like(self, exact: str) -> Span | None:
        """Find the passage by its pairs of words: where most of them lie in the same order."""
        wanted = _words(exact)
        if len(wanted) < LEAST_WORDS:
            return None
        votes: Counter[int] = Counter()
        for at, pair in enumerate(pairwise(wanted)):
            places = self._pairs.get(pair, ())
            if len(places) <= COMMON:
                votes.update(place - at for place in places)
        if not votes:
            return None
        first = max(votes, key=lambda at: (sum(votes[at + by] for by in range(-3, 4)), -at))
        slack = max(3, len(wanted) // 4)
        low = max(0, first - slack)
        region = self._tokens[low : first + len(wanted) + slack]
        matcher = SequenceMatcher(None, wanted, [token[0] for token in region], autojunk=False)
        blocks = [block for block in matcher.get_matching_blocks() if block.size]
        same = sum(_letters(wanted[block.a : block.a + block.size]) for block in blocks)
        start, end = blocks[0].b, blocks[-1].b + blocks[-1].size
        theirs = _letters([token[0] for token in region[start:end]])
        if 2 * same < LIKE * (_letters(wanted) + theirs):
            return None
        return Span(region[start][1], region[end - 1][2])


def _letters(words: list[str]) -> int:
    return sum(map(len, words))


def _words(text: str) -> list[str]:
    return [_fold(one) for one in _WORD.findall(text)]


def _likeness(words: list[str], needle: str) -> float:
    """Return which share of two texts is the same, by the letters of the words of one of them."""
    inside = sum(len(word) for word in words if word in needle)
    longest = max(len(needle), _letters(words))
    return inside / longest if longest else 0.0


def _shared(one: str, other: str) -> int:
    """Return how many characters two texts begin with alike."""
    for at, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return at
    return min(len(one), len(other))
