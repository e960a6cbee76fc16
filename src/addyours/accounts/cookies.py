"""The cookies beside the session: what pages kept for everybody may know, and which devices are known."""

from __future__ import annotations

from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from addyours.accounts.writers import COOKIE as GUEST_COOKIE
from addyours.accounts.writers import COOKIE_AGE, HINT_COOKIE
from addyours.pagecache.marks import STAFF_COOKIE

DEVICE_COOKIE = "ay_device"
PASSKEY_COOKIE = "ay_passkey"
"""Says that somebody here signs in by a passkey: the sign-in page then offers that first."""
MOST_KNOWN = 20
"""Accounts that one browser is known for."""
_SALT = "addyours.device"


def is_known_device(request: HttpRequest, user_id: int) -> bool:
    """Tell whether an account has been signed in to in this browser before."""
    return user_id in _known(request)


def remember_sign_in(
    request: HttpRequest, response: HttpResponseBase, *, user_id: int, has_passkey: bool
) -> None:
    """Mark the browser: something of one's own to fetch, this account, its passkey."""
    secure = request.is_secure()
    others = [known for known in _known(request) if known != user_id]
    known = signing.dumps([user_id, *others][:MOST_KNOWN], salt=_SALT)
    response.set_cookie(HINT_COOKIE, "1", max_age=COOKIE_AGE, secure=secure, samesite="Lax")
    response.set_cookie(
        DEVICE_COOKIE, known, max_age=COOKIE_AGE, httponly=True, secure=secure, samesite="Lax"
    )
    if has_passkey:
        remember_passkey(request, response)


def remember_passkey(request: HttpRequest, response: HttpResponseBase) -> None:
    """Mark the browser as one that has a passkey."""
    secure = request.is_secure()
    response.set_cookie(
        PASSKEY_COOKIE, "1", max_age=COOKIE_AGE, httponly=True, secure=secure, samesite="Lax"
    )


def forget_sign_in(request: HttpRequest, response: HttpResponseBase) -> None:
    """Take the marks of a signed-in browser away; a guest's own comments are still to be fetched."""
    response.delete_cookie(STAFF_COOKIE, samesite="Lax")
    if GUEST_COOKIE not in request.COOKIES:
        response.delete_cookie(HINT_COOKIE, samesite="Lax")


def _known(request: HttpRequest) -> list[int]:
    try:
        return list(signing.loads(request.COOKIES.get(DEVICE_COOKIE, ""), salt=_SALT))
    except (signing.BadSignature, TypeError):
        return []
