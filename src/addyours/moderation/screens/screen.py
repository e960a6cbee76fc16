"""What every screen has in common."""

from __future__ import annotations

from typing import Protocol

from addyours.moderation.queries import Knowledge
from addyours.moderation.submission import Finding, Outcome, Submission


class Screen(Protocol):
    """Looks at a submission for one reason."""

    def look(self, submission: Submission, known: Knowledge) -> Finding | None:
        """Return what was found, or None when this screen has nothing against publishing."""


def hold(screen: str, reason: str) -> Finding:
    """Return the finding that a moderator should look first."""
    return Finding(outcome=Outcome.HOLD, screen=screen, reason=reason)


def mark(screen: str, reason: str) -> Finding:
    """Return the finding that moderators should know of, whatever becomes of the submission."""
    return Finding(outcome=Outcome.PUBLISH, screen=screen, reason=reason)


def refuse(screen: str, reason: str) -> Finding:
    """Return the finding that the submission can't be accepted; `reason` is read by its writer."""
    return Finding(outcome=Outcome.REFUSE, screen=screen, reason=reason)
