"""Refusals of moderation."""

from addyours.accounts.errors import Refused


class SanctionRefused(Refused):
    """A sanction can't be imposed or lifted as asked."""


class ReportRefused(Refused):
    """A report can't be taken as it is."""


class RuleRefused(Refused):
    """A word rule can't be kept as it is; `field` is where the reason belongs."""

    def __init__(self, code: str, reason: str, *, field: str = "") -> None:
        super().__init__(code, reason)
        self.field = field
