"""Holds or refuses comments with words from the site's lists."""

from django.utils.translation import gettext as _

from addyours.moderation.queries import Knowledge
from addyours.moderation.screens.screen import hold, refuse
from addyours.moderation.submission import Finding, Submission
from addyours.text.fold import fold_name


class WordList:
    """Whole words and phrases, compared without regard to case, accents, width and punctuation."""

    def look(self, submission: Submission, known: Knowledge) -> Finding | None:
        if submission.is_staff:
            return None
        text = _spaced(f"{submission.name} {submission.text}")
        for word in known.policy.words_refused.splitlines():
            if _spaced(word).strip() and _spaced(word) in text:
                return refuse("word_list", _("“%s” is not used here.") % word.strip())
        for word in known.policy.words_held.splitlines():
            if _spaced(word).strip() and _spaced(word) in text:
                return hold("word_list", _("It has the word “%s”.") % word.strip())
        return None


def _spaced(text: str) -> str:
    """Return folded words between single spaces, so that a phrase is found by `in`."""
    return f" {fold_name(text)} "
