"""Holds what was sent faster than anybody writes."""

from django.utils.translation import gettext as _

from addyours.moderation.queries import Knowledge
from addyours.moderation.screens.screen import hold
from addyours.moderation.submission import Finding, Submission


class TooFast:
    """Only speaks when the browser said how long it took: without JavaScript it doesn't."""

    def look(self, submission: Submission, known: Knowledge) -> Finding | None:
        if submission.is_staff or submission.seconds is None:
            return None
        if submission.seconds < known.policy.least_seconds:
            return hold(
                "too_fast", _("Sent %.1f seconds after the page was opened.") % submission.seconds
            )
        return None
