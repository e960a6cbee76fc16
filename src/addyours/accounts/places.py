"""Where somebody is signed in, this place among them."""

from __future__ import annotations

from typing import cast

from allauth.usersessions.models import UserSession
from django.http import HttpRequest

from addyours.accounts.models import User
from addyours.accounts.queries import SignedIn, places_signed_in


def places_of(request: HttpRequest) -> list[SignedIn]:
    """Return where whoever makes this request is signed in, this place first.

    A session from before sessions were listed, or one that Wagtail renewed with a new password, is
    listed from now on, so that it can be ended from elsewhere.
    """
    user = cast(User, request.user)
    found = places_signed_in(user, session_key=request.session.session_key)
    if any(place.is_here for place in found):
        return found
    UserSession.objects.create_from_request(request)
    return places_signed_in(user, session_key=request.session.session_key)
