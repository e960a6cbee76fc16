"""Tries a rule out on what was written of late, saved or not, in bounded time."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, Q, QuerySet

from addyours.accounts.models import Role
from addyours.comments.models import Comment, CommentState
from addyours.moderation.models import WordRule
from addyours.moderation.words.queries import only, text_of
from addyours.text.excerpt import excerpt

DAYS = 30
MOST = 2_000
"""Comments that a rule is tried on."""
_REACH = 20_000
"""So many of the newest rows are looked through for them: imported ones may be old."""
SHOWN = 50
SECONDS = 3.0


@dataclass(frozen=True, kw_only=True)
class Caught:
    """A comment that the rule would have caught."""

    pk: int
    name: str
    words: str
    found: str
    state: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What a rule would have done to the newest comments of the last month."""

    looked_at: int
    number: int
    """Of those caught."""
    shown: tuple[Caught, ...]
    slow: int
    """Comments at which it took too long."""
    is_cut: bool
    """Whether time was up before all were looked at."""


def tried(rule: WordRule, *, now: datetime, seconds: float = SECONDS) -> Trial:
    """Try a rule on the newest comments of the last month, staff's and deleted ones left out. Two queries."""
    ready = only(rule)
    until = time.monotonic() + seconds
    looked_at = number = slow = 0
    shown: list[Caught] = []
    is_cut = False
    for comment in _of_late(now):
        if time.monotonic() > until:
            is_cut = True
            break
        looked_at += 1
        findings = ready.look(text_of(comment.name, comment.body))
        slow += bool(findings.slow)
        if findings.hits:
            number += 1
            if len(shown) < SHOWN:
                shown.append(_caught(comment, findings.hits[0].found))
    return Trial(looked_at=looked_at, number=number, shown=tuple(shown), slow=slow, is_cut=is_cut)


def _of_late(now: datetime) -> QuerySet[Comment]:
    newest = Comment.objects.aggregate(newest=Max("pk"))["newest"] or 0
    return (
        Comment.objects.filter(pk__gt=newest - _REACH, created_at__gt=now - timedelta(days=DAYS))
        .exclude(state=CommentState.DELETED)
        .filter(Q(user=None) | Q(user__role=Role.READER))
        .order_by("-pk")
        .only("pk", "name", "body", "state", "created_at")[:MOST]
    )


def _caught(comment: Comment, found: str) -> Caught:
    return Caught(
        pk=comment.pk,
        name=comment.name,
        words=excerpt(comment.body, 240),
        found=found,
        state=str(CommentState(comment.state).label),
        at=comment.created_at,
    )
