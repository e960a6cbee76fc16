"""Makes the weights that the spam scorer starts with from the texts beside them.

They were written for this project, by its makers, as patterns: no comment of anybody else is in them.
`--check` says whether the committed weights are those of the committed texts.
"""

from __future__ import annotations

import sys
from pathlib import Path

from addyours.moderation.scorer.model import Model
from addyours.moderation.scorer.prior import rehearsed, rounded
from addyours.moderation.scorer.training import calibrate, fit, foretold

TARGET = Path("src/addyours/moderation/scorer/prior/weights.bin")


def made() -> bytes:
    """Return the weights, made anew."""
    spam = [one for one in rehearsed() if one.is_spam]
    good = [one for one in rehearsed() if not one.is_spam]
    # Texts of one subject stay together, so that what is foretold is of another subject.
    placed = [(place / len(kind), one) for kind in (spam, good) for place, one in enumerate(kind)]
    examples = [one for _place, one in sorted(placed, key=lambda pair: pair[0])]
    model = fit(Model(), examples, tell=lambda: None)
    model.slope, model.offset = calibrate(foretold(Model(), examples, (), tell=lambda: None))
    return rounded(model).to_bytes()


if __name__ == "__main__":
    fresh = made()
    if "--check" in sys.argv:
        sys.exit(0 if TARGET.read_bytes() == fresh else f"{TARGET} is old: run scripts/scorer_prior.py")
    TARGET.write_bytes(fresh)
    print(f"{TARGET}: {len(fresh):,} bytes")
