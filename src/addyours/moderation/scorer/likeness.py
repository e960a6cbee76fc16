"""Sketches of texts, by which near-duplicates are found: one-permutation MinHash over pieces of five letters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from operator import eq
from zlib import crc32

from addyours.moderation.scorer.reading import LINK, Reading

PIECE = 5
BINS = 32
BANDS, BINS_A_BAND = 10, 3
ALIKE = 0.6
"""Share of bins in common, about the share of pieces in common (Li, Owen, Zhang 2012)."""
SHORTEST = 30
"""Letters; shorter texts are alike by chance. One with a link may be half as long."""


@dataclass(frozen=True, kw_only=True)
class Sketched:
    """A comment as it is compared with others."""

    subject: str
    sender: str
    """The network address's key, or the writer's where there is none."""
    sketch: bytes
    at: datetime


def sketch(reading: Reading) -> bytes:
    """Return a text's sketch, two bytes a bin; empty when there is too little to compare.

    Links, numbers and signs are left out: they are what senders of the same text change.
    """
    letters = "".join(word for word in reading.words if word.isalpha() and word != LINK)
    if len(letters) < (SHORTEST // 2 if reading.hosts else SHORTEST):
        return b""
    least: list[int | None] = [None] * BINS
    for start in range(len(letters) - PIECE + 1):
        place, value = divmod(crc32(letters[start : start + PIECE].encode()), 1 << 27)
        value >>= 11
        if (known := least[place]) is None or value < known:
            least[place] = value
    return b"".join(value.to_bytes(2, "big") for value in _filled(least))


def bands(sketch: bytes) -> tuple[int, ...]:
    """Return the parts of a sketch that an index finds it by; two texts alike have one in common, nearly always."""
    width = 2 * BINS_A_BAND
    return tuple(
        number << 32 | crc32(sketch[number * width : (number + 1) * width])
        for number in range(BANDS)
    )


def likeness(one: bytes, other: bytes) -> float:
    """Return how alike two sketches are, from 0 to 1."""
    # Two bytes a bin, of whatever order: they are only compared.
    return sum(map(eq, memoryview(one).cast("H"), memoryview(other).cast("H"))) / BINS


def _filled(least: list[int | None]) -> Iterator[int]:
    """Give an empty bin what the next full one has (Shrivastava, Li 2014): short texts have few pieces."""
    for place in range(BINS):
        for step in range(BINS):
            value = least[(place + step) % BINS]
            if value is not None:
                yield (value + step) & 0xFFFF
                break
