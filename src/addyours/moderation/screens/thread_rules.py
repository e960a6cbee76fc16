"""Refuses or holds by the rules of one conversation."""

from django.utils.translation import gettext as _

from addyours.moderation.queries import Knowledge
from addyours.moderation.screens.screen import hold, refuse
from addyours.moderation.submission import Finding, Submission


class ThreadRules:
    """A heated conversation can be slowed down, held, or kept to readers with an account."""

    def look(self, submission: Submission, known: Knowledge) -> Finding | None:
        if submission.is_staff:
            return None
        if submission.not_now:
            return refuse("thread_rules", submission.not_now)
        if submission.is_thread_held:
            reason = _("Every comment in this conversation waits for a moderator.")
            return hold("thread_rules", reason)
        return None
