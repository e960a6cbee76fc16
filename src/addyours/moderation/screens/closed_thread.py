"""Refuses comments on a conversation that takes none."""

from addyours.moderation.queries import Knowledge
from addyours.moderation.screens.screen import refuse
from addyours.moderation.submission import Finding, Submission


class ClosedThread:
    """A closed or hidden conversation takes no comments from anybody."""

    def look(self, submission: Submission, known: Knowledge) -> Finding | None:
        if submission.closed_reason:
            return refuse("closed_thread", submission.closed_reason)
        return None
