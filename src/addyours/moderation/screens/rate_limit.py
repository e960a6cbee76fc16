"""Refuses more comments than one person writes."""

from django.utils.translation import gettext as _

from addyours.moderation.queries import Knowledge
from addyours.moderation.screens.screen import refuse
from addyours.moderation.submission import Finding, Submission


class RateLimit:
    """Counts tries, accepted or not, of the writer and of the network address."""

    def look(self, submission: Submission, known: Knowledge) -> Finding | None:
        if submission.is_staff:
            return None
        rules = known.policy
        too_many = (rules.per_writer and known.recent_by_writer >= rules.per_writer) or (
            rules.per_address and known.recent_by_address >= rules.per_address
        )
        if too_many:
            return refuse(
                "rate_limit",
                _("That is a lot in a short time. Your text is kept here: send it in ten minutes."),
            )
        return None
