"""Keeps what a guest typed where only accounts write until they have signed in: in their session, for an hour."""

from __future__ import annotations

import time
from typing import Any

from django.http import HttpRequest

_DRAFT = "ay_draft"
LASTS = 60 * 60
"""Seconds; a session of nobody ends with it, one of somebody ends by signing out."""
_LONGEST = 40_000
"""Characters: what is too long for a comment is kept too, to be shortened."""
_FIELDS = ("body", "parent", "key", "exact", "before", "behind")


def keep_draft(request: HttpRequest, thread_id: int) -> bool:
    """Keep the comment that a request brought, in the place of any kept before; False when it is too long for that.

    Signing in gives the session another key and leaves what is in it; signing out empties it. It is
    saved here and not on the way out, where a database that is away would cost the text.
    """
    typed = {name: request.POST.get(name, "") for name in _FIELDS}
    if not typed["body"].strip():
        return True
    if sum(map(len, typed.values())) > _LONGEST:
        return False
    if request.session.is_empty():
        request.session.set_expiry(LASTS)
    request.session[_DRAFT] = {"thread": thread_id, "at": time.time(), "typed": typed}
    request.session.save()
    return True


def kept_draft(request: HttpRequest, thread_id: int) -> dict[str, Any] | None:
    """Return the fields of the comment kept for a conversation; None when there is none any more."""
    kept = request.session.get(_DRAFT)
    if kept and time.time() - kept["at"] >= LASTS:
        del request.session[_DRAFT]
        kept = None
    return dict(kept["typed"]) if kept and kept["thread"] == thread_id else None


def drop_draft(request: HttpRequest, thread_id: int) -> None:
    """Forget it, once it is posted."""
    if kept_draft(request, thread_id) is not None:
        del request.session[_DRAFT]
