"""Draws a face for everybody who has given none: a pattern that is always the same for the same key."""

from __future__ import annotations

import hashlib

SIZE = 5
"""Fields in a row; the right half mirrors the left."""


def face_svg(key: str) -> str:
    """Return an SVG picture made from nothing but a key: a mirrored pattern in one of 36 hues."""
    digest = hashlib.sha256(key.encode()).digest()
    bits = int.from_bytes(digest[:2])
    half = SIZE // 2 + 1
    cells = [
        f"M{column} {row}h1v1h-1z"
        for row in range(SIZE)
        for column in range(SIZE)
        if bits >> (row * half + min(column, SIZE - 1 - column)) & 1
    ]
    hue = digest[2] % 36 * 10
    ink = 38 + digest[3] % 12
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-1 -1 7 7" width="96" height="96">'
        f'<path fill="hsl({hue} 45% 90%)" d="M-1-1h7v7h-7z"/>'
        f'<path fill="hsl({hue} 50% {ink}%)" d="{"".join(cells) or "M1 1h3v3h-3z"}"/></svg>'
    )
