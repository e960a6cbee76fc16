"""Refusals of publishing."""

from addyours.accounts.errors import Refused


class StoryRefused(Refused):
    """A story can't be made as asked."""
