"""Says how good scores are: how well they order, what they catch, whether they mean what they say."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

Judged = Sequence[tuple[float, bool]]
"""Scores with whether each was spam."""
BINS = 10
HALF = 0.5


@dataclass(frozen=True, kw_only=True)
class Bin:
    """One step of the calibration: what was said, and what was true."""

    low: float
    high: float
    texts: int
    said: float
    true: float


@dataclass(frozen=True, kw_only=True)
class Report:
    """How good the scores of some texts are."""

    texts: int
    spam: int
    auc: float
    f1: float
    recall_at_1pct_fpr: float
    brier: float
    calibration_error: float
    bins: tuple[Bin, ...]


def report(judged: Judged) -> Report:
    """Return how good these scores are; there must be spam and good ones among them."""
    bins = calibration(judged)
    texts = len(judged)
    return Report(
        texts=texts,
        spam=sum(is_spam for _score, is_spam in judged),
        auc=auc(judged),
        f1=f1(judged),
        recall_at_1pct_fpr=recall_at(judged, 0.01),
        brier=math.fsum((score - is_spam) ** 2 for score, is_spam in judged) / texts,
        calibration_error=math.fsum(abs(one.said - one.true) * one.texts for one in bins) / texts,
        bins=bins,
    )


def auc(judged: Judged) -> float:
    """Return the chance that a spam text has a higher score than a good one; ties count half."""
    good = sorted(score for score, is_spam in judged if not is_spam)
    spam = [score for score, is_spam in judged if is_spam]
    below = sum(bisect_left(good, score) + bisect_right(good, score) for score in spam)
    return below / (2 * len(good) * len(spam))


def f1(judged: Judged) -> float:
    """Return the harmonic mean of precision and recall when what is likelier spam than not is called so."""
    right = sum(is_spam and score > HALF for score, is_spam in judged)
    wrong = sum(is_spam != (score > HALF) for score, is_spam in judged)
    return 2 * right / (2 * right + wrong) if right else 0.0


def recall_at(judged: Judged, share: float) -> float:
    """Return the share of spam above the lowest threshold that has at most `share` of the good ones above it."""
    threshold = threshold_at([score for score, is_spam in judged if not is_spam], share)
    spam = [score for score, is_spam in judged if is_spam]
    return sum(score > threshold for score in spam) / len(spam)


def threshold_at(good: Sequence[float], share: float) -> float:
    """Return the lowest score that at most `share` of the good ones are above; 1 when there are none."""
    highest_first = sorted(good, reverse=True)
    allowed = int(share * len(highest_first) + 1e-9)
    return highest_first[allowed] if allowed < len(highest_first) else 1.0


def calibration(judged: Judged) -> tuple[Bin, ...]:
    """Return, for each tenth of the scores, what they said on average and what share was spam."""
    found = []
    for number in range(BINS):
        low, high = number / BINS, (number + 1) / BINS
        inside = [one for one in judged if min(int(one[0] * BINS), BINS - 1) == number]
        if inside:
            said = math.fsum(score for score, _is_spam in inside) / len(inside)
            true = sum(is_spam for _score, is_spam in inside) / len(inside)
            found.append(Bin(low=low, high=high, texts=len(inside), said=said, true=true))
    return tuple(found)
