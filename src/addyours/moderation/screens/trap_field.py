"""Holds what was typed by something that fills in every field."""

from django.utils.translation import gettext as _

from addyours.moderation.queries import Knowledge
from addyours.moderation.screens.screen import hold
from addyours.moderation.submission import Finding, Submission


class TrapField:
    """People don't see the field; an eager form filler of theirs may, so it holds and doesn't refuse."""

    def look(self, submission: Submission, known: Knowledge) -> Finding | None:
        if submission.trap:
            return hold("trap_field", _("The field hidden from people was filled in."))
        return None
