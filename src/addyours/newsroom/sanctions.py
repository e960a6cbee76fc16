"""The screens of sanctions: on the writer of a comment, on a network or mail domain, and all there are."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages

from addyours.comments.models import Comment, CommentState
from addyours.moderation.errors import SanctionRefused
from addyours.moderation.models import Sanction, SanctionKind
from addyours.moderation.sanctions.actions import Terms, impose
from addyours.moderation.sanctions.actions import lift as lift_sanction
from addyours.moderation.sanctions.queries import in_force
from addyours.newsroom.paging import sheet
from addyours.newsroom.queue import queries
from addyours.newsroom.queue.deciding import Order, carry_out
from addyours.newsroom.queue.views import BAN, MODERATE
from addyours.newsroom.sanction_forms import PlaceForm, SanctionForm
from addyours.newsroom.screens import needs, screen, staff, way_back

DONE = {
    SanctionKind.REVIEW: gettext_lazy("Everything of %s is looked at first."),
    SanctionKind.WARN: gettext_lazy("%s is warned."),
    SanctionKind.MUTE: gettext_lazy("%s is silenced."),
    SanctionKind.BAN: gettext_lazy("%s is banned."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@needs(MODERATE)
@needs(BAN)
def sanction(request: HttpRequest, comment_id: int) -> HttpResponseBase:
    """Ask what, how long and why, then impose it on the writer of a comment."""
    found = queries.one_comment(comment_id)
    if found is None:
        raise Http404
    may_reject = found.state in (CommentState.PENDING, CommentState.PUBLISHED)
    form = SanctionForm(
        request.POST if request.method == "POST" else None, comment=found, may_reject=may_reject
    )
    back = way_back(request, "newsroom:queue")
    if request.method == "POST" and form.is_valid() and _impose(request, found, form):
        return redirect(back)
    return screen(
        request,
        "newsroom/sanction.html",
        title=_("Sanction for %s") % found.name,
        icon="cross",
        above=[(reverse("newsroom:queue"), _("Queue"))],
        line=queries.lines([found])[0],
        form=form,
        back=back,
        status=422 if form.errors else 200,
    )


@require_POST
@needs(BAN)
def lift(request: HttpRequest, sanction_id: int) -> HttpResponseBase:
    """Lift a sanction."""
    found = get_object_or_404(Sanction, pk=sanction_id)
    try:
        lift_sanction(found, by=staff(request))
        messages.success(request, _("It is lifted: “%s” is over.") % found.get_kind_display())
    except SanctionRefused as refusal:
        messages.error(request, refusal.reason)
    return redirect(way_back(request, "newsroom:sanctions"))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(BAN)
def sanctions(request: HttpRequest) -> HttpResponseBase:
    """Show the sanctions in force, or all there ever were; shut out a network or a mail domain."""
    form = PlaceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _shut_out(request, form):
        return redirect("newsroom:sanctions")
    return _list(request, form)


def _list(request: HttpRequest, form: PlaceForm) -> HttpResponse:
    everything = request.GET.get("show") == "all"
    kind = request.GET.get("kind", "")
    now = timezone.now()
    found = Sanction.objects.all() if everything else in_force(now)
    if kind in SanctionKind.values:
        found = found.filter(kind=kind)
    page = sheet(found.select_related("created_by", "lifted_by"), query=request.GET)
    names = queries.names_of({one.key for one in page.rows})
    return screen(
        request,
        "newsroom/sanctions.html",
        title=_("Sanctions"),
        icon="cross",
        rows=[_row(one, names, is_active=one.is_in_force(now)) for one in page.rows],
        kinds=[(value, label, value == kind) for value, label in SanctionKind.choices],
        kind=kind,
        page=page,
        form=form,
        everything=everything,
        here=request.get_full_path(),
        status=422 if form.errors else 200,
    )


def _row(one: Sanction, names: dict[str, str], *, is_active: bool) -> dict[str, Any]:
    name = names.get(one.key) or (
        queries.place_name(one.key, one.label)
        if one.key.partition(":")[0] in queries.PLACES
        else _("Somebody who is gone")
    )
    has_screen = one.key in names or one.key.startswith("address:")
    return {"sanction": one, "name": name, "is_active": is_active, "has_screen": has_screen}


def _impose(request: HttpRequest, comment: Comment, form: SanctionForm) -> bool:
    """Impose what the form says; a refusal is put into it. What is so already may be, if more is asked."""
    refusals = []
    targets = form.targets()
    for key in targets:
        try:
            impose(form.what, key, by=staff(request), terms=form.terms())
        except SanctionRefused as refusal:
            refusals.append(refusal.reason)
    if len(refusals) == len(targets):
        form.add_error(None, refusals[0])
        return False
    messages.success(request, DONE[form.what] % comment.name)
    if form.cleaned_data.get("reject"):
        reasons = {comment.pk: form.cleaned_data["reason"]}
        order = Order(verb="reject", comments=[comment.pk], reasons=reasons)
        if refused := carry_out(order, by=staff(request)).refusal:
            messages.error(request, refused)
    return True


def _shut_out(request: HttpRequest, form: PlaceForm) -> bool:
    key, label = form.cleaned_data["place"]
    terms = Terms(reason=form.cleaned_data["reason"], lasts=form.duration, label=label)
    try:
        impose(form.what, key, by=staff(request), terms=terms)
    except SanctionRefused as refusal:
        form.add_error(None, refusal.reason)
        return False
    messages.success(request, DONE[form.what] % queries.place_name(key, label))
    return True
