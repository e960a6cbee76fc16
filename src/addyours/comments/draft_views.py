"""The page on which what was typed before signing in is posted."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from addyours.accounts.writers import writer_of
from addyours.comments.forms import CommentForm
from addyours.comments.kept import kept_draft
from addyours.comments.views import public_thread, with_form


@never_cache
@require_GET
def draft(request: HttpRequest, thread_id: int) -> HttpResponseBase:
    """Show the form with what was typed; without any, lead to the conversation."""
    found = public_thread(thread_id)
    typed = kept_draft(request, thread_id)
    if typed is None:
        return redirect(f"{found.path}#add-yours")
    form = CommentForm(initial=typed, writer=writer_of(request))
    return with_form(request, found, form, status=200)
