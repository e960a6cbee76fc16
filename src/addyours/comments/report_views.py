"""The page on which a reader reports a comment, as a page and as the fragment a script asks for."""

from __future__ import annotations

from typing import Any

from django.db import DatabaseError, InterfaceError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from addyours.accounts.addresses import address_key, range_keys
from addyours.accounts.same_origin import same_origin
from addyours.accounts.writers import know_again, writer_of
from addyours.comments.actions import report_comment
from addyours.comments.actions.reports import address_of
from addyours.comments.answers import is_fragment
from addyours.comments.away import NOT_SAVED
from addyours.comments.models import Comment, ThreadState
from addyours.comments.report_forms import ReportForm
from addyours.moderation.errors import ReportRefused
from addyours.moderation.models import Report
from addyours.moderation.reports.queries import own_report
from addyours.outbox.queries import head
from addyours.outbox.trouble import is_away

FIELDS = {"kind": "kind", "text": "text", "in_good_faith": "faith", "email": "email"}
"""Where the reason of a refusal belongs, by its code; others are about the whole."""


@never_cache
@same_origin
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, comment_id: int) -> HttpResponseBase:
    """Ask what is wrong with a comment, and take the report."""
    found, writer = _comment(comment_id), writer_of(request)
    made = own_report(found.key, writer.key if writer else "")
    if not made and not found.is_published:
        raise Http404
    if made or request.method != "POST":
        given = {"kind": request.GET.get("kind", "")}
        return _show(request, found, ReportForm(initial=given, writer=writer), made)
    form = ReportForm(request.POST, writer=writer)
    if not form.is_valid():
        return _show(request, found, form)
    complaint = form.as_complaint(address_key=address_key(request), ranges=range_keys(request))
    try:
        made = report_comment(found, writer=writer, complaint=complaint, now=timezone.now())
    except ReportRefused as refusal:
        form.add_error(FIELDS.get(refusal.code), refusal.reason)
        return _show(request, found, form)
    except (DatabaseError, InterfaceError) as error:
        if not is_away(error):
            raise
        form.add_error(None, str(NOT_SAVED))
        return _show(request, found, form, status=503)
    response = _show(request, found, form, made)
    kind, _colon, number = made.reporter_key.partition(":")
    guest_id = int(number) if kind == "guest" else None
    know_again(request, response, guest_id=guest_id, position=head())
    return response


def _show(
    request: HttpRequest,
    found: Comment,
    form: ReportForm,
    made: Report | None = None,
    *,
    status: int = 422,
) -> HttpResponse:
    context: dict[str, Any] = {
        "comment": found,
        "thread": found.thread,
        "form": form,
        "report": made,
        "address": format_html("<bdi>{}</bdi>", address_of(found)),
    }
    if is_fragment(request):
        # A refusal brings the form back, which scripts put in its place as they do any answer.
        return render(request, "comments/_report.html", context)
    status = status if form.errors and not made else 200
    return render(request, "comments/report.html", context, status=status)


def _comment(comment_id: int) -> Comment:
    related = Comment.objects.select_related("thread", "user")
    found = related.filter(pk=comment_id, thread__opened_at__isnull=False).first()
    if found is None or found.thread.state == ThreadState.HIDDEN:
        raise Http404
    return found
