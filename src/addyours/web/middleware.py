"""What happens to every request and answer: forwarded headers, compression, the mark of staff."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any

from django.core.exceptions import MiddlewareNotUsed
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

from addyours.accounts.writers import HINT_COOKIE
from addyours.conf import current
from addyours.outbox.trouble import is_away
from addyours.pagecache.marks import KEYS_HEADER, STAFF_COOKIE
from addyours.transfer.old_addresses import listed, numbered
from addyours.web.views import unavailable

logger = logging.getLogger(__name__)

LARGEST_NUMBER = 2**63 - 1


POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
        "base-uri 'none'",
    )
)
"""What readers' pages may load and do: nothing of anybody else's, nothing that stands in the page itself."""


class ReadersPolicy:
    """Says so with every answer but the newsroom's, which has a policy of its own (`newsroom.policy`)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path_info.startswith("/newsroom/"):
            response.setdefault("Content-Security-Policy", POLICY)
        return response


class ForwardedHeaders:
    """Puts the sender's own address and scheme into a request that came through a trusted proxy."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        if not current().trusted_proxies:
            raise MiddlewareNotUsed

    def __call__(self, request: HttpRequest) -> HttpResponse:
        peer = request.META.get("REMOTE_ADDR", "")
        if current().trusts(peer):
            forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
            request.META["REMOTE_ADDR"] = current().sender(peer, forwarded)
            scheme = request.META.get("HTTP_X_FORWARDED_PROTO", "").strip().lower()
            if scheme in ("http", "https"):
                request.META["wsgi.url_scheme"] = scheme
        return self.get_response(request)


class CompressUnkept(GZipMiddleware):
    """Compresses what the page cache doesn't keep, and what goes past it to staff; what it keeps it
    compresses itself, once.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if KEYS_HEADER in response and STAFF_COOKIE not in request.COOKIES:
            return response
        return super().process_response(request, response)


class StaffCookie:
    """Tells the page cache who is staff: they get pages made for them, not kept ones.

    And tells their pages that there is a private part to fetch: the name they comment under.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith("/newsroom/"):
            is_staff = request.user.is_authenticated
            if is_staff and STAFF_COOKIE not in request.COOKIES:
                secure = request.is_secure()
                response.set_cookie(STAFF_COOKIE, "1", httponly=True, secure=secure, samesite="Lax")
                response.set_cookie(HINT_COOKIE, "1", secure=secure, samesite="Lax")
            elif not is_staff and STAFF_COOKIE in request.COOKIES:
                response.delete_cookie(STAFF_COOKIE, samesite="Lax")
        return response


class OldAddresses:
    """Leads on from what an imported site's lists, feeds and numbers were found at."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_read = request.method in ("GET", "HEAD")
        if is_read and request.path_info == "/" and request.META.get("QUERY_STRING"):
            if led := numbered(request.GET):
                return HttpResponsePermanentRedirect(led)
        response = self.get_response(request)
        if is_read and response.status_code == HTTPStatus.NOT_FOUND:
            if led := listed(request.path_info):
                return HttpResponsePermanentRedirect(led)
        return response


class NumbersOfNothing:
    """Answers that nothing is there to a number in an address that no row can have."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Sequence[Any], kwargs: dict[str, Any]
    ) -> None:
        """Refuse it before the database is asked, which can't take it."""
        if any(isinstance(value, int) and value > LARGEST_NUMBER for value in kwargs.values()):
            raise Http404


class DatabaseAway:
    """Answers with a page of its own what can't be answered while the database is away."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Turn the database's own troubles, and nothing else, into an answer."""
        if not is_away(exception):
            return None
        logger.warning("%s could not be answered: %s", request.path, exception)
        return unavailable(request)
