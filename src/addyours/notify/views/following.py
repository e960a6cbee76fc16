"""Pages where readers choose what they follow and how they are told of it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from addyours.accounts.mail import Kind, stop_url
from addyours.accounts.models import User
from addyours.accounts.same_origin import same_origin
from addyours.comments.models import Comment, Thread
from addyours.notify.actions import follow, save_wishes
from addyours.notify.errors import FollowRefused
from addyours.notify.forms import WayForm, WishesForm
from addyours.notify.models import Way
from addyours.notify.queries.following import (
    FOLLOWS_A_PAGE,
    follows_of,
    stopped_kinds,
    way_of,
    wishes_of,
)
from addyours.notify.queries.telling import is_public


@never_cache
@same_origin
@require_http_methods(["GET", "HEAD", "POST"])
def follow_thread(request: HttpRequest, thread_id: int) -> HttpResponseBase:
    """Let a reader follow a conversation, or end that."""
    return _follow(request, get_object_or_404(Thread, pk=thread_id), None)


@never_cache
@same_origin
@require_http_methods(["GET", "HEAD", "POST"])
def follow_comment(request: HttpRequest, comment_id: int) -> HttpResponseBase:
    """Let a reader follow the replies to a comment, or end that."""
    found = get_object_or_404(Comment.objects.select_related("thread"), pk=comment_id)
    return _follow(request, found.thread, found)


@never_cache
@login_required
@require_safe
def following(request: HttpRequest) -> HttpResponse:
    """Show all that a reader follows."""
    rows = list(follows_of(_user(request).pk, before=before_of(request))[: FOLLOWS_A_PAGE + 1])
    shown = rows[:FOLLOWS_A_PAGE]
    is_more = len(rows) > FOLLOWS_A_PAGE
    context = {
        "follows": shown,
        "next_url": f"{request.path}?before={shown[-1].pk}" if is_more else "",
    }
    return render(request, "notify/following.html", context)


@never_cache
@same_origin
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponseBase:
    """Let a reader say how to be told of answers, mentions and their own stories."""
    user = _user(request)
    given = request.POST if request.method == "POST" else None
    form = WishesForm(given, instance=wishes_of(user.pk))
    if given is not None and form.is_valid():
        save_wishes(form.instance)
        return _see_other(f"{request.path}?saved=1")
    stopped = [
        (kind, stop_url(kind, user.email)) for kind in Kind if kind in stopped_kinds(user.pk)
    ]
    context = {
        "form": form,
        "stopped": stopped,
        "is_saved": "saved" in request.GET,
        "is_author": hasattr(user, "author"),
    }
    return render(request, "notify/settings.html", context, status=422 if form.errors else 200)


def before_of(request: HttpRequest) -> int | None:
    """Return the id that a page of a list goes on behind; None for the first and for nonsense."""
    text = request.GET.get("before", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def _follow(request: HttpRequest, thread: Thread, comment: Comment | None) -> HttpResponseBase:
    if not is_public(thread) or not (comment is None or comment.is_published):
        raise Http404
    user, given = request.user, request.POST if request.method == "POST" else None
    if not isinstance(user, User):
        return _ask_to_sign_in(request)
    way = way_of(user.pk, thread, comment)
    chosen = request.GET.get("way", "")
    first = chosen if chosen in Way.values else way or Way.AT_ONCE
    form = WayForm(given, initial={"way": first})
    if given is not None and form.is_valid():
        try:
            follow(user, thread=thread, comment=comment, way=form.chosen())
        except FollowRefused as refusal:
            form.add_error(None, refusal.reason)
        else:
            return _see_other(f"{request.path}?saved=1")
    context: dict[str, Any] = {
        "thread": thread,
        "comment": comment,
        "is_own": comment is not None and comment.user_id == user.pk,
        "form": form,
        "way": way,
        "is_saved": "saved" in request.GET,
    }
    return render(request, "notify/follow.html", context, status=422 if form.errors else 200)


def _ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Lead to signing in and back to the choice, with what was chosen already."""
    way = request.POST.get("way", "")
    query = f"?{urlencode({'way': way})}" if way in Way.values else ""
    return redirect_to_login(f"{request.path}{query}", reverse("account_login"))


def _see_other(url: str) -> HttpResponseRedirect:
    response = HttpResponseRedirect(url)
    response.status_code = 303
    return response


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
