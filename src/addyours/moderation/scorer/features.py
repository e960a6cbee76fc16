"""Turns a reading into numbered features, by hashing: the number of weights is fixed, no word is stored."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from zlib import crc32

from addyours.moderation.scorer.reading import Reading

_WORDS, _FACTS = 1 << 18, 1 << 15
SIZE = _WORDS + _FACTS
"""Weights: those of words, then those of facts, apart so that a host is not taken for a word."""
SHORTEST, LONGEST = 3, 5
"""Letters of the parts of words."""
WORDS_REMEMBERED = 4096


class Features:
    """One text as features: three groups, each scaled to length one, so that long texts weigh no more."""

    __slots__ = ("facts", "phrases", "words")

    def __init__(self, words: Sequence[str], phrases: array[int], facts: array[int]) -> None:
        self.words = words
        """Each once."""
        self.phrases = phrases
        self.facts = facts

    @property
    def parts(self) -> array[int]:
        """The parts of all words."""
        found: array[int] = array("I")
        for word in self.words:
            found.extend(parts_of(word))
        return found


def features(reading: Reading, facts: Iterable[str] = ()) -> Features:
    """Return the features of a reading; `facts` are what is known besides the text, as names with steps."""
    names = [*reading.marks, *facts]
    for host in dict.fromkeys(reading.hosts):
        names += (f"host:{host}", f"ending:{host.rpartition('.')[2]}")
    return Features(
        tuple(dict.fromkeys(reading.words)),
        # As `number` does, without a call for each.
        array("I", [crc32(name.encode()) % _WORDS for name in phrases(reading.words)]),
        array("I", [fact_number(name) for name in dict.fromkeys(names)]),
    )


def number(name: str) -> int:
    """Return the number of a word, a part of one or a phrase."""
    return crc32(name.encode()) % _WORDS


def fact_number(name: str) -> int:
    """Return the number of a fact."""
    return _WORDS + crc32(name.encode()) % _FACTS


def phrases(words: Sequence[str]) -> dict[str, None]:
    """Return the words of a text, its pairs, triples and pairs over a gap, each once."""
    framed = ("^", *words, "$")
    found: dict[str, None] = dict.fromkeys(words)
    for first, second in pairwise(framed):
        found[f"{first} {second}"] = None
    for first, second, third in zip(framed, framed[1:], framed[2:], strict=False):
        found[f"{first} {second} {third}"] = None
        found[f"{first} _ {third}"] = None
    return found


@lru_cache(maxsize=WORDS_REMEMBERED)
def parts_of(word: str) -> array[int]:
    """Return the parts of one word: most words come again and again."""
    framed = f"<{word}>"
    if len(framed) <= SHORTEST:
        return array("I", [number(f"part {framed}")])
    found = [
        number(f"part {framed[start : start + length]}")
        for length in range(SHORTEST, LONGEST + 1)
        for start in range(len(framed) - length + 1)
    ]
    return array("I", found)
