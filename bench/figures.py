"""What was measured: rounds of each contender, ratios within a round, and the bars they are held to."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any

Round = dict[str, float]
"""What one run of one contender gave, by metric."""


@dataclass
class Series:
    """All rounds of one contender."""

    name: str
    rounds: list[Round] = field(default_factory=list)

    def median(self, metric: str) -> float:
        """Return the median over the rounds that have this metric."""
        return median(one[metric] for one in self.rounds if metric in one)

    def has(self, metric: str) -> bool:
        return any(metric in one for one in self.rounds)


@dataclass
class Bar:
    """Something the product is held to."""

    what: str
    found: float
    wanted: float
    is_at_most: bool = False
    unit: str = "×"

    @property
    def is_met(self) -> bool:
        return self.found <= self.wanted if self.is_at_most else self.found >= self.wanted


@dataclass
class Part:
    """One of the questions the bench answers."""

    number: int
    title: str
    columns: dict[str, str]
    """Heading of each metric that is shown."""
    series: list[Series] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    chart: str = ""
    """The metric that is drawn."""

    def named(self, name: str) -> Series:
        """Return the rounds of a contender."""
        return next(one for one in self.series if one.name == name)

    def raw(self) -> dict[str, Any]:
        """Return everything, for the file of raw numbers."""
        bars = [{**asdict(bar), "is_met": bar.is_met} for bar in self.bars]
        return {**asdict(self), "bars": bars}


def alternate(contenders: Mapping[str, Callable[[], Round]], rounds: int) -> list[Series]:
    """Run every contender once a round, in another order each time, so that none has the quiet machine."""
    found = {name: Series(name) for name in contenders}
    shuffle = random.Random(5)
    for number in range(rounds):
        order = list(contenders)
        shuffle.shuffle(order)
        for name in order:
            say(f"round {number + 1} of {rounds}: {name}")
            found[name].rounds.append(contenders[name]())
    return list(found.values())


def ratio(above: Series, below: Series, metric: str) -> float:
    """Return the median of the ratios of two contenders, each taken within one round."""
    pairs = zip(above.rounds, below.rounds, strict=True)
    return median(one[metric] / other[metric] for one, other in pairs)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that this share of the values does not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered) + 0.5) - 1))]


def say(line: str) -> None:
    """Tell whoever waits what is going on."""
    print(f"  {line}", flush=True)  # noqa: T201
