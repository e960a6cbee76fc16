"""Measures the spam scorer across places: trained on all groups of a table but one, tried on that one.

    python scripts/scorer_crossvalidation.py FILE COLUMN

FILE has the columns CONTENT and CLASS, and COLUMN names the group of each row, such as the video that
the comments stood under. docs/moderation.md has what came out.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from addyours.moderation.scorer.evaluation import Report, report
from addyours.moderation.scorer.model import Model, sigmoid
from addyours.moderation.scorer.prior import rehearsed, shipped
from addyours.moderation.scorer.training import Row, calibrate, examples_of, fit, foretold


def groups(path: Path, column: str) -> dict[str, list[Row]]:
    """Return the rows of each group."""
    found: dict[str, list[Row]] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row[column], []).append(Row(row["CONTENT"], row["CLASS"] == "1"))
    return found


def tried_on(held_back: list[Row], others: list[Row]) -> Report:
    """Return how good the scorer is on rows held back, trained on the others."""
    examples = examples_of(others)
    slope, offset = calibrate(foretold(Model(), examples, rehearsed(), tell=_nothing))
    model = fit(Model(), [*rehearsed(), *examples], tell=_nothing)
    return report(
        [
            (sigmoid(slope * model.total(model.vector(one.features)) + offset), one.is_spam)
            for one in examples_of(held_back)
        ]
    )


def _nothing() -> None: ...


def _line(name: str, found: Report) -> str:
    return (
        f"| {name} | {found.texts} | {found.auc:.4f} | {found.recall_at_1pct_fpr:.3f} |"
        f" {found.f1:.3f} | {found.brier:.3f} | {found.calibration_error:.3f} |"
    )


if __name__ == "__main__":
    parts = groups(Path(sys.argv[1]), sys.argv[2])
    print("| held back | comments | AUC | recall at 1 % | F1 | Brier | calibration error |")
    print("|---|---|---|---|---|---|---|")
    for name, rows in parts.items():
        rest = [row for other, them in parts.items() if other != name for row in them]
        print(_line(name, tried_on(rows, rest)), flush=True)
    everything = examples_of([row for rows in parts.values() for row in rows])
    untaught = shipped()
    scores = [(untaught.score(one.features), one.is_spam) for one in everything]
    print(_line("all, nothing learned", report(scores)))
