"""One kept page: its headers, its body in each encoding asked for so far, its ETag and its keys."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from addyours.pagecache.encoding import IDENTITY, encode

Header = tuple[bytes, bytes]
Message = dict[str, Any]
OVERHEAD = 2_000
"""Bytes counted for a page beside its bodies."""
TINY = 500
"""Bytes; smaller bodies are not compressed."""


@dataclass(slots=True)
class Answer:
    """A page in one encoding, as the messages that send it."""

    start: Message
    body: Message
    start_304: Message
    etag: bytes
    size: int


@dataclass(slots=True)
class Page:
    """A whole response; its encodings are made when first asked for."""

    headers: tuple[Header, ...]
    raw: bytes
    keys: frozenset[str]
    soft_keys: frozenset[str]
    answers: dict[bytes, Answer] = field(default_factory=dict)
    stale_at: float | None = None
    """On the monotonic clock: from then on the page is rendered again before it is served. None: it
    is right until it is evicted."""
    behind_from: int = 0
    """The outbox position of the first change of its counts that it doesn't show; 0: there is none."""
    digest: str = ""

    def __post_init__(self) -> None:
        self.digest = hashlib.blake2b(self.raw, digest_size=12).hexdigest()

    @property
    def size(self) -> int:
        """Bytes of memory, roughly."""
        return OVERHEAD + len(self.raw) + sum(answer.size for answer in self.answers.values())

    def answer(self, encoding: bytes) -> Answer:
        """Return the page in an encoding, made now if nobody asked for it before."""
        answer = self.answers.get(encoding)
        if answer is None:
            answer = self.answers[encoding] = self._make(encoding)
        return answer

    def _make(self, encoding: bytes) -> Answer:
        chosen = encoding if len(self.raw) >= TINY else IDENTITY
        body = encode(self.raw, chosen)
        # A strong ETag names exact bytes, so each encoding has its own.
        etag = f'"{self.digest}-{chosen.decode()}"'.encode()
        common = [*self.headers, (b"etag", etag), (b"vary", b"Accept-Encoding")]
        full = [*common, (b"content-length", str(len(body)).encode())]
        if chosen != IDENTITY:
            full.append((b"content-encoding", chosen))
        return Answer(
            start={"type": "http.response.start", "status": 200, "headers": full},
            body={"type": "http.response.body", "body": body, "more_body": False},
            start_304={"type": "http.response.start", "status": 304, "headers": common},
            etag=etag,
            size=len(body) if chosen != IDENTITY else 0,
        )


def is_known(etag: bytes, if_none_match: bytes) -> bool:
    """Tell whether an If-None-Match header names this ETag (weak comparison, RFC 9110, 13.1.2)."""
    if if_none_match == etag:
        return True
    if if_none_match.strip() == b"*":
        return True
    return any(part.strip().removeprefix(b"W/") == etag for part in if_none_match.split(b","))


def split_keys(values: Iterable[bytes]) -> frozenset[str]:
    """Return the keys named in headers, separated by blanks."""
    return frozenset(key for value in values for key in value.decode("ascii").split())
