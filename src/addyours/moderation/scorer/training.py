"""Makes a model of many texts at once: shuffled passes, the shipped texts rehearsed beside the given ones."""

from __future__ import annotations

import math
import random
from array import array
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from addyours.moderation.scorer.features import SIZE, Features, features
from addyours.moderation.scorer.model import Model, Vector, sigmoid
from addyours.moderation.scorer.reading import read

MOST_PASSES, LEAST_PASSES = 10, 3
STEPS_WANTED = 40_000
"""Texts looked at in all passes together: large files need fewer passes."""
RATE = 0.5
REHEARSED = 0.3
"""Weight of a shipped text beside a given one's 1."""
FOLDS = 3
KEPT = 200
"""Scores of good texts that are kept, for the threshold."""
LEANING = 0.25
"""How much of what naive Bayes makes of a feature is added to its weight."""
_UNSEEN = 0.3
"""How often a feature counts as seen in spam and in good texts before it was."""
_SEEN = 0.301
_FIRST = 0.01
_FORESEEN = 0.001
"""A smaller error than this teaches nothing worth its time."""

Progress = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Example:
    """One text, what was decided about it, and how much it weighs."""

    features: Features
    is_spam: bool
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Row:
    """One text that somebody has judged."""

    text: str
    is_spam: bool


def passes(texts: int) -> int:
    """Return how many times `texts` are gone through."""
    return max(LEAST_PASSES, min(MOST_PASSES, STEPS_WANTED // max(texts, 1)))


def fit(
    start: Model,
    examples: Sequence[Example],
    *,
    leaning: float = LEANING,
    seed: int = 1,
    tell: Progress,
) -> Model:
    """Return a model that has gone through the examples some times, beginning where `start` stands.

    AdaGrad (Duchi, Hazan, Singer 2011): weights that were moved much move less. Then the model leans
    towards naive Bayes, which still is a sum of weights. `tell` is called after each pass. The same
    examples and seed give the same model.
    """
    model = start.copy()
    for example in examples:
        model.note(example.features)
    model.settle()
    rows: list[tuple[Vector, bool, float]] = [
        (model.vector(one.features), one.is_spam, one.weight) for one in examples
    ]
    moved = array("f", [_FIRST]) * SIZE
    moved_bias = _FIRST
    # Shuffling, not secrecy.
    chance = random.Random(seed)  # noqa: S311
    for _pass in range(passes(len(rows))):
        chance.shuffle(rows)
        for vector, is_spam, weight in rows:
            error = (sigmoid(model.total(vector)) - is_spam) * weight
            if abs(error) < _FORESEEN:
                continue
            moved_bias += error * error
            model.bias -= RATE * error / math.sqrt(moved_bias)
            _descend(model.weights, moved, vector, error)
        tell()
    if leaning:
        _lean(model, examples, leaning)
    return model


def _descend(weights: array[float], moved: array[float], vector: Vector, error: float) -> None:
    root = math.sqrt
    for number, value in zip(*vector, strict=True):
        slope = error * value
        moved[number] += slope * slope
        weights[number] -= RATE * slope / root(moved[number])


def _lean(model: Model, examples: Sequence[Example], leaning: float) -> None:
    """Add to each weight a share of its feature's log ratio between spam and good texts.

    The passes stop moving a weight when others have explained its texts; under other stories those
    others may be missing. Naive Bayes asks each feature alone.
    """
    good, spam = (array("f", [_UNSEEN]) * SIZE for _kind in range(2))
    texts = [2 * _UNSEEN, 2 * _UNSEEN]
    for one in examples:
        counts = spam if one.is_spam else good
        texts[one.is_spam] += one.weight
        for number in {*one.features.parts, *one.features.phrases, *one.features.facts}:
            counts[number] += one.weight
    even = math.log(texts[0] / texts[1])
    for number, (in_spam, in_good) in enumerate(zip(spam, good, strict=True)):
        if in_spam > _SEEN or in_good > _SEEN:
            model.weights[number] += leaning * (math.log(in_spam / in_good) + even)


def foretold(
    start: Model,
    examples: Sequence[Example],
    rehearsed: Sequence[Example],
    *,
    leaning: float = LEANING,
    tell: Progress,
) -> list[tuple[float, bool]]:
    """Return each example's sum of weights as a model foretells it that has not seen its neighbours.

    The folds are consecutive stretches of the spam and of the good ones: texts that stand together
    are alike, so chance folds would promise too much.
    """
    found: list[tuple[float, bool]] = []
    kinds = [[one for one in examples if one.is_spam is kind] for kind in (True, False)]
    for fold in range(FOLDS):
        held_back: list[Example] = []
        others: list[Example] = []
        for kind in kinds:
            first, last = (len(kind) * (fold + step) // FOLDS for step in (0, 1))
            held_back += kind[first:last]
            others += kind[:first] + kind[last:]
        model = fit(start, [*rehearsed, *others], leaning=leaning, tell=tell)
        found += [(model.total(model.vector(one.features)), one.is_spam) for one in held_back]
    return found


def calibrate(told: Sequence[tuple[float, bool]]) -> tuple[float, float]:
    """Return slope and offset that make sums of weights into probabilities, by Platt's method.

    Newton's method on the log loss, with targets drawn in a little; (1, 0) when there is too little
    to go by.
    """
    spam = sum(is_spam for _total, is_spam in told)
    good = len(told) - spam
    if min(spam, good) < 10:
        return 1.0, 0.0
    high, low = (spam + 1) / (spam + 2), 1 / (good + 2)
    slope, offset = 1.0, 0.0
    for _step in range(50):
        gradient, curve = [0.0, 0.0], [1e-9, 0.0, 1e-9]
        for total, is_spam in told:
            guess = sigmoid(slope * total + offset)
            error, spread = guess - (high if is_spam else low), max(guess * (1 - guess), 1e-9)
            gradient[0] += error * total
            gradient[1] += error
            curve[0] += spread * total * total
            curve[1] += spread * total
            curve[2] += spread
        determinant = curve[0] * curve[2] - curve[1] ** 2
        if determinant < 1e-12:
            break
        step_slope = (curve[2] * gradient[0] - curve[1] * gradient[1]) / determinant
        step_offset = (curve[0] * gradient[1] - curve[1] * gradient[0]) / determinant
        slope, offset = slope - step_slope, offset - step_offset
        if abs(step_slope) + abs(step_offset) < 1e-7:
            break
    # A slope that turns good into bad, or into certainty, comes of too few examples.
    return (slope, offset) if 0.05 <= slope <= 20 else (1.0, 0.0)


def scores_of_good(
    told: Sequence[tuple[float, bool]], *, slope: float, offset: float
) -> list[float]:
    """Return the foretold scores of the good texts, sorted."""
    return sorted(sigmoid(slope * total + offset) for total, is_spam in told if not is_spam)


def spread(scores: Sequence[float]) -> list[float]:
    """Return at most KEPT of sorted scores, evenly spread, so that shares above a score stay the same."""
    count = min(len(scores), KEPT)
    return [
        round(scores[(2 * place + 1) * len(scores) // (2 * count)], 6) for place in range(count)
    ]


def examples_of(rows: Sequence[Row]) -> list[Example]:
    """Return rows as examples; copies of one text weigh together as the root of their number."""
    readings = [read(row.text) for row in rows]
    copies = Counter(reading.words for reading in readings)
    return [
        Example(features(reading), row.is_spam, copies[reading.words] ** -0.5)
        for row, reading in zip(rows, readings, strict=True)
    ]
