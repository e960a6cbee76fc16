"""Pages of conversations that belong to no story: those that were brought from another system."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from addyours.comments.forms import CommentForm
from addyours.comments.models import Thread, ThreadState
from addyours.comments.queries import thread_page
from addyours.comments.queries.alone import alone_page, own_path
from addyours.comments.views import cursors_of
from addyours.pagecache.marks import keep


@require_safe
def conversation(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Show a conversation that stands alone; one that is shown elsewhere is led to."""
    found = get_object_or_404(Thread, pk=thread_id)
    if found.opened_at is None or found.state == ThreadState.HIDDEN:
        raise Http404
    if found.path != own_path(found.pk):
        return redirect(f"{found.path}#comments")
    page = thread_page(found, sort=request.GET.get("sort", ""), **cursors_of(request))
    context = {"conversation": page, "form": CommentForm()}
    response = render(request, "comments/alone.html", context)
    keep(response, keys=page.keys, counts=[found.votes_key], seconds=page.seconds_until_closing)
    return response


@require_safe
def conversations(request: HttpRequest) -> HttpResponse:
    """List the conversations that stand alone, those with the newest comments first."""
    number = request.GET.get("page", "1")
    listed = alone_page(int(number) if number.isdecimal() and len(number) < 5 else 1)
    response = render(request, "comments/conversations.html", {"listing": listed})
    # They come by imports, each of which has all pages drawn anew at its end.
    keep(response, keys=(), counts=[thread.key for thread in listed.threads])
    return response
