"""Holds by the site's policy: nobody, those not trusted yet, everybody."""

from django.utils.translation import gettext as _

from addyours.moderation.models import Hold
from addyours.moderation.queries import Knowledge
from addyours.moderation.screens.screen import hold
from addyours.moderation.submission import Finding, Submission


class HoldPolicy:
    """Who is not trusted yet is said by the table of trust."""

    def look(self, submission: Submission, known: Knowledge) -> Finding | None:
        if submission.is_staff or known.policy.hold == Hold.NONE:
            return None
        if known.policy.hold == Hold.ALL:
            return hold("hold_policy", _("Every comment waits for a moderator."))
        if not known.level.is_held:
            return None
        if known.accepted == 0:
            return hold("hold_policy", _("First comment of this writer."))
        return hold("hold_policy", _("This writer is not trusted enough yet."))
