"""The screen of one writer: what they wrote, what became of it, and sanctions."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from addyours.moderation.rejection import rejection_reasons
from addyours.newsroom.paging import sheet
from addyours.newsroom.queue import queries
from addyours.newsroom.queue.views import BAN, MODERATE, just_done
from addyours.newsroom.screens import needs, screen


@require_safe
@needs(MODERATE)
def writer(request: HttpRequest, key: str) -> HttpResponse:
    """Show a writer, or a network address: their comments, their record, their sanctions."""
    found = queries.writer(key)
    if found is None:
        raise Http404
    page = sheet(queries.comments_of(key), query=request.GET)
    return screen(
        request,
        "newsroom/writer.html",
        title=found.name,
        icon="user",
        above=[(reverse("newsroom:queue"), _("Queue"))],
        writer=found,
        lines=queries.lines(page.rows),
        page=page,
        reasons=rejection_reasons(),
        waiting=queries.waiting_of_writer(key),
        undoable=just_done(request),
        here=request.path,
        may_ban=request.user.has_perm(BAN),
    )
