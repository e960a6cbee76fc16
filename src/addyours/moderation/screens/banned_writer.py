"""Refuses writers and addresses that are banned."""

from django.utils.translation import gettext as _

from addyours.moderation.queries import Knowledge
from addyours.moderation.screens.screen import refuse
from addyours.moderation.submission import Finding, Submission


class BannedWriter:
    """Says so plainly: a writer who doesn't know only tries again."""

    def look(self, submission: Submission, known: Knowledge) -> Finding | None:
        if known.ban_reason is None or submission.is_staff:
            return None
        if known.ban_reason:
            return refuse(
                "banned_writer", _("You can't comment here at the moment: %s") % known.ban_reason
            )
        return refuse("banned_writer", _("You can't comment here at the moment."))
