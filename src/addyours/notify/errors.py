"""Refusals about what people are told."""

from __future__ import annotations

from addyours.accounts.errors import Refused


class MailRefused(Refused):
    """A mail can't be sent again, or a report is about none of this site's mails."""


class FollowRefused(Refused):
    """What somebody wants to follow is not there for readers."""
