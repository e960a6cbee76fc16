"""Which addresses may become links, since a form is not the only way for one to come in."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit


def web_link(address: str) -> str:
    """Return an address of the web, and nothing for any other: scripts have addresses, too."""
    return address if address.lower().startswith(("http://", "https://")) else ""


def parts_of(address: str) -> SplitResult:
    """Return the parts of an address from outside; of what is none, such as http://[, nothing."""
    try:
        return urlsplit(address)
    except ValueError:
        return SplitResult("", "", "", "", "")
