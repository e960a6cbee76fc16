"""Holds comments with many links."""

from django.utils.translation import ngettext

from addyours.moderation.queries import Knowledge
from addyours.moderation.screens.screen import hold
from addyours.moderation.submission import Finding, Submission


class LinkCount:
    """Links are what most spam is for; who is trusted may have more of them."""

    def look(self, submission: Submission, known: Knowledge) -> Finding | None:
        if submission.is_staff or submission.links <= known.level.links:
            return None
        reason = ngettext("It has %(n)d link.", "It has %(n)d links.", submission.links)
        return hold("link_count", reason % {"n": submission.links})
