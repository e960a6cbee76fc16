"""Signs people in."""

from __future__ import annotations

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from addyours.accounts.actions import use_sign_in_link
from addyours.accounts.errors import LinkRefused
from addyours.accounts.same_origin import same_origin


@never_cache
@same_origin
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest, token: str) -> HttpResponseBase:
    """Sign an account in by a link, after a click: programs that only look at links use none up."""
    if request.method != "POST":
        return render(request, "accounts/sign_in.html", {"token": token})
    try:
        user = use_sign_in_link(token)
    except LinkRefused as refusal:
        context = {"token": token, "reason": refusal.reason}
        return render(request, "accounts/sign_in.html", context, status=410)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return redirect("wagtailadmin_home" if user.is_staff else "/")
