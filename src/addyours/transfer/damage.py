"""What is said of files that can't be read to their end."""

from __future__ import annotations

from dataclasses import dataclass

from addyours.transfer.errors import ImportRefused
from addyours.transfer.incoming import LeftOut, Place


@dataclass(frozen=True, slots=True)
class Damage:
    """Where a file can't be read, why, and which item is lost with it, if any."""

    place: Place
    reason: str
    lost: str = ""


def damaged(damage: Damage, *, keep_going: bool) -> LeftOut:
    """Return a line for the report. Raises ImportRefused unless what is whole is wanted."""
    place = damage.place
    at = f" at line {place.line}, byte {place.byte}" if place.line else ""
    if not keep_going:
        raise ImportRefused(
            "damaged",
            f"{damage.place.file} is damaged{at}: {damage.reason}. Nothing was brought;"
            " with --keep-going what is whole is.",
        )
    lost = f" It was part of {damage.lost}." if damage.lost else ""
    reason = f"Damaged{at}: {damage.reason}.{lost}"
    name = f"{damage.place.file}:{damage.place.byte}"
    return LeftOut(kind="damage", id=name, reason=reason, place=damage.place)
