"""Takes readers' votes, as a plain form and as the fragment a script asks for."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from addyours.accounts.addresses import address_key, range_keys
from addyours.accounts.same_origin import same_origin
from addyours.accounts.writers import guest_id_of, know_again, writer_of
from addyours.comments.actions import Ballot, cast_vote
from addyours.comments.answers import SeeOther, is_fragment
from addyours.comments.errors import VoteRefused
from addyours.comments.models import Comment, ThreadState
from addyours.comments.queries import item_of, thread_head
from addyours.comments.queries.votes import own_vote
from addyours.outbox.queries import head

VALUES = {"1": 1, "-1": -1, "0": 0}


@never_cache
@same_origin
@require_http_methods(["GET", "HEAD", "POST"])
def vote(request: HttpRequest, comment_id: int) -> HttpResponseBase:
    """Count a vote and lead back to the comment; asked for, show what this reader has voted."""
    found = _comment(comment_id)
    value = VALUES.get(request.POST.get("value", ""))
    if request.method != "POST" or value is None:
        return _show(request, found)
    writer, guest_id = writer_of(request), guest_id_of(request)
    if value and not is_fragment(request):
        # The button of a kept page can't know what was voted before. Pressed again it may be meant
        # to take the vote back, or be a double click: the reader is asked.
        if own_vote(found, writer=writer, guest_id=guest_id) == value:
            return SeeOther(reverse("comments:vote", args=[comment_id]))
    ballot = Ballot(
        value=value,
        address_key=address_key(request),
        ranges=range_keys(request),
        guest_id=guest_id,
    )
    try:
        made = cast_vote(found, writer=writer, ballot=ballot, now=timezone.now())
    except VoteRefused as refusal:
        return _show(request, found, status=422, refusal=refusal)
    response: HttpResponse = SeeOther(reverse("comments:comment", args=[comment_id]))
    if is_fragment(request):
        response = _show(request, made.comment, voted=made.value)
    know_again(request, response, guest_id=made.guest_id, position=head())
    return response


def _show(
    request: HttpRequest, found: Comment, *, status: int = 200, **context: Any
) -> HttpResponse:
    page = thread_head(found.thread)
    if "voted" not in context:
        context["voted"] = own_vote(found, writer=writer_of(request), guest_id=guest_id_of(request))
    context |= {
        "conversation": page,
        "thread": found.thread,
        "item": item_of(found, is_open=False, levels=page.levels),
        "sign_in_url": f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': request.path})}",
    }
    template = "comments/_vote.html" if is_fragment(request) else "comments/vote.html"
    return render(request, template, context, status=status)


def _comment(comment_id: int) -> Comment:
    related = Comment.objects.select_related("thread", "user", "parent", "passage")
    found = related.filter(pk=comment_id, thread__opened_at__isnull=False).first()
    if found is None or not found.is_published or found.thread.state == ThreadState.HIDDEN:
        raise Http404
    return found
