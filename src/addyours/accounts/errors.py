"""Refusals: what a person asked for and can't have, with the reason in words for them."""

from __future__ import annotations


class Refused(Exception):
    """An action was refused; `code` is for programs, `reason` for the person who asked."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class LinkRefused(Refused):
    """A sign-in link is unknown, used or too old."""


class AccountRefused(Refused):
    """An account can't be made or changed as asked."""
