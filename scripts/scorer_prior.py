"""Makes the weights that the spam scorer starts with from the texts beside them.

They were written for this project, by its makers, as patterns: no comment of anybody else is in them.
`--check` says whether the committed weights are those of the committed texts.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from addyours.moderation.scorer.model import Model
from addyours.moderation.scorer.prior import STEP, rehearsed, rounded
from addyours.moderation.scorer.training import calibrate, fit, foretold, scores_of_good, spread

FOLDER = Path("src/addyours/moderation/scorer/prior")
WEIGHTS, SCORES = FOLDER / "weights.bin", FOLDER / "good-scores.json"
MOST_ROUNDED = 100
"""Weights that may have been rounded the other way."""


def made() -> tuple[bytes, str]:
    """Return the weights, made anew, and the scores that good texts get which they have not seen."""
    examples = rehearsed()
    # How often a word stands in patterns says less than in what people wrote.
    model = fit(Model(), examples, leaning=0, tell=lambda: None)
    told = foretold(Model(), examples, (), leaning=0, tell=lambda: None)
    model.slope, model.offset = calibrate(told)
    scores = spread(scores_of_good(told, slope=model.slope, offset=model.offset))
    return rounded(model).to_bytes(), json.dumps(scores)


def is_same(kept: Model, new: Model) -> bool:
    """Tell whether two models are of the same texts: Pythons and machines differ in the last digit only."""
    rounded_otherwise = sum(
        one != other for one, other in zip(kept.weights, new.weights, strict=True)
    )
    furthest = max(abs(one - other) for one, other in zip(kept.weights, new.weights, strict=True))
    return kept.seen == new.seen and furthest < 2 * STEP and rounded_otherwise < MOST_ROUNDED


if __name__ == "__main__":
    weights, scores = made()
    if "--check" in sys.argv:
        same = is_same(Model.from_bytes(WEIGHTS.read_bytes()), Model.from_bytes(weights))
        sys.exit(0 if same else f"{WEIGHTS} is old: run scripts/scorer_prior.py")
    WEIGHTS.write_bytes(weights)
    SCORES.write_text(scores, "ascii")
    print(f"{WEIGHTS}: {len(weights):,} bytes")
