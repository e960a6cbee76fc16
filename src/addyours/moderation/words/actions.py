"""Every change to the word rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from addyours.accounts.models import User
from addyours.moderation.actions import log_decision
from addyours.moderation.errors import RuleRefused
from addyours.moderation.words.models import RuleKind, WordRule
from addyours.moderation.words.patterns import check
from addyours.moderation.words.table import RuleText
from addyours.outbox.record import record
from addyours.text.fold import clean_line

MOST_RULES = 2_000
MOST_PATTERNS = 300
"""Of the rules, those with wildcards and regular expressions: each costs something for every comment."""


@dataclass(frozen=True, kw_only=True)
class Brought:
    """What became of rules that were brought together."""

    made: int
    changed: int
    same: int


def save_rule(rule: WordRule, *, by: User | None) -> WordRule:
    """Make a word rule or change it; what was slow about it is forgotten.

    Raises RuleRefused for a pattern that is none or is there already, and when there are too many.
    """
    rule.pattern = rule.pattern.strip()
    rule.note = clean_line(rule.note)
    rule.slow_at, rule.slow_count = None, 0
    check(rule.pattern, rule.kind)
    with transaction.atomic():
        if WordRule.objects.filter(kind=rule.kind, pattern=rule.pattern).exclude(pk=rule.pk):
            raise RuleRefused("twice", _("There is this rule already."), field="pattern")
        is_new = rule.pk is None
        rule.save()
        _refuse_too_many()
        verb = "word_rule" if is_new else "word_rule_changed"
        log_decision(subject=rule.key, verb=verb, by=by, reason=_said(rule))
        record("wordrules.changed", keys=[])
    return rule


def remove_rule(rule: WordRule, *, by: User | None) -> None:
    """Remove a word rule; what it has held stays held."""
    with transaction.atomic():
        log_decision(subject=rule.key, verb="word_rule_removed", by=by, reason=_said(rule))
        WordRule.objects.filter(pk=rule.pk).delete()
        record("wordrules.changed", keys=[])


def bring_rules(texts: Sequence[RuleText], *, by: User | None) -> Brought:
    """Make the rules of a file, and change those of the same kind and pattern; all of them or none.

    Raises RuleRefused, naming the line.
    """
    for text in texts:
        try:
            check(text.pattern, text.kind)
        except RuleRefused as refusal:
            reason = _("Line %(line)d: %(reason)s") % {"line": text.line, "reason": refusal.reason}
            raise RuleRefused(refusal.code, reason) from refusal
    with transaction.atomic():
        known = {(rule.kind, rule.pattern): rule for rule in WordRule.objects.all()}
        new: dict[tuple[str, str], WordRule] = {}
        changed: dict[int, WordRule] = {}
        for text in texts:
            place = text.kind, text.pattern
            rule = known.get(place) or new.setdefault(
                place, WordRule(kind=text.kind, pattern=text.pattern)
            )
            if rule.pk and (rule.action, rule.note, rule.is_on) != text.rest:
                changed[rule.pk] = rule
            rule.action, rule.note, rule.is_on = text.rest
        WordRule.objects.bulk_create(new.values())
        WordRule.objects.bulk_update(changed.values(), ["action", "note", "is_on"], batch_size=500)
        _refuse_too_many()
        brought = Brought(
            made=len(new), changed=len(changed), same=len(texts) - len(new) - len(changed)
        )
        words = f"{brought.made} + {brought.changed}"
        log_decision(subject="wordrules", verb="word_rules_brought", by=by, reason=words)
        record("wordrules.changed", keys=[])
    return brought


def flag_slow_rules(keys: Sequence[int], *, at: datetime) -> None:
    """Note that rules took too long, inside the transaction of the try that they looked at."""
    if keys:
        slow = WordRule.objects.filter(pk__in=keys)
        slow.update(slow_at=at, slow_count=F("slow_count") + 1)


def _refuse_too_many() -> None:
    if WordRule.objects.count() > MOST_RULES:
        raise RuleRefused("too_many", _("There can be %d word rules at most.") % MOST_RULES)
    if WordRule.objects.exclude(kind=RuleKind.WORD).count() > MOST_PATTERNS:
        raise RuleRefused(
            "too_many_patterns",
            _("There can be %d rules with wildcards or regular expressions at most.")
            % MOST_PATTERNS,
        )


def _said(rule: WordRule) -> str:
    return f"{rule.action} {rule.kind}: {rule.pattern}" + ("" if rule.is_on else " (off)")
