"""Turns requests about word rules into calls and screens."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages

from addyours.moderation.errors import RuleRefused
from addyours.moderation.models import WordRule
from addyours.moderation.words import table
from addyours.moderation.words.actions import Brought, bring_rules, remove_rule, save_rule
from addyours.moderation.words.queries import rules as all_rules
from addyours.newsroom.menus import CHANGE_WORDS
from addyours.newsroom.paging import sheet
from addyours.newsroom.screens import needs, screen, staff
from addyours.newsroom.words.forms import BringForm, RuleFilter, RuleForm
from addyours.newsroom.words.trial import DAYS, Trial, tried

MODERATE = "comments.moderate_comment"


@require_safe
@needs(CHANGE_WORDS)
def rules(request: HttpRequest) -> HttpResponse:
    """Show the word rules, newest first."""
    form = RuleFilter(request.GET)
    form.is_valid()
    found = all_rules()
    if words := form.cleaned_data.get("q"):
        found = found.filter(Q(pattern__icontains=words) | Q(note__icontains=words))
    for name in ("action", "kind"):
        if value := form.cleaned_data.get(name):
            found = found.filter(**{name: value})
    page = sheet(found, query=request.GET)
    return screen(
        request,
        "newsroom/words/rules.html",
        title=_("Word rules"),
        icon="list-ul",
        form=form,
        rows=page.rows,
        page=page,
        is_filtering=any(form.cleaned_data.values()),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs(CHANGE_WORDS)
def new(request: HttpRequest) -> HttpResponseBase:
    """Make a rule, or try it out before."""
    return _edit(request, WordRule(), title=_("New word rule"))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(CHANGE_WORDS)
def change(request: HttpRequest, rule_id: int) -> HttpResponseBase:
    """Change a rule, or try the change out before."""
    rule = get_object_or_404(WordRule, pk=rule_id)
    return _edit(request, rule, title=_("Word rule: %s") % rule.pattern)


@require_POST
@needs(CHANGE_WORDS)
def remove(request: HttpRequest, rule_id: int) -> HttpResponseBase:
    """Remove a rule."""
    rule = get_object_or_404(WordRule, pk=rule_id)
    remove_rule(rule, by=staff(request))
    messages.success(request, _("The rule “%s” is removed.") % rule.pattern)
    return redirect("newsroom:words")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(CHANGE_WORDS)
def bring(request: HttpRequest) -> HttpResponseBase:
    """Bring rules as a table or as a list of words; all of them or none."""
    form = BringForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            brought = bring_rules(table.read(form.data_given()), by=staff(request))
        except RuleRefused as refusal:
            form.add_error("file" if form.cleaned_data.get("file") else "text", refusal.reason)
        else:
            messages.success(request, _told(brought))
            return redirect("newsroom:words")
    return screen(
        request,
        "newsroom/words/bring.html",
        title=_("Import word rules"),
        icon="upload",
        above=[(reverse("newsroom:words"), _("Word rules"))],
        form=form,
        status=422 if form.errors else 200,
    )


@require_safe
@needs(CHANGE_WORDS)
def export(request: HttpRequest) -> StreamingHttpResponse:
    """Answer with all rules as CSV."""
    lines = table.written(all_rules().order_by("pk").iterator(chunk_size=1_000))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="word-rules.csv"'
    return response


def _edit(request: HttpRequest, rule: WordRule, *, title: str) -> HttpResponseBase:
    form = RuleForm(request.POST if request.method == "POST" else None, instance=rule)
    trial = None
    if request.method == "POST" and form.is_valid():
        if "try" in request.POST:
            trial = tried(form.save(commit=False), now=timezone.now())
        elif _save(request, form):
            return redirect("newsroom:words")
    return screen(
        request,
        "newsroom/words/rule.html",
        title=title,
        icon="list-ul",
        above=[(reverse("newsroom:words"), _("Word rules"))],
        form=form,
        rule=rule,
        trial=trial,
        trial_words=_outcome(trial) if trial else "",
        may_moderate=request.user.has_perm(MODERATE),
        status=422 if form.errors else 200,
    )


def _save(request: HttpRequest, form: RuleForm) -> bool:
    """Save as the form says; a refusal is put into the form."""
    try:
        saved = save_rule(form.save(commit=False), by=staff(request))
    except RuleRefused as refusal:
        form.add_error(refusal.field or None, refusal.reason)
        return False
    messages.success(request, _("The rule “%s” is saved.") % saved.pattern)
    return True


def _outcome(trial: Trial) -> str:
    words = ngettext(
        "It would have caught %(number)d of the newest %(all)d comment of the last %(days)d days.",
        "It would have caught %(number)d of the newest %(all)d comments of the last %(days)d days.",
        trial.looked_at,
    )
    return words % {"number": trial.number, "all": trial.looked_at, "days": DAYS}


def _told(brought: Brought) -> str:
    words = _("Rules: %(made)d new, %(changed)d changed, %(same)d the same as before.")
    return words % {"made": brought.made, "changed": brought.changed, "same": brought.same}
