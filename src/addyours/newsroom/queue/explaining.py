"""Puts together what the writer of a rejected comment reads, and what the audit log keeps of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from addyours.moderation.models import RejectionReason

LONGEST_LOGGED = 500


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """Why a comment is rejected, in two forms."""

    logged: str
    told: str


def explain(code: str, note: str, *, reasons: Sequence[RejectionReason]) -> Explanation:
    """Return the explanation of a rejection for the reason of that code, and a moderator's own words.

    With neither it is the site's usual reason: nobody is rejected without any.
    """
    chosen = next((one for one in reasons if one.code == code), None)
    if chosen is None and not note:
        chosen = next(iter(reasons), None)
    logged = [chosen.title if chosen else "", note]
    told = [chosen.words if chosen else "", note]
    return Explanation(
        logged=": ".join(filter(None, logged))[:LONGEST_LOGGED],
        told="\n\n".join(filter(None, told)),
    )
