"""Asks for proof of who somebody is once more, before what a stranger at an open screen must not do."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase

RECENT = 15 * 60
"""Seconds for which a sign-in is proof enough."""
THEN = "ay_then"
"""Where in the session stands where somebody goes on to who has set up a passkey or an app."""


def has_signed_in_recently(request: HttpRequest) -> bool:
    """Tell whether somebody proved who they are, by any way in, within the last RECENT seconds."""
    records = get_authentication_records(request, request.user)
    return any(time.time() - record["at"] < RECENT for record in records)


def needs_recent_sign_in(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Guard a view: whoever signed in long ago is asked again, then led back."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not has_signed_in_recently(request):
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return login_required(guarded)
