"""Serves static files and photos: kept for ever by browsers, in parts where asked for, compressed where it pays.

The server's own static mounts know neither ranges nor ETags, compression or `immutable`: measured
with Granian 2.8.7.
"""

from __future__ import annotations

import asyncio
import mimetypes
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email.utils import formatdate
from os import stat_result
from pathlib import Path
from stat import S_ISREG
from typing import Any

from addyours.pagecache.marks import KEYS_HEADER

KEY = "static"
FOR_EVER = b"public, max-age=31536000, immutable"
ASK_AGAIN = b"public, max-age=0, must-revalidate"
HASHED = re.compile(r"\.[0-9a-f]{12}\.[^./]+$")
"""A name that changes with the content, as our static files have; the others are for old links."""
COMPRESSED = frozenset({"text/css", "text/javascript", "image/svg+xml", "application/json"})
LARGEST_COMPRESSED = 1_000_000
"""Bytes; larger texts are sent as they lie there."""
CHUNK = 256 * 1024
TYPES = {
    ".avif": "image/avif",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
Headers = list[tuple[bytes, bytes]]
SAFE: Headers = [
    (b"x-content-type-options", b"nosniff"),
    # An uploaded picture opened on its own is a document of this site: it may do nothing.
    (b"content-security-policy", b"default-src 'none'; style-src 'unsafe-inline'; sandbox"),
]


@dataclass(frozen=True)
class Found:
    """A file and what is said of it."""

    path: Path
    size: int
    modified: float
    etag: bytes
    is_static: bool

    @property
    def kind(self) -> str:
        guessed = TYPES.get(self.path.suffix.lower()) or mimetypes.guess_type(self.path.name)[0]
        return guessed or "application/octet-stream"

    @property
    def is_kept_compressed(self) -> bool:
        return self.is_static and self.kind in COMPRESSED and self.size <= LARGEST_COMPRESSED

    def headers(self) -> Headers:
        is_text = self.kind.startswith("text/")
        kind = f"{self.kind}; charset=utf-8" if is_text else self.kind
        is_for_ever = not self.is_static or HASHED.search(self.path.name)
        return [
            (b"content-type", kind.encode()),
            (b"cache-control", FOR_EVER if is_for_ever else ASK_AGAIN),
            *SAFE,
        ]


class Files:
    """An ASGI application for the files under some first parts of addresses."""

    def __init__(self, static: tuple[str, Path], media: tuple[str, Path]) -> None:
        self._folders: Mapping[str, Path] = dict((static, media))
        self._static = static[0]
        self.starts = tuple(self._folders)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer a request whose path begins with one of `starts`."""
        if scope["method"] not in ("GET", "HEAD"):
            await _say(send, 405, [(b"allow", b"GET, HEAD")])
            return
        found = await asyncio.to_thread(self._find, scope["path"])
        if found is None:
            await _say(send, 404)
        elif found.is_kept_compressed:
            await _send_text(scope, send, found)
        else:
            await _send_file(scope, send, found)

    def _find(self, path: str) -> Found | None:
        start = next(one for one in self.starts if path.startswith(one))
        parts = path.removeprefix(start).split("/")
        # Files whose name begins with a dot are nobody's business either.
        if "\0" in path or any(part == "" or part.startswith(".") for part in parts):
            return None
        folder = self._folders[start].resolve()
        try:
            there = folder.joinpath(*parts).resolve()
            status = there.stat()
        except OSError:
            return None
        if not there.is_relative_to(folder) or not S_ISREG(status.st_mode):
            return None
        return _found(there, status, is_static=start == self._static)


def _found(path: Path, status: stat_result, *, is_static: bool) -> Found:
    etag = f'"{status.st_mtime_ns:x}-{status.st_size:x}"'.encode()
    return Found(path, status.st_size, status.st_mtime, etag, is_static)


async def _send_text(scope: Any, send: Any, found: Found) -> None:
    """Send a static text whole; the page cache in front keeps it, compresses it and knows its ETag."""
    headers = [*found.headers(), (KEYS_HEADER.lower().encode(), KEY.encode())]
    body = await asyncio.to_thread(found.path.read_bytes)
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})


async def _send_file(scope: Any, send: Any, found: Found) -> None:
    asked = dict(scope["headers"])
    modified = formatdate(found.modified, usegmt=True).encode()
    headers = [
        *found.headers(),
        (b"etag", found.etag),
        (b"last-modified", modified),
        (b"accept-ranges", b"bytes"),
    ]
    if _is_known(asked, found.etag, modified):
        await _say(send, 304, headers)
        return
    part = _part(asked, found, modified)
    if part is None:
        await _say(send, 416, [*headers, (b"content-range", b"bytes */%d" % found.size)])
        return
    first, end = part
    is_whole = (first, end) == (0, found.size)
    if not is_whole:
        headers.append((b"content-range", b"bytes %d-%d/%d" % (first, end - 1, found.size)))
    headers.append((b"content-length", b"%d" % (end - first)))
    status = 200 if is_whole else 206
    await send({"type": "http.response.start", "status": status, "headers": headers})
    if scope["method"] == "HEAD":
        await send({"type": "http.response.body", "body": b"", "more_body": False})
    elif is_whole and found.size and "http.response.pathsend" in scope.get("extensions", ()):
        await send({"type": "http.response.pathsend", "path": str(found.path)})
    else:
        await _send_part(send, found.path, first, end)


async def _send_part(send: Any, path: Path, first: int, end: int) -> None:
    with await asyncio.to_thread(path.open, "rb") as file:
        await asyncio.to_thread(file.seek, first)
        left, is_begun = end - first, False
        while left > 0 or not is_begun:
            is_begun = True
            chunk = await asyncio.to_thread(file.read, min(CHUNK, left))
            left = left - len(chunk) if chunk else 0
            await send({"type": "http.response.body", "body": chunk, "more_body": left > 0})


def _is_known(asked: Mapping[bytes, bytes], etag: bytes, modified: bytes) -> bool:
    if b"if-none-match" in asked:
        known = (part.strip().removeprefix(b"W/") for part in asked[b"if-none-match"].split(b","))
        return any(part in (etag, b"*") for part in known)
    return asked.get(b"if-modified-since") == modified


def _part(asked: Mapping[bytes, bytes], found: Found, modified: bytes) -> tuple[int, int] | None:
    """Return from where to where a file is asked for; None for a range outside of it.

    Several ranges, and what is no range, mean the whole (RFC 9110, 14.2).
    """
    whole = (0, found.size)
    if asked.get(b"if-range", found.etag) not in (found.etag, modified):
        return whole
    match = re.fullmatch(
        rb"bytes=(\d{0,18})-(\d{0,18})", asked.get(b"range", b"").replace(b" ", b"")
    )
    if match is None or match[0] == b"bytes=-":
        return whole
    first, last = match.groups()
    if not first:
        return (max(0, found.size - int(last)), found.size) if int(last) and found.size else None
    if last and int(last) < int(first):
        return whole
    if int(first) >= found.size:
        return None
    return int(first), min(found.size, int(last) + 1) if last else found.size


async def _say(send: Any, status: int, headers: Iterable[tuple[bytes, bytes]] = ()) -> None:
    words = {404: b"There is no such file.\n", 405: b"Only GET.\n"}.get(status, b"")
    told: Headers = [*headers]
    if words:
        told += [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": told})
    await send({"type": "http.response.body", "body": words, "more_body": False})
