"""The screen of appeals: another moderator looks at what was rejected, where there is another."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.utils import set_query_params

from addyours.comments.actions import answer_appeal
from addyours.comments.errors import AppealRefused
from addyours.comments.queries.appeals import is_there_another, open_appeals
from addyours.newsroom.paging import sheet
from addyours.newsroom.queue import queries
from addyours.newsroom.queue.views import JUST_DONE, MODERATE, just_done, tabs_of
from addyours.newsroom.screens import needs, screen, staff

GRANT, UPHOLD = "grant", "uphold"


@require_safe
@needs(MODERATE)
def appeals(request: HttpRequest) -> HttpResponse:
    """Show the appeals that wait, oldest first."""
    page = sheet(open_appeals(), query=request.GET, newest_first=False)
    user = staff(request)
    is_one_of_many = is_there_another(user)
    lines = queries.lines(one.comment for one in page.rows)
    return screen(
        request,
        "newsroom/appeals.html",
        title=_("Appeals"),
        icon="tasks",
        above=[(reverse("newsroom:queue"), _("Queue"))],
        tabs=tabs_of(""),
        appeals_count=queries.appeals_count(),
        is_appeals=True,
        rows=[
            (ruling, line, not (is_one_of_many and ruling.by_id == user.pk))
            for ruling, line in zip(page.rows, lines, strict=True)
        ],
        page=page,
        undoable=just_done(request),
        here=request.path,
    )


@require_POST
@needs(MODERATE)
def answer(request: HttpRequest, comment_id: int) -> HttpResponseBase:
    """Publish the comment after all, or let the decision stand, then lead back to the appeals."""
    found = queries.one_comment(comment_id)
    verb = request.POST.get("answer")
    if found is None or verb not in (GRANT, UPHOLD):
        raise Http404
    words = request.POST.get("words", "").replace("\0", "").strip()
    back = reverse("newsroom:appeals")
    try:
        made = answer_appeal(found, by=staff(request), is_granted=verb == GRANT, words=words)
    except AppealRefused as refusal:
        messages.error(request, refusal.reason)
        return redirect(back)
    granted = _("The comment is published, and its writer is told.")
    stands = _("The decision stands, and the writer is told.")
    messages.success(request, granted if verb == GRANT else stands)
    return redirect(set_query_params(back, {JUST_DONE: str(made.pk)}))
