"""Holds what the spam scorer has learned to be spam on this site."""

from django.utils.translation import gettext as _

from addyours.moderation.queries import Knowledge
from addyours.moderation.screens.screen import hold
from addyours.moderation.submission import Finding, Submission


class SpamScore:
    """How sure it must be follows from how many good comments the owner lets it hold in error."""

    def look(self, submission: Submission, known: Knowledge) -> Finding | None:
        scored = known.assessment
        if scored is None or not scored.is_above:
            return None
        if why := scored.reasons:
            return hold("spam_score", _("It looks like spam: %s.") % why)
        return hold("spam_score", _("It looks like spam."))
