"""Stops mails of a kind, by one click in the mail program or by a page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from addyours.accounts.mail import read_stop_token
from addyours.notify.actions import start_mail, stop_mail
from addyours.notify.queries import is_stopped


@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Show whether a kind of mail is stopped, and stop or start it by POST.

    Programs that only look at links change nothing. Mail programs post without cookies and from
    anywhere (RFC 8058): the signed token says who may, and a redirect would not be followed.
    """
    found = read_stop_token(token)
    if found is None:
        return render(request, "notify/stop.html", {"is_unknown": True}, status=404)
    kind, address = found
    if request.method == "POST":
        change = start_mail if request.POST.get("again") else stop_mail
        change(kind, address=address)
    context = {"kind": kind, "address": address, "is_stopped": is_stopped(kind, address)}
    return render(request, "notify/stop.html", context)
