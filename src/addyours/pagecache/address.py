"""Under which name a page is kept: its host, its path, and the query parameters that matter."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

Address = tuple[bytes, str, bytes]

IGNORED = frozenset(
    "_ga _gl dclid fbclid gbraid gclid gclsrc igshid mc_cid mc_eid msclkid ref_src srsltid ttclid"
    " twclid vero_id wbraid yclid".split()
)
"""Parameters that only tell others where a reader came from."""
IGNORED_STARTS = ("utm_", "pk_", "mtm_")
LONGEST_QUERY = 512
"""Bytes; longer queries are nobody's link and are not kept."""


def address_of(host: bytes, path: str, query: bytes) -> Address | None:
    """Return the name a page is kept under; None for queries that are not worth keeping."""
    if not query:
        return (host, path, b"")
    if len(query) > LONGEST_QUERY:
        return None
    pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True, encoding="latin-1")
    kept = sorted(pair for pair in pairs if not is_ignored(pair[0]))
    return (host, path, urlencode(kept, encoding="latin-1").encode("ascii"))


def is_ignored(name: str) -> bool:
    """Tell whether a query parameter makes no difference to the page."""
    return name in IGNORED or name.startswith(IGNORED_STARTS)
