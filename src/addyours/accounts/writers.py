"""Who is writing: one value for an account and for a guest, and the cookie that knows a guest again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core import signing
from django.http import HttpRequest, HttpResponse

from addyours.accounts.models import Guest, User
from addyours.pagecache.marks import SEEN_COOKIE

COOKIE = "ay_guest"
HINT_COOKIE = "ay_mine"
"""Readable by scripts: says only that there is something of one's own to fetch."""
COOKIE_AGE = 400 * 24 * 3600
"""Seconds; browsers keep no cookie longer than 400 days."""
SEEN_AGE = 600
"""Seconds; every process has long seen a write of ten minutes ago."""
_SALT = "addyours.guest"


@dataclass(frozen=True, kw_only=True)
class Writer:
    """Somebody who writes: an account, a guest seen before, or a guest not yet known (no id)."""

    name: str
    email: str = ""
    user_id: int | None = None
    guest_id: int | None = None
    is_staff: bool = False
    since: datetime | None = None
    """When they were first seen; None for a guest not yet known."""

    @property
    def key(self) -> str:
        """The name this writer has in moderation: `user:5`, `guest:12`, or empty when unknown."""
        if self.user_id:
            return f"user:{self.user_id}"
        return f"guest:{self.guest_id}" if self.guest_id else ""


def writer_of_user(user: User) -> Writer:
    """Return the writer that an account is."""
    return Writer(
        name=user.name,
        email=user.email,
        user_id=user.pk,
        is_staff=user.is_staff,
        since=user.date_joined,
    )


def writer_of_guest(guest: Guest) -> Writer:
    """Return the writer that a known guest is."""
    return Writer(name=guest.name, email=guest.email, guest_id=guest.pk, since=guest.created_at)


def guest_id_of(request: HttpRequest) -> int | None:
    """Return the guest named by the request's signed cookie; None without one or when forged."""
    signed = request.COOKIES.get(COOKIE)
    if not signed:
        return None
    try:
        return int(signing.loads(signed, salt=_SALT))
    except (signing.BadSignature, TypeError, ValueError):
        return None


def writer_of(request: HttpRequest) -> Writer | None:
    """Return who makes this request: the account signed in, else the guest of the cookie, else None."""
    session = getattr(request, "session", None)
    # Most who write have none, and to find out that nobody is signed in takes longer.
    is_nobody = session is not None and session.is_empty()
    user = None if is_nobody else getattr(request, "user", None)
    if isinstance(user, User) or (user is not None and user.is_authenticated):
        return writer_of_user(user)
    guest_id = guest_id_of(request)
    guest = Guest.objects.filter(pk=guest_id).first() if guest_id else None
    return writer_of_guest(guest) if guest else None


def know_again(
    request: HttpRequest, response: HttpResponse, *, guest_id: int | None, position: int
) -> None:
    """Set the cookies by which a writer's own comments are found again, after a write of theirs.

    With them goes the outbox position of that write, so that no process shows the writer a page
    from before it.
    """
    secure = request.is_secure()
    if guest_id:
        response.set_cookie(
            COOKIE,
            signing.dumps(guest_id, salt=_SALT),
            max_age=COOKIE_AGE,
            httponly=True,
            secure=secure,
            samesite="Lax",
        )
    response.set_cookie(HINT_COOKIE, "1", max_age=COOKIE_AGE, secure=secure, samesite="Lax")
    response.set_cookie(
        SEEN_COOKIE, str(position), max_age=SEEN_AGE, httponly=True, secure=secure, samesite="Lax"
    )
