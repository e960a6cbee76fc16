"""A logistic regression over hashed features, in plain Python: what it weighs, how it learns, how it unlearns."""

from __future__ import annotations

import math
import struct
import zlib
from array import array
from dataclasses import dataclass
from operator import mul

from addyours.moderation.scorer.features import SIZE, WORDS_REMEMBERED, Features, parts_of

FACTS = 0.8
"""How much one fact weighs; the parts of words and the phrases weigh 1 together, each group."""
STEP = 3.0
"""How far one decision moves a weight that was never moved before."""
LEARNS_ON = 400.0
"""A weight seen more often than this moves no slower: so what is old is forgotten, slowly."""
_SURE = 30.0
_HEADER = struct.Struct("<4sffff")
_MAGIC = b"AYS1"

Vector = tuple[list[int], list[float]]


class ModelDamaged(Exception):
    """Stored weights that are none."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one decision changed: added once it is learned, subtracted it is unlearned."""

    bias: float
    numbers: array[int]
    steps: array[float]

    def to_bytes(self) -> bytes:
        """Return the lesson as it is stored: three to six kilobytes for a usual comment, packed."""
        body = struct.pack("<fI", self.bias, len(self.numbers))
        return zlib.compress(body + self.numbers.tobytes() + self.steps.tobytes(), 1)

    @classmethod
    def from_bytes(cls, stored: bytes) -> Lesson:
        """Return a stored lesson. Raises ModelDamaged when it is none."""
        try:
            body = zlib.decompress(stored)
            bias, count = struct.unpack_from("<fI", body)
            numbers, steps = array("I", body[8 : 8 + 4 * count]), array("f", body[8 + 4 * count :])
        except (zlib.error, struct.error, ValueError) as error:
            raise ModelDamaged(str(error)) from error
        if len(steps) != count or any(number >= SIZE for number in numbers):
            raise ModelDamaged("a lesson of the wrong length")
        return cls(bias, numbers, steps)


