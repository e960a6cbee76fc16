"""What keeps the audit log from being chained on."""

from addyours.accounts.errors import Refused


class LogBroken(Exception):
    """The end of the chain is not what the site signed: nothing is put behind it."""


class LogRefused(Refused):
    """The log can't be signed as asked."""
