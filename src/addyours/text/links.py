"""Which addresses may become links, since a form is not the only way for one to come in."""

from __future__ import annotations


def web_link(address: str) -> str:
    """Return an address of the web, and nothing for any other: scripts have addresses, too."""
    return address if address.lower().startswith(("http://", "https://")) else ""
