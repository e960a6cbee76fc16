"""The screen of what readers have reported, and the decision that a comment stays."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from addyours.comments.actions import keep_comment
from addyours.comments.errors import TransitionRefused
from addyours.comments.models import Comment, CommentState
from addyours.moderation.rejection import rejection_reasons
from addyours.moderation.reports.queries import heaviest_reported
from addyours.newsroom.queue import queries
from addyours.newsroom.queue.deciding import Result
from addyours.newsroom.queue.views import BAN, MODERATE, VERBS_OF, answer, just_done
from addyours.newsroom.screens import needs, screen, staff

SHOWN = 50


@require_safe
@needs(MODERATE)
def reports(request: HttpRequest) -> HttpResponse:
    """Show the comments with open reports, the heaviest first."""
    reported = heaviest_reported(most=SHOWN)
    places = {int(one.subject.partition(":")[2]): place for place, one in enumerate(reported)}
    found = sorted(queries.comments_by_id(places), key=lambda one: places[one.pk])
    return screen(
        request,
        "newsroom/reports.html",
        title=_("Reported comments"),
        icon="warning",
        lines=[(line, VERBS_OF[CommentState(line.comment.state)]) for line in queries.lines(found)],
        reasons=rejection_reasons(),
        here=request.path,
        undoable=just_done(request),
        may_ban=request.user.has_perm(BAN),
    )


@require_POST
@needs(MODERATE)
def keep(request: HttpRequest, comment_id: int) -> HttpResponseBase:
    """Leave a reported comment where it is, then lead back."""
    result = Result(verb="keep")
    found = get_object_or_404(Comment, pk=comment_id)
    try:
        result.done.append(keep_comment(found, by=staff(request)))
    except TransitionRefused as refusal:
        result.refused.append((found, refusal.reason))
    return answer(request, result)
