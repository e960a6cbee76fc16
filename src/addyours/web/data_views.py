"""Lets readers take away all that the site holds of them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from addyours.accounts.reader_views import signed_in
from addyours.accounts.recent import needs_recent_sign_in
from addyours.accounts.same_origin import same_origin
from addyours.accounts.subject import subject_of
from addyours.web.holdings import HOLDINGS
from addyours.web.takeout import file_name, packed


@never_cache
@same_origin
@needs_recent_sign_in
@require_http_methods(["GET", "HEAD", "POST"])
def data(request: HttpRequest) -> HttpResponseBase:
    """Say what a reader can take away, and hand it over."""
    if request.method != "POST":
        return render(request, "account/data.html", {"holdings": HOLDINGS})
    response = StreamingHttpResponse(
        packed(subject_of(signed_in(request))), content_type="application/zip"
    )
    response["Content-Disposition"] = f'attachment; filename="{file_name()}"'
    return response
