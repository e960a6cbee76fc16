"""The audit log: who decided what, when and why. It can be read and exported, never changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from addyours.accounts.models import Role, User
from addyours.moderation.audit.digests import Row
from addyours.moderation.audit.queries import head
from addyours.moderation.models import Decision
from addyours.newsroom.paging import changed, sheet
from addyours.newsroom.queue.forms import day_field
from addyours.newsroom.queue.queries import PLACES, end_of, names_of, place_name, start_of
from addyours.newsroom.screens import needs, screen
from addyours.newsroom.spreadsheets import csv_answer, file_answer

SEE = "moderation.view_decision"
VERBS = {
    "approve": gettext_lazy("approved"),
    "reject": gettext_lazy("rejected"),
    "spam": gettext_lazy("marked as spam"),
    "delete": gettext_lazy("deleted"),
    "delete_own": gettext_lazy("deleted by its writer"),
    "hold": gettext_lazy("held"),
    "undo": gettext_lazy("undone"),
    "pick": gettext_lazy("picked by the editors"),
    "unpick": gettext_lazy("pick taken back"),
    "keep": gettext_lazy("kept though reported"),
    "warn": gettext_lazy("warned"),
    "heed": gettext_lazy("warning confirmed by the writer"),
    "mute": gettext_lazy("silenced"),
    "review": gettext_lazy("put under “always look first”"),
    "ban": gettext_lazy("banned"),
    "lift_warn": gettext_lazy("warning lifted"),
    "lift_mute": gettext_lazy("silence lifted"),
    "lift_review": gettext_lazy("“always look first” lifted"),
    "lift_ban": gettext_lazy("ban lifted"),
    "open": gettext_lazy("opened"),
    "closed": gettext_lazy("closed"),
    "hidden": gettext_lazy("hidden"),
    "thread_rules": gettext_lazy("conversation’s rules changed"),
    "word_rule": gettext_lazy("word rule made"),
    "word_rule_changed": gettext_lazy("word rule changed"),
    "word_rule_removed": gettext_lazy("word rule removed"),
    "word_rules_brought": gettext_lazy("word rules imported"),
    "appeal": gettext_lazy("appealed by its writer"),
    "grant_appeal": gettext_lazy("published after an appeal"),
    "uphold_appeal": gettext_lazy("appeal turned down"),
    "reasons": gettext_lazy("reasons for rejecting changed"),
    "policy": gettext_lazy("rules for comments changed"),
    "settings": gettext_lazy("conversation settings changed"),
    "sign_log": gettext_lazy("end of this log signed anew"),
}
"""What each verb of the log is called; a verb without a name is shown as it is."""
NOBODY = "0"
COLUMNS = (
    "id", "at", "by", "verb", "subject", "from", "to", "reason", "writer", "link", "before", "digest",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class LogLine:
    """One decision as the screen shows it."""

    decision: Decision
    verb: str
    about: str
    url: str


class LogFilter(forms.Form):
    """Which decisions are wanted."""

    q = forms.CharField(
        label=gettext_lazy("Reason, name or key"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    verb = forms.ChoiceField(
        label=gettext_lazy("What"),
        required=False,
        choices=[("", gettext_lazy("Anything")), *VERBS.items()],
    )
    by = forms.ChoiceField(label=gettext_lazy("Who"), required=False)
    since = day_field(gettext_lazy("From"))
    until = day_field(gettext_lazy("Until"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)
        staff = User.objects.exclude(role=Role.READER).order_by("name", "pk")
        self.fields["by"].choices = [  # type: ignore[attr-defined]
            ("", _("Anybody")),
            (NOBODY, _("The site itself")),
            *((str(pk), name) for pk, name in staff.values_list("pk", "name")),
        ]

    def decisions(self) -> QuerySet[Decision]:
        """Return the decisions asked for, newest first; what is not understood is left out of account."""
        self.is_valid()
        given = self.cleaned_data
        found = Decision.objects.select_related("by")
        if words := given.get("q"):
            said = Q(reason__icontains=words) | Q(by_name__icontains=words)
            found = found.filter(said | Q(subject=words) | Q(writer_key=words))
        if given.get("verb"):
            found = found.filter(verb=given["verb"])
        if given.get("by"):
            found = found.filter(by=None if given["by"] == NOBODY else given["by"])
        if given.get("since"):
            found = found.filter(at__gte=start_of(given["since"]))
        if given.get("until"):
            found = found.filter(at__lt=end_of(given["until"]))
        return found


@require_safe
@needs(SEE)
def log(request: HttpRequest) -> HttpResponse:
    """Show the decisions, newest first."""
    form = LogFilter(request.GET)
    page = sheet(form.decisions(), query=request.GET)
    names = names_of({decision.writer_key for decision in page.rows})
    may_moderate = request.user.has_perm("comments.moderate_comment")
    return screen(
        request,
        "newsroom/log.html",
        title=_("Audit log"),
        icon="history",
        form=form,
        rows=[log_line(one, names=names, may_moderate=may_moderate) for one in page.rows],
        page=page,
        head=head(),
        export_query=changed(request.GET, after=None),
        is_filtering=any(form.cleaned_data.values()),
    )


@require_safe
@needs(SEE)
def export(request: HttpRequest) -> StreamingHttpResponse:
    """Answer with the decisions asked for as CSV, row by row, however many there are."""
    rows = LogFilter(request.GET).decisions().order_by("-pk")
    return csv_answer(_table(rows), name="audit-log.csv")


@require_safe
@needs(SEE)
def export_lines(request: HttpRequest) -> StreamingHttpResponse:
    """Answer with the decisions asked for as lines of JSON, in the order of the chain.

    Each has everything its digest was made from, so that others can check the chain.
    """
    rows = LogFilter(request.GET).decisions().order_by("link", "pk")
    return file_answer(_json_lines(rows), name="audit-log.jsonl", kind="application/jsonl")


def verb_of(decision: Decision) -> str:
    """Return what was done, in words; of an undo also what was undone, which is its reason."""
    verb = str(VERBS.get(decision.verb, decision.verb))
    if decision.verb == "undo" and decision.reason:
        return f"{verb}: {VERBS.get(decision.reason, decision.reason)}"
    return verb


def log_line(decision: Decision, *, names: dict[str, str], may_moderate: bool) -> LogLine:
    """Return a decision with what it is about, in words, and the screen that shows it."""
    kind, _colon, rest = decision.subject.partition(":")
    name = names.get(decision.writer_key, "")
    url = ""
    if kind == "comment":
        about = _("comment by %s") % name if name else _("a comment")
        url = reverse("newsroom:comment", args=[rest]) if may_moderate else ""
    elif kind in ("user", "guest", *PLACES):
        about = name or (place_name(decision.subject) if kind in PLACES else _("a writer"))
        url = reverse("newsroom:writer", args=[decision.subject]) if may_moderate else ""
    elif kind == "thread":
        about = _("a conversation")
        url = reverse("newsroom:queue") + f"?thread={rest}&state=published" if may_moderate else ""
    else:
        about = _("the site's settings")
    return LogLine(decision=decision, verb=verb_of(decision), about=about, url=url)


def _table(rows: QuerySet[Decision]) -> Iterator[tuple[object, ...]]:
    yield COLUMNS
    for one in rows.iterator(chunk_size=1000):
        yield (
            one.pk,
            one.at.isoformat(timespec="seconds"),
            one.by_name,
            one.verb,
            one.subject,
            one.from_state,
            one.to_state,
            one.reason,
            one.writer_key,
            one.link,
            _hex(one.before),
            _hex(one.digest),
        )


def _json_lines(rows: QuerySet[Decision]) -> Iterator[str]:
    for one in rows.values(*Row._fields).iterator(chunk_size=1000):
        values = one | {"at": one["at"].isoformat(timespec="microseconds")}
        plain = {
            name: _hex(value) if isinstance(value, bytes | memoryview) else value
            for name, value in values.items()
        }
        yield json.dumps(plain, ensure_ascii=False) + "\n"


def _hex(value: bytes | memoryview | None) -> str:
    return "" if value is None else value.hex()
