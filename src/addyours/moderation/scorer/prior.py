"""What the scorer knows on an empty site, and the texts it learned it from, which it rehearses when trained."""

from __future__ import annotations

import json
import random
import re
from array import array
from functools import cache
from importlib.resources import files

from addyours.moderation.scorer.features import SIZE, features
from addyours.moderation.scorer.model import Model
from addyours.moderation.scorer.reading import read
from addyours.moderation.scorer.training import REHEARSED, Example

VARIANTS = 8
"""Texts made of one pattern at most."""
LONG_ONES, CARRIERS = 150, 60
"""Texts put together of several: long ordinary ones, and adverts behind a friendly word."""
STEP = 1 / 24
"""Of the shipped weights, which are whole numbers of such steps."""
_CHOICE = re.compile(r"\{([^{}]*)\}")
_FOLDER = files("addyours.moderation.scorer") / "prior"


def texts(*, seed: int = 1) -> list[tuple[str, bool]]:
    """Return the shipped texts with whether each is spam; the same ones for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - variety, not secrecy
    spam, good = (_expanded(name, chance) for name in ("spam", "normal"))
    long_ones = [
        chance.choice((" ", "\n\n")).join(chance.sample(good, chance.randint(2, 5)))
        for _ in range(LONG_ONES)
    ]
    carriers = [f"{chance.choice(good)} {chance.choice(spam)}" for _ in range(CARRIERS)]
    return [(text, True) for text in spam + carriers] + [(text, False) for text in good + long_ones]


@cache
def rehearsed() -> tuple[Example, ...]:
    """Return the shipped texts as examples, lighter than what people decided."""
    return tuple(Example(features(read(text)), spam, REHEARSED) for text, spam in texts())


def shipped() -> Model:
    """Return the model that ships with the program."""
    return Model.from_bytes((_FOLDER / "weights.bin").read_bytes())


@cache
def good_scores() -> tuple[float, ...]:
    """Return what the shipped model foretold of good texts it had not seen, sorted."""
    return tuple(json.loads((_FOLDER / "good-scores.json").read_text(encoding="ascii")))


def rounded(model: Model) -> Model:
    """Return a model with weights in whole steps and counts of two digits: it packs ten times smaller."""
    small = model.copy()
    small.weights = array("f", [round(one / STEP) * STEP for one in model.weights])
    small.seen = array("f", [float(f"{one:.2g}") for one in model.seen])
    assert len(small.weights) == SIZE
    small.settle()
    return small


def _expanded(name: str, chance: random.Random) -> list[str]:
    found: list[str] = []
    for line in (_FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            made = {_one_of(line, chance): None for _try in range(3 * VARIANTS)}
            found += list(made)[:VARIANTS]
    return found


def _one_of(pattern: str, chance: random.Random) -> str:
    """Return a text of a pattern: one choice of each {a|b}, the innermost first."""
    while found := _CHOICE.search(pattern):
        choice = chance.choice(found[1].split("|"))
        pattern = pattern[: found.start()] + choice + pattern[found.end() :]
    return " ".join(pattern.replace("\\n", " \n ").split(" ")).strip()
