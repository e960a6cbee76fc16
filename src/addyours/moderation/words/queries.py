"""The word rules as judgement and moderators read them."""

from __future__ import annotations

from functools import lru_cache

from django.db.models import QuerySet

from addyours.moderation.submission import Submission
from addyours.moderation.words.matching import NOTHING, Findings, Rule, RuleSet
from addyours.moderation.words.models import WordRule
from addyours.outbox.memory import Memory

Row = tuple[int, str, str, str]


def rules() -> QuerySet[WordRule]:
    """Return all word rules, newest first."""
    return WordRule.objects.order_by("-pk")


def findings(submission: Submission) -> Findings:
    """Return what the rules in force find in a submission's name and text; nothing in what staff write."""
    if submission.is_staff:
        return NOTHING
    return rules_in_force().look(text_of(submission.name, submission.text))


def text_of(name: str, body: str) -> str:
    """Return the text that rules look at: the writer's name on a line of its own, then the words."""
    return f"{name}\n{body}"


def only(rule: WordRule) -> RuleSet:
    """Return one rule alone, saved or not, ready to look."""
    return RuleSet([Rule(pk=0, pattern=rule.pattern, kind=rule.kind, action=rule.action)])


def _rules_in_force() -> RuleSet:
    rows = WordRule.objects.filter(is_on=True).order_by("pk")
    return _ready(tuple(rows.values_list("pk", "pattern", "kind", "action")))


@lru_cache(maxsize=2)
def _ready(rows: tuple[Row, ...]) -> RuleSet:
    """Make rules ready, once for each change: a process that remembers nothing reads them each time."""
    return RuleSet(
        Rule(pk=pk, pattern=pattern, kind=kind, action=action) for pk, pattern, kind, action in rows
    )


rules_in_force = Memory(_rules_in_force, topics=["wordrules.changed"])
"""The rules as this process remembers them. One query where it doesn't."""
