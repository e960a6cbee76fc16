"""One comment at a time: each moderator is given another one, with all that helps to decide about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from addyours.comments.models import Comment, CommentState
from addyours.moderation.rejection import rejection_reasons
from addyours.moderation.scorer.assessing import why
from addyours.newsroom.log import verb_of
from addyours.newsroom.paging import AFTER, PAGE, changed, number
from addyours.newsroom.queue import queries
from addyours.newsroom.queue.actions import attend, look_away
from addyours.newsroom.queue.attention import moved_on, newest_in, next_waiting, others_looking
from addyours.newsroom.queue.forms import FilterForm, state_in
from addyours.newsroom.queue.views import JUST_DONE, MODERATE, VERBS_OF, just_done, rights_of
from addyours.newsroom.screens import needs, screen, staff

SHOW = "show"
"""In an address: the comment to begin with, such as one whose decision was taken back."""
PART = "part"
"""In an address: that a script wants the comment without its frame."""
LATEST = 3
"""So many other comments of the writer are shown."""


@require_safe
@never_cache
@needs(MODERATE)
def desk(request: HttpRequest) -> HttpResponse:
    """Show the next comment that waits and that nobody else looks at, and keep it for this moderator."""
    query = request.GET.copy()
    for name in (JUST_DONE, PART, SHOW, "state"):
        query.pop(name, None)
    form = FilterForm(query, state=CommentState.PENDING)
    wanted = form.wanted()
    found = _next(request, wanted)
    query.pop(AFTER, None)
    context = {
        "form": form,
        "others": sorted(set(others_looking(user=staff(request), now=timezone.now()).values())),
        "undoable": just_done(request),
        "query": query.urlencode(),
        "here": f"{request.path}?{query.urlencode()}",
        "waiting": queries.pending_count(),
        "state": CommentState.PENDING.value,
        "thread_title": queries.thread_title(wanted.thread),
        **(_about(request, found, query) if found else {}),
    }
    if PART in request.GET:
        return render(request, "newsroom/_desk.html", context)
    above = [(reverse("newsroom:queue"), _("Queue"))]
    title = _("One at a time")
    return screen(request, "newsroom/desk.html", title=title, icon="tasks", above=above, **context)


@require_POST
@never_cache
@needs(MODERATE)
def news(request: HttpRequest) -> HttpResponseBase:
    """Tell an open page what others have done meanwhile, and keep for its moderator what it looks at.

    Asked for every few seconds: a fixed number of queries that read few rows.
    """
    now, user = timezone.now(), staff(request)
    state = state_in(request.POST)
    ids = _numbers(request.POST.get("comments", "").split("."))
    looking = number(request.POST.get("looking"))
    if looking is None:
        look_away(by=user)
    elif looking in ids:
        attend(
            list(Comment.objects.filter(pk=looking).values_list("pk", flat=True)), by=user, now=now
        )
    gone = moved_on(ids, state=state)
    return JsonResponse(
        {
            "gone": _told(gone) if gone else [],
            "looking": others_looking(user=user, now=now),
            "newest": newest_in(state),
            "counts": {name: count.label for name, count in queries.counts().items()},
        }
    )


def _next(request: HttpRequest, wanted: queries.Wanted) -> Comment | None:
    """Return the comment this moderator gets: the one asked for, else the next, from the start at the end."""
    now, user = timezone.now(), staff(request)
    first = number(request.GET.get(SHOW))
    if first:
        waiting = Comment.objects.filter(pk=first, state=CommentState.PENDING)
        if taken := attend(list(waiting.values_list("pk", flat=True)), by=user, now=now):
            return queries.one_comment(taken)
    after = number(request.GET.get(AFTER))
    for place in (after, None) if after else (None,):
        found = next_waiting(wanted, user=user, now=now, after=place)
        if taken := attend(found, by=user, now=now):
            return queries.one_comment(taken)
    look_away(by=user)
    return None


def _about(request: HttpRequest, found: Comment, query: QueryDict) -> dict[str, Any]:
    others = queries.comments_of(found.writer_key).exclude(pk=found.pk).order_by("-pk")
    return {
        "line": queries.lines([found])[0],
        "comment": found,
        "why": why(found.body, facts=found.facts),
        "trail": [(one, verb_of(one)) for one in queries.trail(found)],
        "latest": list(others[:LATEST]),
        "waiting_of_writer": queries.waiting_of_writer(found.writer_key),
        "verbs": VERBS_OF[CommentState.PENDING],
        "reasons": rejection_reasons(),
        "skip": changed(query, after=found.pk),
        **rights_of(request),
    }


def _told(gone: dict[int, str]) -> list[dict[str, Any]]:
    by = queries.newest_deciders(gone)
    return [
        {"comment": pk, "state": state, "label": CommentState(state).label, "by": by.get(pk, "")}
        for pk, state in gone.items()
    ]


def _numbers(words: Sequence[str]) -> list[int]:
    return [one for one in map(number, words[: 2 * PAGE]) if one]
