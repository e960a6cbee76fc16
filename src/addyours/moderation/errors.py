"""Refusals of moderation."""

from addyours.accounts.errors import Refused


class BanRefused(Refused):
    """A ban can't be made or lifted as asked."""
