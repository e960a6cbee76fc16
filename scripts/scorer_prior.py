"""Makes the weights that the spam scorer starts with from the texts beside them.

They were written for this project, by its makers, as patterns: no comment of anybody else is in them.
`--check` says whether the committed weights are those of the committed texts.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from addyours.moderation.scorer.model import Model
from addyours.moderation.scorer.prior import rehearsed, rounded
from addyours.moderation.scorer.training import calibrate, fit, foretold, scores_of_good, spread

FOLDER = Path("src/addyours/moderation/scorer/prior")
WEIGHTS, SCORES = FOLDER / "weights.bin", FOLDER / "good-scores.json"


def made() -> tuple[bytes, str]:
    """Return the weights, made anew, and the scores that good texts get which they have not seen."""
    examples = rehearsed()
    model = fit(Model(), examples, tell=lambda: None)
    told = foretold(Model(), examples, (), tell=lambda: None)
    model.slope, model.offset = calibrate(told)
    scores = spread(scores_of_good(told, slope=model.slope, offset=model.offset))
    return rounded(model).to_bytes(), json.dumps(scores)


if __name__ == "__main__":
    weights, scores = made()
    if "--check" in sys.argv:
        same = WEIGHTS.read_bytes() == weights and SCORES.read_text("ascii") == scores
        sys.exit(0 if same else f"{WEIGHTS} is old: run scripts/scorer_prior.py")
    WEIGHTS.write_bytes(weights)
    SCORES.write_text(scores, "ascii")
    print(f"{WEIGHTS}: {len(weights):,} bytes")
