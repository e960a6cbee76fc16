"""Answers for machines that watch the site, and the pages for what went wrong."""

from __future__ import annotations

import sys
from http import HTTPStatus

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail.contrib.sitemaps import Sitemap
from wagtail.contrib.sitemaps.views import sitemap

from addyours.outbox.trouble import is_away
from addyours.pagecache.marks import keep
from addyours.stories.keys import NEWEST
from addyours.web.site_map import Conversations


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
    response = HttpResponse(text, content_type="text/plain")
    keep(response, keys=())
    return response


@require_safe
def site_map(request: HttpRequest) -> HttpResponseBase:
    """Tell robots of every page; kept until a story changes."""
    response = sitemap(request, {"pages": Sitemap, "conversations": Conversations})
    if response.status_code == HTTPStatus.OK:
        keep(response, keys=[NEWEST])
    return response


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer for an address where nothing is."""
    return render(request, "web/404.html", status=404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer for what this person may not do."""
    return render(request, "web/403.html", status=403)


def no_token(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer for a form whose token is missing: mostly a browser that keeps no cookies."""
    words = gettext(
        "Your browser sent no cookie with this form. Allow cookies for this site, load the page again,"
        " and send it once more."
    )
    return render(request, "web/403.html", {"reason": words}, status=403)


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
