"""Asks an outside judge, where the owner has set one, about a comment: signed, within two seconds, never trusted to answer."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import logging
import ssl
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext as _

from addyours.conf import current
from addyours.moderation.screens.screen import hold, refuse
from addyours.moderation.submission import Finding, Outcome, Submission

logger = logging.getLogger(__name__)
SECONDS = 2.0
"""For so long an answer is waited for, the search for its address included."""
MOST_AT_ONCE = 4
MOST_ANSWER = 16_384
"""Bytes."""
PATIENCE, PAUSE = 3, 30.0
"""After so many failures in a row it is left alone for so many seconds: comments are held at once."""
SCREEN = "outside_judge"


class NoAnswer(Exception):
    """The judge did not answer, or with something that is no answer."""


class _Trouble:
    """How often in a row there was no answer."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failures = 0
        self._until = 0.0

    def is_paused(self) -> bool:
        with self._lock:
            return time.monotonic() < self._until

    def note(self, *, failed: bool) -> None:
        with self._lock:
            self._failures = self._failures + 1 if failed else 0
            if self._failures >= PATIENCE:
                self._until = time.monotonic() + PAUSE


trouble = _Trouble()


def ask(submission: Submission) -> Finding | None:
    """Return what the outside judge has against a submission; None without a judge or an objection.

    Call it before a transaction begins: it takes up to SECONDS. Whatever goes wrong, the comment is
    held.
    """
    if not current().judge_url or submission.is_staff:
        return None
    if trouble.is_paused():
        return _unanswered()
    question = json.dumps(_question(submission), ensure_ascii=False).encode()
    try:
        # In a thread of its own, because looking up a name has no limit.
        told = _threads().submit(_send, current().judge_url, question).result(timeout=SECONDS)
        found = _finding(told)
    except (NoAnswer, TimeoutError, OSError, http.client.HTTPException) as error:
        logger.warning("The outside judge did not answer (%s).", str(error) or type(error).__name__)
        trouble.note(failed=True)
        return _unanswered()
    trouble.note(failed=False)
    return found


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Return what a question is signed with: HMAC-SHA256 over its time, a dot and its body."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(MOST_AT_ONCE, thread_name_prefix="outside-judge")


def _question(submission: Submission) -> dict[str, Any]:
    """What the judge is told: no address, nothing of the network, and the writer by an opaque name."""
    return {
        "version": 1,
        "text": submission.text,
        "name": submission.name,
        "writer": submission.writer_key,
        "links": submission.links,
        "seconds": submission.seconds,
        "at": submission.at.isoformat(),
    }


def _send(url: str, body: bytes) -> bytes:
    """Send a question to exactly the address that is set: no redirect is followed, no proxy used."""
    parts = urlsplit(url)
    timestamp = str(int(time.time()))
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "AddYours",
        "X-AddYours-Timestamp": timestamp,
        "X-AddYours-Signature": "v1=" + signature(unquote(parts.password or ""), timestamp, body),
    }
    assert parts.hostname
    if parts.scheme == "https":
        connection: http.client.HTTPConnection = http.client.HTTPSConnection(
            parts.hostname, parts.port, timeout=SECONDS, context=ssl.create_default_context()
        )
    else:
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=SECONDS)
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        if answer.status != http.client.OK:
            raise NoAnswer(f"status {answer.status}")
        return answer.read(MOST_ANSWER + 1)
    finally:
        connection.close()


def _finding(told: bytes) -> Finding | None:
    """Read an answer: {"verdict": "publish" | "hold" | "refuse", "reason": "…"}."""
    try:
        answer = json.loads(told) if len(told) <= MOST_ANSWER else None
    except (ValueError, RecursionError) as error:
        raise NoAnswer("no JSON") from error
    if not isinstance(answer, dict):
        raise NoAnswer("no object, or too long a one")
    verdict, reason = answer.get("verdict"), str(answer.get("reason") or "")[:200]
    reason = " ".join(reason.replace("\0", "").split())
    if verdict == Outcome.PUBLISH:
        return None
    if verdict == Outcome.HOLD:
        return hold(SCREEN, reason or _("The outside judge wants a moderator to look."))
    if verdict == Outcome.REFUSE:
        return refuse(SCREEN, reason or _("This can't be published here."))
    raise NoAnswer("a verdict it can't give")


def _unanswered() -> Finding:
    return hold(SCREEN, _("The outside judge did not answer."))
