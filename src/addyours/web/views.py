"""Static files, answers for machines that watch the site, and the pages for what went wrong."""

from __future__ import annotations

import mimetypes
import re
import sys
from pathlib import Path

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils._os import safe_join
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from addyours.outbox.trouble import is_away
from addyours.pagecache.marks import KEYS_HEADER

FOR_EVER = "public, max-age=31536000, immutable"
FOR_AN_HOUR = "public, max-age=3600"
STATIC = "static"
"""The key of static files: nothing changes while a process lives, so nothing drops it."""
_HASHED = re.compile(r"\.[0-9a-f]{12}(\.|$)")


@require_safe
def static_file(request: HttpRequest, path: str) -> HttpResponse:
    """Answer with a collected static file, to be kept like a page: once read, compressed for all."""
    try:
        content = Path(safe_join(settings.STATIC_ROOT, path)).read_bytes()
    except (SuspiciousFileOperation, OSError, ValueError) as error:
        raise Http404 from error
    kind, _encoding = mimetypes.guess_type(path)
    response = HttpResponse(content, content_type=kind or "application/octet-stream")
    response[KEYS_HEADER] = STATIC
    response["Cache-Control"] = FOR_EVER if _HASHED.search(path) else FOR_AN_HOUR
    return response


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that this process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Say whether the database answers and has the shape this version needs; 503 when not."""
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return JsonResponse({"ready": False, "reason": "the database does not answer"}, status=503)
    if missing:
        return JsonResponse(
            {"ready": False, "reason": f"{len(missing)} migrations are missing"}, status=503
        )
    return JsonResponse({"ready": True})


def robots(request: HttpRequest) -> HttpResponse:
    """Tell robots where the site map is and what is not for them."""
    text = render_to_string("web/robots.txt", request=request)
    return HttpResponse(text, content_type="text/plain")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer for an address where nothing is."""
    return render(request, "web/404.html", status=404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer for what this person may not do."""
    return render(request, "web/403.html", status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer for a request that makes no sense, without trusting anything of it."""
    return HttpResponse(render_to_string("web/400.html"), status=400)


def unavailable(request: HttpRequest) -> HttpResponse:
    """Answer while the database is away, without it."""
    response = HttpResponse(render_to_string("web/503.html"), status=503)
    response["Retry-After"] = "10"
    response["Cache-Control"] = "no-store"
    return response


def crashed(request: HttpRequest) -> HttpResponse:
    """Answer after a defect, without the database. A database that is away is none."""
    error = sys.exc_info()[1]
    if error is not None and is_away(error):
        return unavailable(request)
    return HttpResponse(render_to_string("web/500.html"), status=500)
