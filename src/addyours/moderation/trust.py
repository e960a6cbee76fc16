"""How far a writer is trusted: levels that grow with what was accepted and shrink with what was not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from addyours.moderation.models import Policy, WriterRecord

_COLUMNS = ("key", "points", "links", "may_vote", "is_held", "weight")
SPAM_COSTS = 3
"""Points that one spam comment takes; a rejected one takes one, an accepted one gives one."""
MOST = 999


@dataclass(frozen=True, kw_only=True)
class Level:
    """What writers may do who have at least so many points."""

    key: str
    points: int
    links: int
    """A comment with more is held."""
    may_vote: bool
    is_held: bool
    """Whether their comments wait for a moderator, where the site holds newcomers."""
    weight: int
    """Of their reports."""


DEFAULTS = (
    Level(key="doubtful", points=-MOST, links=0, may_vote=False, is_held=True, weight=0),
    Level(key="new", points=0, links=2, may_vote=True, is_held=True, weight=0),
    Level(key="known", points=1, links=2, may_vote=True, is_held=False, weight=1),
    Level(key="trusted", points=20, links=5, may_vote=True, is_held=False, weight=2),
)
"""The lowest first. The lowest is for those with less than no points, whatever the table says."""
NAMES: dict[str, StrPromise] = {
    "doubtful": _("In doubt"),
    "new": _("New"),
    "known": _("Known"),
    "trusted": _("Trusted"),
}


def levels_of(policy: Policy) -> tuple[Level, ...]:
    """Return the site's table of trust; what is missing in it, or no number, is as by default."""
    kept = {row.get("key"): row for row in policy.trust if isinstance(row, dict)}
    return tuple(_level(default, kept.get(default.key, {})) for default in DEFAULTS)


def as_rows(levels: Iterable[Level]) -> list[dict[str, Any]]:
    """Return levels as the policy keeps them."""
    return [asdict(level) for level in levels]


def points_of(record: WriterRecord | None) -> int:
    """Return what a writer has gathered so far."""
    if record is None:
        return 0
    return record.accepted - record.rejected - SPAM_COSTS * record.spam


def level_at(points: int, policy: Policy) -> Level:
    """Return the highest level that so many points reach."""
    levels = levels_of(policy)
    return next((one for one in reversed(levels[1:]) if points >= one.points), levels[0])


def report_weight(record: WriterRecord | None, policy: Policy) -> int:
    """Return what a reader's report weighs, in hundredths.

    It begins with the weight of their level, falls with each report that moderators did not agree
    with, and comes back with those they did.
    """
    weight = 100 * level_at(points_of(record), policy).weight
    if record is None or not weight:
        return weight
    right, wrong = record.upheld + 2, 2 * record.dismissed
    return round(weight * right / (right + wrong))


def _level(default: Level, row: Mapping[str, Any]) -> Level:
    if not row:
        return default
    known = {}
    for name in _COLUMNS:
        usual = getattr(default, name)
        value = row.get(name, usual)
        known[name] = value if type(value) is type(usual) else usual
    return Level(**known)
