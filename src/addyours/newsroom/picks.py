"""The screen on which editors pick out of a conversation what readers see first."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from addyours.comments.actions.picks import MOST_PICKS
from addyours.comments.models import Comment, CommentState, Thread
from addyours.newsroom.paging import sheet
from addyours.newsroom.queue.views import PICK
from addyours.newsroom.screens import needs, screen


@require_safe
@needs(PICK)
def picks(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Show the published comments of a conversation, newest first, each with the button to pick it."""
    thread = get_object_or_404(Thread, pk=thread_id)
    published = Comment.objects.filter(thread=thread, state=CommentState.PUBLISHED)
    page = sheet(published.select_related("user"), query=request.GET)
    return screen(
        request,
        "newsroom/picks.html",
        title=_("Picks: %s") % thread.title,
        icon="comment",
        above=[(reverse("newsroom:threads"), _("Conversations"))],
        thread=thread,
        rows=page.rows,
        page=page,
        most=MOST_PICKS,
        here=request.get_full_path(),
    )
