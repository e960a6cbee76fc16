"""Sorts comments by what they are like: the first of a kind stands for it, so what comes is compared with few."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from struct import Struct
from zlib import crc32

from addyours.moderation.scorer.likeness import ALIKE, Sketched, likeness

WAVE_FROM = 3
"""Comments, of two senders at least, that make a wave."""
WAVE_WITHIN = timedelta(days=2)
_WITHIN = WAVE_WITHIN // timedelta(microseconds=1)
_PACKED = Struct(">qI")

Coming = tuple[int, int]
"""A comment as waves are told by: when, in microseconds, and a checksum of its sender."""


@dataclass(slots=True, eq=False)
class Swell:
    """What comments add to a wave."""

    sketch: bytes
    first_at: datetime
    number: int = 0
    """The wave's; 0 for one that isn't saved yet."""
    last_at: int = 0
    joined: int = 0


@dataclass(slots=True, eq=False)
class Kind:
    """Comments that are alike, for which the first of them stands."""

    sketch: bytes
    at: datetime
    """When the first was written."""
    recent: list[Coming]
    """What a wave may begin with: its newest ones, and the newest by another sender than the last."""
    number: int = 0
    """Of the first's row; 0 for one that isn't saved yet."""
    swell: Swell | None = None
    is_new_to_wave: bool = False
    """Whether rows are saved that don't know yet of which wave they are part."""

    def is_near(self, coming: Coming) -> bool:
        """Tell whether it was still going on at that time."""
        return abs(self.recent[0][0] - coming[0]) < _WITHIN


@dataclass(slots=True, eq=False)
class Sorted:
    """Comments by their kinds."""

    firsts: list[tuple[Sketched, Kind]] = field(default_factory=list)
    """Those that were like no other when they came."""
    others: list[tuple[Sketched, Kind]] = field(default_factory=list)
    grown: set[Kind] = field(default_factory=set)
    """Kinds with saved rows that have more comments now, or have become part of a wave."""

    def added_up(self) -> dict[Swell, list[Kind]]:
        """Add up what joins waves; return each with the kinds whose saved comments become part of it."""
        found: dict[Swell, list[Kind]] = {}
        for _one, kind in (*self.firsts, *self.others):
            if (swell := kind.swell) is not None:
                swell.joined += 1
                swell.last_at = max(swell.last_at, kind.recent[0][0])
                found.setdefault(swell, [])
        for kind in self.grown:
            if kind.swell is not None and kind.is_new_to_wave:
                found[kind.swell].append(kind)
        return found


Like = tuple[float, Kind]
"""How much a comment is like a kind, and the kind."""


def coming(sender: str, at: datetime) -> Coming:
    """Return a comment as waves are told by."""
    return round(at.timestamp() * 1_000_000), crc32(sender.encode())


def packed(recent: Sequence[Coming]) -> bytes:
    """Return the newest comments of a kind as its first keeps them."""
    return b"".join([_PACKED.pack(*one) for one in recent])


def unpacked(kept: bytes) -> list[Coming]:
    """Return the newest comments of a kind."""
    return list(_PACKED.iter_unpack(kept))


def sort_out(found: Sequence[Sketched], before: Sequence[Sequence[Like]]) -> Sorted:
    """Sort comments by kinds, in their order; `before` are the saved kinds that each is like.

    A wave is found when WAVE_FROM comments of two senders are alike within WAVE_WITHIN. Who is like
    several kinds brings them into one wave: of texts that are changed much, some are like others only
    by such a one in the middle.
    """
    result = Sorted()
    new: defaultdict[int, list[Kind]] = defaultdict(list)
    for one, saved in zip(found, before, strict=True):
        this = coming(one.sender, one.at)
        met = {kind for value in one.bands if value in new for kind in new[value]}
        likes = [*saved, *((likeness(one.sketch, kind.sketch), kind) for kind in met)]
        alike = _most_like(like for like in likes if like[0] >= ALIKE and like[1].is_near(this))
        if not alike:
            kind = Kind(one.sketch, one.at, [this])
            result.firsts.append((one, kind))
            for value in one.bands:
                new[value].append(kind)
            continue
        _raise_wave(one, this, alike)
        kind = alike[0]
        kind.recent = _with(kind.recent, this)
        result.others.append((one, kind))
        result.grown.update(
            each for each in alike if each.number and (each is kind or each.is_new_to_wave)
        )
    return result


def _most_like(alike: Iterable[Like]) -> list[Kind]:
    """Return the kinds of a wave first, then the one that is most alike, then the eldest."""
    ordered = sorted(alike, key=lambda like: (like[1].swell is None, -like[0], like[1].at))
    return [kind for _share, kind in ordered]


def _raise_wave(one: Sketched, this: Coming, alike: Sequence[Kind]) -> None:
    """Make kinds part of the wave that one of them is, or that they are together with this comment."""
    swell = alike[0].swell
    if swell is None:
        near = [each for kind in alike for each in kind.recent if abs(each[0] - this[0]) < _WITHIN]
        if len(near) + 1 < WAVE_FROM or all(sender == this[1] for _at, sender in near):
            return
        swell = Swell(one.sketch, min([one.at, *(kind.at for kind in alike)]))
    for kind in alike:
        if kind.swell is None:
            kind.swell, kind.is_new_to_wave = swell, True


def _with(recent: Sequence[Coming], this: Coming) -> list[Coming]:
    """Return the newest comments of a kind that decide whether the next one makes it a wave."""
    ordered = sorted([this, *recent], reverse=True)
    kept = ordered[: WAVE_FROM - 1]
    other = next((one for one in ordered if one[1] != ordered[0][1]), None)
    return kept if other is None or other in kept else [*kept, other]
