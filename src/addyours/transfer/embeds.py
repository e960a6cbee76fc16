"""Knows addresses of things that are shown as embeds, in whatever form other systems write them."""

from __future__ import annotations

import re
from functools import cache

from wagtail.embeds.oembed_providers import all_providers

_PLAYERS = (
    (
        r"(?:www\.)?youtube(?:-nocookie)?\.com/embed/([\w-]{6,20})",
        "https://www.youtube.com/watch?v={}",
    ),
    (r"player\.vimeo\.com/video/(\d+)", "https://vimeo.com/{}"),
    (r"www\.dailymotion\.com/embed/video/(\w+)", "https://www.dailymotion.com/video/{}"),
    (r"open\.spotify\.com/embed/(\w+/\w+)", "https://open.spotify.com/{}"),
)


def embed_address(address: str) -> str | None:
    """Return the address under which a known site shows something, or None for any other address."""
    address = address.strip()
    if address.startswith("//"):
        address = f"https:{address}"
    if len(address) > 2000 or not re.match(r"https?://\S+$", address):
        return None
    for pattern, made in _PLAYERS:
        found = re.match(rf"https?://{pattern}", address)
        if found:
            return made.format(found[1])
    return address if any(one.match(address) for one in _known()) else None


@cache
def _known() -> list[re.Pattern[str]]:
    return [re.compile(one) for provider in all_providers for one in provider["urls"]]
