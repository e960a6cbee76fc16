"""The parts an invented person's portrait can be put together from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Hair = Literal["bald", "crop", "curls", "bob", "long", "bun", "side", "headscarf", "afro", "wisps"]
Top = Literal["jumper", "collar", "coat", "apron", "stripes", "scarf", "cardigan"]
Extra = Literal[
    "glasses", "beard", "moustache", "cap", "beanie", "earrings", "freckles", "wrinkles", "flower"
]


@dataclass(frozen=True, slots=True)
class Looks:
    """How a person is drawn."""

    skin: str
    hair: Hair
    hair_tone: str
    top: Top
    top_tone: str
    back: tuple[str, str]
    extras: frozenset[Extra] = frozenset()
    width: float = 1.0
