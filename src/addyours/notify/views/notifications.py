"""Shows readers what they were told of, and marks it as read."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from addyours.accounts.models import User
from addyours.accounts.same_origin import is_from_this_site, same_origin
from addyours.moderation.sanctions.queries import warnings_on
from addyours.notify.actions import read_notifications
from addyours.notify.queries.notifications import notification_page, shown_to
from addyours.notify.views.following import before_of


@never_cache
@login_required
@require_safe
def notifications(request: HttpRequest) -> HttpResponse:
    """Show what a reader was told of, newest first."""
    user = _user(request)
    page = notification_page(user.pk, before=before_of(request))
    warnings = warnings_on(f"user:{user.pk}", at=timezone.now())
    return render(request, "notify/notifications.html", {"page": page, "warnings": warnings})


@never_cache
@login_required
@require_safe
def open_one(request: HttpRequest, notification_id: int) -> HttpResponse:
    """Lead to the comment that a reader was told of, which marks it as read.

    Not when another site's page leads here: then it was not the reader's wish.
    """
    user = _user(request)
    found = get_object_or_404(shown_to(user.pk), pk=notification_id)
    if is_from_this_site(request):
        read_notifications(user, comment_id=found.comment_id, now=timezone.now())
    return redirect("comments:comment", found.comment_id)


@never_cache
@same_origin
@login_required
@require_POST
def read(request: HttpRequest) -> HttpResponseBase:
    """Mark one notification as read, or all that the page showed and what is older."""
    user = _user(request)
    number = request.POST.get("until", "") or request.POST.get("id", "")
    if number.isascii() and number.isdecimal() and len(number) < 19:
        if "until" in request.POST:
            read_notifications(user, until=int(number), now=timezone.now())
        else:
            found = get_object_or_404(shown_to(user.pk), pk=int(number))
            read_notifications(user, comment_id=found.comment_id, now=timezone.now())
    response = HttpResponseRedirect(reverse("notify:notifications"))
    response.status_code = 303
    return response


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
