"""Refuses what another site's page makes a reader's browser send, without tokens in cached pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def is_from_this_site(request: HttpRequest) -> bool:
    """Tell whether a request was made by this site's own pages or by the person directly.

    Browsers say so in `Sec-Fetch-Site`; where it is missing (browsers before 2023, plain HTTP), the
    host of `Origin` or `Referer` must be ours. With neither, the request is not believed.
    """
    # Not by `headers`, which first makes all of them ready.
    sent = request.META
    site = sent.get("HTTP_SEC_FETCH_SITE")
    if site is not None:
        return site in ("same-origin", "none")
    source = sent.get("HTTP_ORIGIN") or sent.get("HTTP_REFERER", "")
    try:
        return bool(source) and urlsplit(source).netloc == request.get_host()
    except ValueError:
        return False


def same_origin(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Guard a reader's endpoint: methods that change something only from this site's own pages."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in SAFE_METHODS and not is_from_this_site(request):
            return _refused(request)
        return view(request, *args, **kwargs)

    return csrf_exempt(guarded)


def _refused(request: HttpRequest) -> HttpResponse:
    return render(request, "web/403.html", {"is_forgery": True}, status=403)