class Model:
    """Weights, and how often each feature was seen; both together take 3 MB."""

    def __init__(self) -> None:
        self.bias = 0.0
        self.weights = array("f", bytes(4 * SIZE))
        self.seen = array("f", bytes(4 * SIZE))
        self.rows = 0.0
        """Texts the model was made from; decisions of the site come on top and don't change it."""
        self.slope, self.offset = 1.0, 0.0
        """From a sum of weights to a probability (Platt 1999)."""
        self._rarity = array("f", [1.0]) * SIZE
        self._known: dict[str, tuple[float, float]] = {}
        """Sums over the parts of words. A thread that reads weights while they change keeps what it
        makes of them where it began, in what is forgotten then."""

    def note(self, features: Features) -> None:
        """Count a text among those the model is made from; `settle` ends the counting."""
        self.rows += 1
        for group in (features.parts, features.phrases, features.facts):
            for number in set(group):
                self.seen[number] += 1

    def settle(self) -> None:
        """Work out how rare each feature is, after counting or loading."""
        known: dict[float, float] = {}
        rarity = self._rarity
        for number, seen in enumerate(self.seen):
            found = known.get(seen)
            if found is None:
                found = known[seen] = self._rare(seen)
            rarity[number] = found
        self._known = {}

    def _rare(self, seen: float) -> float:
        return 1.0 + max(0.0, math.log((self.rows + 2) / (seen + 1)))

    def vector(self, features: Features) -> Vector:
        """Return the features with their values: rare ones count more, each group has length one."""
        found: dict[int, float] = {}
        rarity = self._rarity
        for group in (features.parts, features.phrases):
            values = [rarity[number] for number in group]
            scale = 1.0 / math.sqrt(sum([value * value for value in values]) or 1.0)
            for number, value in zip(group, values, strict=True):
                if number in found:
                    found[number] += value * scale
                else:
                    found[number] = value * scale
        for number in features.facts:
            found[number] = found.get(number, 0.0) + FACTS
        return list(found), list(found.values())

    def total(self, vector: Vector) -> float:
        """Return the sum of weights: above 0 when spam is likelier."""
        weights = self.weights
        return self.bias + sum(
            [weights[number] * value for number, value in zip(*vector, strict=True)]
        )

    def score(self, features: Features) -> float:
        """Return how likely a text is spam, between 0 and 1.

        By the total of its vector, summed up without making one: it is asked for each comment.
        """
        rare, weight, known = self._rarity.__getitem__, self.weights.__getitem__, self._known
        total = self.bias + FACTS * sum(map(weight, features.facts))
        values = list(map(rare, features.phrases))
        if square := sum(map(mul, values, values)):
            total += sum(map(mul, values, map(weight, features.phrases))) / math.sqrt(square)
        square = product = 0.0
        for word in features.words:
            of_word = known.get(word) or self._learn_word(word, known)
            square, product = square + of_word[0], product + of_word[1]
        if square:
            total += product / math.sqrt(square)
        return sigmoid(self.slope * total + self.offset)

    def _learn_word(self, word: str, known: dict[str, tuple[float, float]]) -> tuple[float, float]:
        """Remember the sums over one word's parts, of rarity squared and of rarity by weight."""
        numbers = parts_of(word)
        values = [self._rarity[number] for number in numbers]
        weights = [self.weights[number] for number in numbers]
        sums = sum(map(mul, values, values)), sum(map(mul, values, weights))
        if len(known) < WORDS_REMEMBERED:
            known[word] = sums
        return sums

    def lesson(self, features: Features, *, is_spam: bool) -> Lesson:
        """Return what a decision teaches, without learning it: less the more it was foreseen."""
        vector = self.vector(features)
        error = sigmoid(self.total(vector)) - is_spam
        numbers, values = vector
        steps = array("f")
        for number, value in zip(numbers, values, strict=True):
            seen = min(self.seen[number], LEARNS_ON)
            steps.append(-STEP * error * value / math.sqrt(1.0 + seen))
        return Lesson(-0.1 * STEP * error, array("I", numbers), steps)

    def apply(self, lesson: Lesson, *, sign: int = 1) -> None:
        """Learn a lesson, or unlearn it with sign -1: exactly what it added is taken away."""
        self.bias += sign * lesson.bias
        for number, step in zip(lesson.numbers, lesson.steps, strict=True):
            self.weights[number] += sign * step
            self.seen[number] = max(0.0, self.seen[number] + sign)
            self._rarity[number] = self._rare(self.seen[number])
        self._known = {}

    def copy(self) -> Model:
        """Return a model that learns by itself from now on."""
        other = Model()
        other.bias, other.rows = self.bias, self.rows
        other.slope, other.offset = self.slope, self.offset
        other.weights, other.seen = array("f", self.weights), array("f", self.seen)
        other._rarity = array("f", self._rarity)
        return other

    def to_bytes(self) -> bytes:
        """Return the whole model as it is stored."""
        head = _HEADER.pack(_MAGIC, self.bias, self.rows, self.slope, self.offset)
        return head + zlib.compress(self.weights.tobytes() + self.seen.tobytes(), 6)

    @classmethod
    def from_bytes(cls, stored: bytes) -> Model:
        """Return a stored model. Raises ModelDamaged when it is none."""
        model = cls()
        try:
            magic, model.bias, model.rows, model.slope, model.offset = _HEADER.unpack_from(stored)
            body = zlib.decompress(stored[_HEADER.size :])
        except (struct.error, zlib.error) as error:
            raise ModelDamaged(str(error)) from error
        if magic != _MAGIC or len(body) != 8 * SIZE:
            raise ModelDamaged("weights of another kind or length")
        model.weights, model.seen = array("f", body[: 4 * SIZE]), array("f", body[4 * SIZE :])
        model.settle()
        return model


def sigmoid(value: float) -> float:
    """Return a sum of weights as a probability, without overflow."""
    return 1.0 / (1.0 + math.exp(-max(-_SURE, min(_SURE, value))))
