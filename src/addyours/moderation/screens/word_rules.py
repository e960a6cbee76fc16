"""Refuses, holds or marks comments by the site's word rules."""

from django.utils.translation import gettext as _

from addyours.moderation.queries import Knowledge
from addyours.moderation.screens.screen import hold, mark, refuse
from addyours.moderation.submission import Finding, Submission
from addyours.moderation.words.matching import Hit
from addyours.moderation.words.models import RuleAction, RuleKind

_MOST_TOLD = 3


class WordRules:
    """The rules have looked before anything was locked; what couldn't be looked at to the end waits."""

    def look(self, submission: Submission, known: Knowledge) -> Finding | None:
        found = known.words
        for hit in found.hits:
            if hit.rule.action == RuleAction.REFUSE:
                return refuse("word_rules", _refusal(hit))
        held = [_held(hit) for hit in found.hits if hit.rule.action == RuleAction.HOLD]
        marks = [_marked(hit) for hit in found.hits if hit.rule.action == RuleAction.MARK]
        held, marks = held[:_MOST_TOLD], marks[:_MOST_TOLD]
        if not found.is_complete:
            held.append(_("The word rules took too long to look at all of it."))
        if held:
            return hold("word_rules", " ".join([*held, *marks]))
        return mark("word_rules", " ".join(marks)) if marks else None


def _refusal(hit: Hit) -> str:
    if hit.found.strip():
        return _("“%s” is not used here.") % hit.found
    return _("Some of its words are not used here.")


def _held(hit: Hit) -> str:
    if hit.rule.kind == RuleKind.WORD:
        return _("It has the word “%s”.") % hit.found
    return _("It has the word “%(found)s”, which the rule “%(rule)s” is about.") % _named(hit)


def _marked(hit: Hit) -> str:
    if hit.rule.kind == RuleKind.WORD:
        return _("Marked: the word “%s”.") % hit.found
    return _("Marked: the word “%(found)s”, which the rule “%(rule)s” is about.") % _named(hit)


def _named(hit: Hit) -> dict[str, str]:
    return {"found": hit.found, "rule": hit.rule.pattern}
