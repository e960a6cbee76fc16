"""Refusals of the conversation."""

from addyours.accounts.errors import Refused


class CommentRefused(Refused):
    """A comment can't be posted, changed or removed as asked; `field` is where the reason belongs.

    `warning` is the number of the warning that its writer must confirm first.
    """

    def __init__(self, code: str, reason: str, *, field: str = "body", warning: int = 0) -> None:
        super().__init__(code, reason)
        self.field = field
        self.warning = warning


class TransitionRefused(Refused):
    """A comment can't go from the state it is in to the one asked for."""


class VoteRefused(Refused):
    """A vote doesn't count: for whom, for what, or just now."""


class PickRefused(Refused):
    """A comment can't be marked as a pick."""


class AppealRefused(Refused):
    """Nobody can appeal here, or not this moderator can answer."""
