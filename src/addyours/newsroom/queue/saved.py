"""Filters of the queue that a moderator comes back to."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from addyours.newsroom.models import LONGEST_QUERY, SavedFilter
from addyours.newsroom.paging import AFTER, changed, number
from addyours.newsroom.queue.actions import drop_filter, save_filter
from addyours.newsroom.queue.views import JUST_DONE, MODERATE
from addyours.newsroom.screens import needs, staff, way_back


class SaveForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a filter is called."""

    class Meta:
        model = SavedFilter
        fields = ("name", "query")


@require_POST
@needs(MODERATE)
def save(request: HttpRequest) -> HttpResponseBase:
    """Keep the filter of the page this comes from, under a name."""
    form = SaveForm({"name": request.POST.get("name"), "query": _plain(request)})
    if form.is_valid():
        save_filter(by=staff(request), **form.cleaned_data)
        messages.success(request, _("The filter is saved."))
    else:
        wrong = form.errors.get("name") or [_("This filter is too long.")]
        messages.error(request, " ".join(str(one) for one in wrong))
    return _back(request)


@require_POST
@needs(MODERATE)
def drop(request: HttpRequest) -> HttpResponseBase:
    """Forget a filter."""
    drop_filter(number(request.POST.get("filter")) or 0, by=staff(request))
    return _back(request)


def _plain(request: HttpRequest) -> str:
    query = QueryDict(request.POST.get("query", "")[: 2 * LONGEST_QUERY])
    return changed(query, **{AFTER: None, JUST_DONE: None})


def _back(request: HttpRequest) -> HttpResponseBase:
    return redirect(way_back(request, "newsroom:queue"))
