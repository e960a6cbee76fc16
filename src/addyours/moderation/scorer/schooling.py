"""Trains the scorer on a table of judged comments, and tells how good it is on one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from addyours.moderation.scorer.actions import save_trained
from addyours.moderation.scorer.evaluation import Report, report
from addyours.moderation.scorer.features import features
from addyours.moderation.scorer.model import Model, sigmoid
from addyours.moderation.scorer.prior import rehearsed
from addyours.moderation.scorer.reading import read
from addyours.moderation.scorer.remembered import Remembered
from addyours.moderation.scorer.training import (
    FOLDS,
    Row,
    calibrate,
    examples_of,
    fit,
    foretold,
    passes,
    scores_of_good,
    spread,
)

Progress = Callable[[], None]


@dataclass(frozen=True, kw_only=True)
class Trained:
    """What a training came to."""

    texts: int
    foretold: Report
    """On stretches of the file that the model had not seen."""


def steps_of(rows: int) -> int:
    """Return how often training on so many rows tells of progress."""
    known = len(rehearsed())
    return passes(known + rows) + FOLDS * passes(known + rows - rows // FOLDS)


def train_on(rows: Sequence[Row], *, known: Remembered, now: datetime, tell: Progress) -> Trained:
    """Train the site's scorer on judged comments; what it has learned here before stays in it.

    Without anything learned before, the weights are made anew from these and the shipped texts.
    """
    is_new = not known.version and not known.lessons
    start = Model() if is_new else known.model
    examples = examples_of(rows)
    told = foretold(start, examples, rehearsed(), tell=tell)
    slope, offset = calibrate(told)
    model = fit(start, [*rehearsed(), *examples], tell=tell)
    model.slope, model.offset = slope, offset
    good = spread(scores_of_good(told, slope=slope, offset=offset))
    save_trained(model, good_scores=good, texts=len(rows), until=known.until, now=now)
    judged = [(sigmoid(slope * total + offset), is_spam) for total, is_spam in told]
    return Trained(texts=len(rows), foretold=report(judged))


def evaluate_on(rows: Sequence[Row], *, known: Remembered, tell: Progress) -> Report:
    """Return how good the scorer is on judged comments, learning nothing from them."""
    judged = []
    for row in rows:
        judged.append((known.model.score(features(read(row.text))), row.is_spam))
        tell()
    return report(judged)
