"""What the first ones of kinds are found by, in the memory of the process that looks for waves.

In a table it took ten rows a comment at ten places of an index: half of all that a comment cost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from addyours.moderation.scorer.kinds import WAVE_WITHIN
from addyours.moderation.scorer.likeness import ALIKE, bands, likeness_of

MOST = 10_000
"""First ones of a generation. Two are remembered, at a kilobyte each; on a site with more in two days
what comes is compared with the newest."""
_MOST_COMPARED = 20
"""A comment is compared with so many: those it has most bands in common with, then the newest."""


@dataclass(slots=True, eq=False)
class _Generation:
    """First ones that came within WAVE_WITHIN."""

    since: datetime
    sketches: dict[int, int] = field(default_factory=dict)
    """By number, as a number: so they are compared."""
    places: dict[int, tuple[int, ...]] = field(default_factory=dict)
    """By band, the numbers of those that have it, the newest first."""


class Firsts:
    """The first ones of the last days, by the parts of their sketches."""

    def __init__(self) -> None:
        self.last: tuple[int, str] | None = None
        """Number and subject of the newest sketch that was looked at, whosever: reading goes on from there."""
        self._generations: list[_Generation] = []

    def clear(self) -> None:
        """Forget them all."""
        self.last, self._generations = None, []

    def add(
        self, number: int, sketch: bytes, *, at: datetime, parts: Sequence[int] | None = None
    ) -> None:
        """Remember the first of a kind that has a comment at that time; `parts` are its bands, if known."""
        newest = self._generations[0] if self._generations else None
        if newest and number in newest.sketches:
            return
        if newest is None or len(newest.sketches) >= MOST or at - newest.since >= WAVE_WITHIN:
            newest = _Generation(at)
            self._generations = [newest, *self._generations[:1]]
        newest.sketches[number] = int.from_bytes(sketch)
        places, alone = newest.places, (number,)
        for part in parts or bands(sketch):
            if (others := places.setdefault(part, alone)) is not alone:
                places[part] = (alone + others)[:_MOST_COMPARED]

    def like(self, sketch: bytes, parts: Sequence[int]) -> dict[int, float]:
        """Return who is like a sketch with these bands, by number, and how much."""
        met: list[int] = []
        sketches: dict[int, int] = {}
        for generation in self._generations:
            places, known = generation.places, generation.sketches
            for part in parts:
                if part in places:
                    met += places[part]
                    for number in places[part]:
                        sketches[number] = known[number]
        if len(sketches) > _MOST_COMPARED:
            # Of those met as often, whoever was met first: the newest.
            sketches = {n: sketches[n] for n, _times in Counter(met).most_common(_MOST_COMPARED)}
        this = int.from_bytes(sketch)
        shares = [(number, likeness_of(this, other)) for number, other in sketches.items()]
        return {number: share for number, share in shares if share >= ALIKE}


first_ones = Firsts()
"""Those this process remembers; only the consumer that looks for waves asks and adds, in one thread."""
