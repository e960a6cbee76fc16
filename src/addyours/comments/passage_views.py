"""Shows what was said about a passage, and the form to say something about one."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from addyours.comments.forms import CommentForm
from addyours.comments.models import Passage, Thread, ThreadState
from addyours.comments.queries import passage_page, thread_head, view_of
from addyours.comments.texts import text_of
from addyours.pagecache.marks import keep
from addyours.text.passages import Selector, selector_at, whole_words


@require_safe
def passage(request: HttpRequest, thread_id: int, passage_id: int) -> HttpResponse:
    """Show all comments about one passage, and the form for one more."""
    found = get_object_or_404(
        Passage.objects.select_related("thread"),
        pk=passage_id,
        thread__pk=thread_id,
        comment_count__gt=0,
        thread__opened_at__isnull=False,
    )
    page = passage_page(found, after=request.GET.get("after", ""))
    if page.is_hidden:
        raise Http404
    chosen = Selector(exact=found.exact, prefix=found.prefix, suffix=found.suffix)
    form = _form_about(chosen) if not found.is_lost else CommentForm()
    context = {"conversation": page, "passage": view_of(found), "form": form}
    response = render(request, "comments/passage.html", context)
    keep(response, keys=[found.thread.key], seconds=page.seconds_until_closing)
    return response


@require_safe
def new(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Show the form to comment on a quote of the text, by its number, on a page of its own."""
    thread = get_object_or_404(
        Thread.objects.exclude(state=ThreadState.HIDDEN), pk=thread_id, opened_at__isnull=False
    )
    page = thread_head(thread)
    chosen = _quote(thread, request.GET.get("quote", ""))
    if chosen is None or not page.is_open:
        raise Http404
    context = {"conversation": page, "form": _form_about(chosen)}
    return render(request, "comments/new_passage.html", context)


def _form_about(chosen: Selector) -> CommentForm:
    return CommentForm(
        initial={"exact": chosen.exact, "before": chosen.prefix, "behind": chosen.suffix}
    )


def _quote(thread: Thread, number: str) -> Selector | None:
    """Return the quote of the text with this number, counted from one."""
    if not (number.isascii() and number.isdecimal() and len(number) < 5):
        return None
    told = text_of(thread.pk)
    index = int(number) - 1
    span = whole_words(told.text, told.quotes[index]) if 0 <= index < len(told.quotes) else None
    return selector_at(told.text, span) if span else None
