"""Holds or refuses what the outside judge has something against, where a site has one."""

from addyours.moderation.queries import Knowledge
from addyours.moderation.submission import Finding, Submission


class OutsideJudge:
    """It was asked before anything was locked: its answer came with the submission."""

    def look(self, submission: Submission, known: Knowledge) -> Finding | None:
        return None if submission.is_staff else submission.outside
