"""Why something cannot be brought in or taken out, in words for the person who tried."""

from __future__ import annotations


class PageRefused(Exception):
    """A saved page that cannot be read; `reason` is one line, `code` names the kind.

    Codes: empty, too_big, binary, encoding, archive, no_article.
    """

    def __init__(self, code: str, reason: str) -> None:
        """Keep both for the caller; the message is the reason."""
        super().__init__(reason)
        self.code = code
        self.reason = reason
