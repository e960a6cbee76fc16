"""Turns moderators' requests into decisions; every one of them works as a plain form."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.utils import set_query_params

from addyours.comments.models import Comment, CommentState
from addyours.moderation.models import Wave
from addyours.moderation.rejection import rejection_reasons
from addyours.moderation.scorer.assessing import why
from addyours.newsroom.log import verb_of
from addyours.newsroom.models import SavedFilter
from addyours.newsroom.paging import changed, number, sheet
from addyours.newsroom.queue import queries
from addyours.newsroom.queue.attention import newest_in
from addyours.newsroom.queue.deciding import (
    PICKS,
    Order,
    Result,
    carry_out,
    comment_id_of,
    order_of,
    take_back,
)
from addyours.newsroom.queue.forms import FilterForm, state_in
from addyours.newsroom.screens import needs, screen, staff, way_back

MODERATE = "comments.moderate_comment"
BAN = "moderation.add_sanction"
PICK = "comments.pick_comment"
JUST_DONE = "done"
"""In an address: the decisions that the page offers to undo, ids with dots between them."""
TABS = (
    CommentState.PENDING,
    CommentState.PUBLISHED,
    CommentState.SPAM,
    CommentState.REJECTED,
    CommentState.DELETED,
)
VERBS_OF = {
    CommentState.PENDING: ("approve", "reject", "spam", "delete"),
    CommentState.PUBLISHED: ("hold", "reject", "spam", "delete"),
    CommentState.SPAM: ("approve", "reject", "delete"),
    CommentState.REJECTED: ("approve", "spam", "delete"),
    CommentState.DELETED: (),
}
"""What a moderator may do with a comment of each state, the likeliest first."""


@require_safe
@needs(MODERATE)
def queue(request: HttpRequest) -> HttpResponse:
    """Show the comments of one state, with all that helps to judge them."""
    state = state_in(request.GET)
    form = FilterForm(request.GET, state=state)
    wanted = form.wanted()
    query = request.GET.copy()
    query.pop(JUST_DONE, None)
    page = sheet(queries.comments_wanted(wanted), query=query, newest_first=not wanted.oldest_first)
    return screen(
        request,
        "newsroom/queue.html",
        title=_("Queue"),
        icon="tasks",
        state=state,
        tabs=tabs_of(state),
        form=form,
        lines=queries.folded(queries.lines(page.rows)),
        page=page,
        verbs=VERBS_OF[CommentState(state)],
        reasons=rejection_reasons(),
        matching=queries.count_of(wanted) if form.is_filtering else None,
        appeals_count=queries.appeals_count(),
        saved=SavedFilter.objects.filter(user=staff(request)),
        newest=newest_in(state),
        thread_title=queries.thread_title(wanted.thread),
        without_held=changed(query, held=None, after=None),
        without_thread=changed(query, thread=None, after=None),
        filter_query=changed(query, after=None),
        undoable=just_done(request),
        here=f"{request.path}?{query.urlencode()}",
        **rights_of(request),
    )


@require_POST
@needs(MODERATE)
def decide(request: HttpRequest) -> HttpResponseBase:
    """Carry out a decision about one comment or many, then lead back to where it was made."""
    order = order_of(request.POST)
    if order is None or order.verb in PICKS or not order.comments:
        return answer(request, _nothing(order))
    return answer(request, carry_out(order, by=staff(request)))


@require_POST
@needs(PICK)
def pick(request: HttpRequest) -> HttpResponseBase:
    """Mark a comment as an editors' pick or take that back, then lead back."""
    order = order_of(request.POST)
    if order is None or order.verb not in PICKS or not order.comments:
        return answer(request, _nothing(order))
    return answer(request, carry_out(order, by=staff(request)))


@require_POST
@needs(MODERATE)
def undo(request: HttpRequest) -> HttpResponseBase:
    """Take decisions back, then lead back."""
    ids = [one for one in map(number, request.POST.getlist("decision")) if one]
    result = take_back(ids, by=staff(request))
    if not ids or not (result.done or result.refused):
        result.refused.append((None, _("There is nothing to undo.")))
    return answer(request, result)


