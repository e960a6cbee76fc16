"""How good a comment is thought to be, as one number that an index can keep in order."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import sqrt

Z = 1.96
"""Of the normal distribution: the bound is below the true share in 97.5 of 100 cases."""
ACCOUNT, GUEST = 4, 1
"""Weights of a vote: a guest's counts a quarter, since a new guest costs nothing but a cookie."""
START = 0.3
"""The most that coming late is worth: less than two votes of accounts for and none against."""
HALF = timedelta(hours=6)
"""Who comes so long after the conversation was opened gets half of START."""
FADES = 5.0
"""Votes after which half of what coming late was worth is gone: then readers have judged."""
STEPS = 1_000_000
"""Whole numbers are the same in every database and in addresses; fractions are not."""


def wilson(up: float, down: float) -> float:
    """Return the lower bound of the share of readers who would vote for it, 0 without votes.

    Wilson's score interval: E. B. Wilson, "Probable Inference, the Law of Succession, and
    Statistical Inference", Journal of the American Statistical Association 22 (1927), 209–212;
    for ordering comments: Evan Miller, "How Not To Sort By Average Rating" (2009).
    """
    votes = up + down
    if votes <= 0:
        return 0.0
    share, square = up / votes, Z * Z
    margin = Z * sqrt((share * (1 - share) + square / (4 * votes)) / votes)
    return (share + square / (2 * votes) - margin) / (1 + square / votes)


def best(
    *, up_weight: int, down_weight: int, created_at: datetime, opened_at: datetime | None
) -> int:
    """Return where a comment stands in the order "best"; more is better.

    Wilson's lower bound of its weighted votes, and a bonus at its start, because nobody has had
    time to vote for a fresh comment yet. A bonus that shrank by the clock would change the order
    without anybody touching a row, and no index could keep it. So it depends on what never changes:
    how long after the opening of the conversation the comment was written, that is, how many
    readers it has missed; of two without votes the fresher stands higher. It shrinks with the votes.
    """
    up, down = up_weight / ACCOUNT, down_weight / ACCOUNT
    late = max(created_at - opened_at, timedelta(0)) / HALF if opened_at else 0.0
    bonus = START * (1 - 0.5 ** min(late, 60.0)) * FADES / (FADES + up + down)
    return round((wilson(up, down) + bonus) * STEPS)
