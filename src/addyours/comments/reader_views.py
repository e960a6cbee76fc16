"""Pages about writers: a reader's public page, claiming one's comments, muting somebody."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.encoding import escape_uri_path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from addyours.accounts.actions import mute as mute_writer
from addyours.accounts.errors import AccountRefused
from addyours.accounts.faces import face_key, face_url, picture_url
from addyours.accounts.models import Mute, User
from addyours.accounts.reader_views import signed_in
from addyours.accounts.same_origin import same_origin
from addyours.accounts.writers import guest_id_of
from addyours.comments.actions import claim_comments
from addyours.comments.errors import CommentRefused
from addyours.comments.models import Comment, ThreadState
from addyours.comments.queries.looks import badge_of, profile_url
from addyours.comments.queries.readers import MOST_CLAIMED, claimable, reader_page
from addyours.pagecache.marks import keep

FORM = ["GET", "HEAD", "POST"]


@require_safe
def profile(request: HttpRequest, user_id: int, slug: str = "") -> HttpResponseBase:
    """Show the page of a reader who wants one; to themselves always."""
    user = get_object_or_404(User, pk=user_id, is_active=True)
    is_own = request.user == user
    if not (user.has_profile or is_own):
        raise Http404
    if escape_uri_path(request.path) != (address := profile_url(user)):
        return redirect(f"{address}?{query}" if (query := request.GET.urlencode()) else address)
    before = request.GET.get("before", "")
    page = reader_page(
        user, before=int(before) if before.isdecimal() and len(before) < 19 else None
    )
    context = {
        "reader": user,
        "page": page,
        "badge": badge_of(user),
        "picture": picture_url(user.avatar, 192)
        if user.avatar
        else face_url(face_key(f"user:{user.pk}")),
        "is_hidden": not user.has_profile,
        "is_first": not before,
    }
    response = render(request, "comments/profile.html", context)
    if user.has_profile and not is_own:
        keep(response, keys=[f"user:{user.pk}", user.look])
    else:
        add_never_cache_headers(response)
    return response


@never_cache
@login_required
@require_safe
def own_profile(request: HttpRequest) -> HttpResponseBase:
    """Lead readers to their own page."""
    return redirect(profile_url(signed_in(request)))


@never_cache
@same_origin
@login_required
@require_http_methods(FORM)
def claim(request: HttpRequest) -> HttpResponseBase:
    """Let readers choose which comments of guests are theirs."""
    user, guest_id = signed_in(request), guest_id_of(request)
    if request.method == "POST":
        ids = [int(text) for text in request.POST.getlist("comment")[:MOST_CLAIMED] if _is_id(text)]
        try:
            count = claim_comments(user, comment_ids=ids, guest_id=guest_id, now=timezone.now())
        except CommentRefused as refusal:
            messages.error(request, refusal.reason)
            return redirect("comments:claim")
        words = ngettext("%(n)d comment is yours now.", "%(n)d comments are yours now.", count)
        messages.success(request, words % {"n": count})
        return redirect("account_home")
    found = claimable(user, guest_id=guest_id)
    return render(request, "comments/claim.html", {"found": found})


@never_cache
@same_origin
@login_required
@require_http_methods(FORM)
def mute(request: HttpRequest, comment_id: int) -> HttpResponseBase:
    """Let readers mute the writer of a comment, after asking."""
    user = signed_in(request)
    found = get_object_or_404(Comment.objects.select_related("thread"), pk=comment_id)
    if not found.is_published or found.thread.state == ThreadState.HIDDEN:
        raise Http404
    reason = ""
    if request.method == "POST":
        try:
            mute_writer(user, key=found.writer_key, name=found.name, now=timezone.now())
        except AccountRefused as refusal:
            reason = refusal.reason
        else:
            messages.success(request, _("%s is muted.") % found.name)
            return redirect("accounts:muted")
    is_muted = Mute.objects.filter(user=user, key=found.writer_key).exists()
    context = {"comment": found, "thread": found.thread, "reason": reason, "is_muted": is_muted}
    return render(request, "comments/mute.html", context, status=422 if reason else 200)


def _is_id(text: str) -> bool:
    return text.isdecimal() and len(text) < 19