@require_safe
@needs(MODERATE)
def comment(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Show one comment with everything that was ever decided about it."""
    found = queries.one_comment(comment_id)
    if found is None:
        raise Http404
    trail = queries.trail(found)
    newest = next((decision for decision in trail if decision.from_state), None)
    may_undo = newest and newest.verb != "delete_own" and newest.to_state == found.state
    return screen(
        request,
        "newsroom/comment.html",
        title=_("Comment by %s") % found.name,
        icon="comment",
        above=[(reverse("newsroom:queue") + f"?state={found.state}", _("Queue"))],
        line=queries.lines([found])[0],
        why=why(found.body, facts=found.facts),
        trail=[(decision, verb_of(decision)) for decision in trail],
        undoable=[newest] if may_undo else [],
        verbs=VERBS_OF[CommentState(found.state)],
        reasons=rejection_reasons(),
        ruling=queries.ruling_on(found),
        here=request.path,
        **rights_of(request),
    )


@require_safe
@needs(MODERATE)
def wave(request: HttpRequest, wave_id: int) -> HttpResponse:
    """Show the comments of a wave, whatever became of them, with the buttons that decide about all."""
    found = get_object_or_404(Wave, pk=wave_id)
    page = sheet(queries.comments_of_wave(wave_id), query=request.GET, newest_first=False)
    return screen(
        request,
        "newsroom/wave.html",
        title=found.title,
        icon="copy",
        above=[(reverse("newsroom:queue"), _("Queue"))],
        wave=found,
        verbs=("spam", "reject", "approve"),
        lines=queries.lines(page.rows),
        page=page,
        here=request.path,
        undoable=just_done(request),
    )


def rights_of(request: HttpRequest) -> dict[str, Any]:
    """Return what else may be done with a comment, for the templates."""
    return {
        "may_ban": request.user.has_perm(BAN),
        "may_pick": request.user.has_perm(PICK),
    }


def tabs_of(current: str) -> list[dict[str, Any]]:
    """Return the tabs of the queue, one for each state."""
    counted = queries.counts()
    return [
        {
            "state": state.value,
            "label": state.label,
            "count": counted[state.value].label,
            "is_current": state.value == current,
        }
        for state in TABS
    ]


def _nothing(order: Order | None) -> Result:
    reason = _("No comment was ticked.") if order else _("Please choose what to do.")
    return Result(verb=order.verb if order else "", refused=[(None, reason)])


def just_done(request: HttpRequest) -> list[int]:
    """Return the decisions that a page offers to undo, by id."""
    ids = request.GET.get(JUST_DONE, "").split(".")[:200]
    return [one for one in map(number, ids) if one]


def answer(request: HttpRequest, result: Result) -> HttpResponseBase:
    """Tell a script what became of each comment, or say it on the page the form came from."""
    if request.accepts("application/json") and not request.accepts("text/html"):
        return _answer_script(result)
    if result.message:
        messages.success(request, result.message)
    if result.refusal:
        messages.error(request, result.refusal)
    back = way_back(request, "newsroom:queue")
    done = ".".join(str(decision.pk) for decision in result.done)
    is_undoable = done and result.verb != "undo"
    return redirect(set_query_params(back, {JUST_DONE: done if is_undoable else None}))


def _answer_script(result: Result) -> JsonResponse:
    counted = queries.counts()
    answer = {
        "message": result.message,
        "refusal": result.refusal,
        "done": [
            {"comment": comment_id_of(one), "decision": one.pk, "state": one.to_state}
            for one in result.done
        ],
        "refused": [_refused(comment) for comment, _reason in result.refused if comment],
        "counts": {state: count.label for state, count in counted.items()},
        "more": result.is_more and bool(result.done),
    }
    return JsonResponse(answer, status=200 if result.done else 409)


def _refused(comment: Comment) -> dict[str, Any]:
    return {"comment": comment.pk, "state": comment.state}
