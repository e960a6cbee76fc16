"""Holds one more of the same text by several senders."""

from django.utils.translation import gettext as _

from addyours.moderation.queries import Knowledge
from addyours.moderation.screens.screen import hold
from addyours.moderation.submission import Finding, Submission


class PartOfWave:
    """One person who repeats themselves is no wave; that is for the rate limit."""

    def look(self, submission: Submission, known: Knowledge) -> Finding | None:
        if known.assessment is None or (wave := known.assessment.wave) is None:
            return None
        return hold("wave", _("Nearly the same text came %d times before.") % wave.size)
