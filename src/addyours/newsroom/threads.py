"""The screen of all conversations: find one, open it, close it, hide it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Count, Q
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages

from addyours.comments.actions import set_thread_rules, set_thread_state
from addyours.comments.models import (
    MOST_SLOW_MINUTES,
    Comment,
    CommentState,
    Thread,
    ThreadState,
)
from addyours.newsroom.paging import Sheet, sheet
from addyours.newsroom.screens import needs, screen, staff, way_back

CHANGE = "comments.change_thread"
WORDS = {
    ThreadState.OPEN: gettext_lazy("“%s” is open."),
    ThreadState.CLOSED: gettext_lazy("“%s” is closed: it can be read."),
    ThreadState.HIDDEN: gettext_lazy("“%s” is hidden."),
}


class ThreadFilter(forms.Form):
    """Which conversations are wanted."""

    q = forms.CharField(
        label=gettext_lazy("Title or address"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[("", gettext_lazy("Any state")), *ThreadState.choices],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)


class RulesForm(forms.Form):
    """What holds in one conversation and not in others."""

    slow_minutes = forms.IntegerField(
        label=gettext_lazy("Slow mode: minutes between two comments of a writer"),
        min_value=0,
        max_value=MOST_SLOW_MINUTES,
        help_text=gettext_lazy(
            "0: no slow mode. Staff are free of it. A guest whom the site doesn’t know yet counts as"
            " whoever wrote last from the same network address."
        ),
    )
    holds_all = forms.BooleanField(
        label=gettext_lazy("Hold every comment"),
        required=False,
        help_text=gettext_lazy("Nothing appears before a moderator has read it, changes too."),
    )
    accounts_only = forms.BooleanField(
        label=gettext_lazy("Only readers with an account"),
        required=False,
        help_text=gettext_lazy("Guests read and are asked to sign in when they want to write."),
    )


@dataclass(frozen=True, kw_only=True)
class ThreadLine:
    """One conversation with the number of comments that wait in it."""

    thread: Thread
    pending: int
    state: str
    others: tuple[tuple[str, str], ...]
    """The states it may be brought into, with the words on their buttons."""
    rules: list[str]
    """What holds in it and not in others, in a few words each."""


STATES = {
    ThreadState.OPEN: gettext_lazy("Open"),
    ThreadState.CLOSED: gettext_lazy("Closed"),
    ThreadState.HIDDEN: gettext_lazy("Hidden"),
}
BUTTONS = {
    ThreadState.OPEN: gettext_lazy("Open"),
    ThreadState.CLOSED: gettext_lazy("Close"),
    ThreadState.HIDDEN: gettext_lazy("Hide"),
}


@require_safe
@needs(CHANGE)
def threads(request: HttpRequest) -> HttpResponse:
    """Show the conversations, newest first."""
    form = ThreadFilter(request.GET)
    form.is_valid()
    found = Thread.objects.all()
    if words := form.cleaned_data.get("q"):
        found = found.filter(Q(title__icontains=words) | Q(path__icontains=words))
    if state := form.cleaned_data.get("state"):
        found = found.filter(state=state)
    page = sheet(found, query=request.GET)
    return screen(
        request,
        "newsroom/threads.html",
        title=_("Conversations"),
        icon="comment",
        form=form,
        lines=thread_lines(page),
        page=page,
        is_filtering=any(form.cleaned_data.values()),
        here=request.get_full_path(),
        may_pick=request.user.has_perm("comments.pick_comment"),
        may_moderate=request.user.has_perm("comments.moderate_comment"),
    )


@require_POST
@needs(CHANGE)
def change(request: HttpRequest, thread_id: int) -> HttpResponseBase:
    """Open, close or hide a conversation."""
    thread = get_object_or_404(Thread, pk=thread_id)
    wanted = request.POST.get("state", "")
    if wanted not in ThreadState.values:
        messages.error(request, _("Please choose open, closed or hidden."))
    elif wanted != thread.state:
        state = ThreadState(wanted)
        set_thread_state(thread, state=state, by=staff(request))
        messages.success(request, WORDS[state] % thread.title)
    return redirect(way_back(request, "newsroom:threads"))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(CHANGE)
def rules(request: HttpRequest, thread_id: int) -> HttpResponseBase:
    """Slow a conversation down, hold all of it, or keep it to readers with an account."""
    thread = get_object_or_404(Thread, pk=thread_id)
    given = request.POST if request.method == "POST" else None
    form = RulesForm(given, initial=model_to_dict(thread, list(RulesForm.base_fields)))
    back = way_back(request, "newsroom:threads")
    if given is not None and form.is_valid():
        if form.has_changed():
            set_thread_rules(thread, by=staff(request), **form.cleaned_data)
        messages.success(request, _("The rules of “%s” are saved.") % thread.title)
        return redirect(back)
    return screen(
        request,
        "newsroom/thread_rules.html",
        title=_("Rules: %s") % thread.title,
        icon="comment",
        above=[(reverse("newsroom:threads"), _("Conversations"))],
        form=form,
        thread=thread,
        back=back,
        status=422 if form.errors else 200,
    )


def rule_words(thread: Thread) -> list[str]:
    """Return what holds in a conversation and not in others, in a few words each."""
    words = []
    if minutes := thread.slow_minutes:
        words.append(ngettext("Slow: %d minute", "Slow: %d minutes", minutes) % minutes)
    if thread.holds_all:
        words.append(_("All held"))
    if thread.accounts_only:
        words.append(_("Accounts only"))
    return words


def thread_lines(page: Sheet[Thread]) -> list[ThreadLine]:
    """Return conversations with their pending comments. One query."""
    waiting = dict(
        Comment.objects.filter(
            thread__in=[thread.pk for thread in page.rows], state=CommentState.PENDING
        )
        .order_by()
        .values_list("thread")
        .annotate(Count("pk"))
    )
    return [
        ThreadLine(
            thread=thread,
            pending=waiting.get(thread.pk, 0),
            state=state_word(thread),
            others=buttons_for(thread.state),
            rules=rule_words(thread),
        )
        for thread in page.rows
    ]


def state_word(thread: Thread) -> str:
    """Return a conversation's state in one word."""
    return str(STATES[ThreadState(thread.state)])


def buttons_for(state: str) -> tuple[tuple[str, str], ...]:
    """Return the states a conversation may be brought into, with the words on their buttons."""
    return tuple((one.value, str(words)) for one, words in BUTTONS.items() if one != state)
