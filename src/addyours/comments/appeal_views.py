"""The page where the writer of a rejected comment asks for a second look."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from addyours.accounts.same_origin import same_origin
from addyours.accounts.writers import writer_of
from addyours.comments.actions import appeal as appeal_against
from addyours.comments.actions.change import is_own
from addyours.comments.answers import SeeOther
from addyours.comments.away import keeps_text
from addyours.comments.errors import AppealRefused
from addyours.comments.forms import AppealForm
from addyours.comments.models import Comment, CommentState, Ruling
from addyours.comments.queries import conversation_settings, own_items


@never_cache
@same_origin
@require_http_methods(["GET", "HEAD", "POST"])
@keeps_text(AppealForm)
def appeal(request: HttpRequest, comment_id: int) -> HttpResponseBase:
    """Let the writer of a rejected comment appeal once; sent twice, it is one appeal."""
    found = get_object_or_404(Comment.objects.select_related("thread", "ruling"), pk=comment_id)
    writer = writer_of(request)
    if writer is None or not is_own(found, writer) or found.state == CommentState.DELETED:
        raise Http404
    form = AppealForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["body"]
        try:
            appeal_against(found, writer=writer, words=words, now=timezone.now())
        except AppealRefused as refusal:
            is_sent_again = Ruling.objects.filter(comment=found, appeal=words).exists()
            if refusal.code != "twice" or not is_sent_again:
                form.add_error("body", refusal.reason)
        if form.is_valid():
            return SeeOther(reverse("comments:comment", args=[comment_id]))
    return _show(request, found, form)


def _show(request: HttpRequest, found: Comment, form: AppealForm) -> HttpResponse:
    item = own_items([found], settings=conversation_settings(), now=timezone.now())[0]
    context = {"item": item, "thread": found.thread, "form": form}
    status = 422 if form.errors else 200
    return render(request, "comments/appeal.html", context, status=status)
