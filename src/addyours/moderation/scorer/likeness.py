"""Sketches of texts, by which near-duplicates are found: one-permutation MinHash over pieces of five letters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from operator import add
from struct import Struct, unpack_from
from zlib import crc32

from addyours.moderation.scorer.reading import LINK, Reading

PIECE = 5
BINS = 32
BANDS, BINS_A_BAND = 10, 3
ALIKE = 0.6
"""Share of bins in common, about the share of pieces in common (Li, Owen, Zhang 2012)."""
SHORTEST = 30
"""Letters; shorter texts are alike by chance. One with a link may be half as long."""


_NONE = 1 << 32
"""More than any checksum."""
_PACKED = Struct(f">{BINS}H")
_PARTS = Struct(f"{2 * BINS_A_BAND}s" * BANDS)
_NUMBERED = [number << 32 for number in range(BANDS)]
_HIGHEST = int.from_bytes(b"\x80\x00" * BINS)
_BELOW = int.from_bytes(b"\x7f\xff" * BINS)


@dataclass(slots=True, kw_only=True)
class Sketched:
    """A comment as it is compared with others."""

    subject: str
    sender: str
    """The network address's key, or the writer's where there is none."""
    sketch: bytes
    at: datetime
    bands: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.bands = bands(self.sketch)


def sketch(reading: Reading) -> bytes:
    """Return a text's sketch, two bytes a bin; empty when there is too little to compare.

    Links, numbers and signs are left out: they are what senders of the same text change.
    """
    letters = "".join([word for word in reading.words if word.isalpha() and word != LINK])
    if len(letters) < (SHORTEST // 2 if reading.hosts else SHORTEST):
        return b""
    least = [_NONE] * BINS
    for value in map(crc32, _pieces(letters)):
        # The first five bits say which bin, the next 16 are what is kept of the least in it.
        if value < least[value >> 27]:
            least[value >> 27] = value
    if _NONE in least:
        return _PACKED.pack(*_filled(least))
    return _PACKED.pack(*[value >> 11 & 0xFFFF for value in least])


def bands(sketch: bytes) -> tuple[int, ...]:
    """Return the parts of a sketch that an index finds it by; two texts alike have one in common, nearly always."""
    return tuple(map(add, _NUMBERED, map(crc32, _PARTS.unpack_from(sketch))))


def likeness(one: bytes, other: bytes) -> float:
    """Return how alike two sketches are, from 0 to 1."""
    return likeness_of(int.from_bytes(one), int.from_bytes(other))


def likeness_of(one: int, other: int) -> float:
    """Return how alike two sketches are that were made numbers."""
    differing = one ^ other
    # Sets the highest bit of each bin that differs: a quarter of the time it takes to go through them.
    marked = ((differing & _BELOW) + _BELOW | differing) & _HIGHEST
    return 1 - marked.bit_count() / BINS


def _pieces(letters: str) -> Iterable[bytes]:
    """Return all runs of five letters, in no order: taken apart by C where a letter is a byte."""
    if not letters.isascii():
        return [
            letters[start : start + PIECE].encode() for start in range(len(letters) - PIECE + 1)
        ]
    text = letters.encode()
    found: list[bytes] = []
    for start in range(PIECE):
        found += unpack_from(f"{PIECE}s" * ((len(text) - start) // PIECE), text, start)
    return found


def _filled(least: list[int]) -> list[int]:
    """Give an empty bin what the next full one has (Shrivastava, Li 2014): short texts have few pieces."""
    filled = []
    for place in range(BINS):
        step = 0
        while (value := least[(place + step) % BINS]) == _NONE:
            step += 1
        filled.append((value >> 11 & 0xFFFF) + step & 0xFFFF)
    return filled
