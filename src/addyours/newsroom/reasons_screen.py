"""One screen for the reasons comments are rejected for: what they are called, what writers read, in which order."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from addyours.moderation.actions import save_rejection_reasons
from addyours.moderation.models import RejectionReason
from addyours.moderation.rejection import rejection_reasons
from addyours.newsroom.screens import needs, screen, staff

MOST = 30
EMPTY = 2
"""Rows for new reasons."""


class ReasonForm(forms.Form):
    """One reason. A row without a name is none."""

    code = forms.SlugField(required=False, max_length=30, widget=forms.HiddenInput)
    place = forms.IntegerField(label=gettext_lazy("Place"), min_value=0, max_value=99)
    title = forms.CharField(label=gettext_lazy("Name"), max_length=60, required=False)
    words = forms.CharField(
        label=gettext_lazy("What the writer reads"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = self.cleaned_data
        if given.get("title") and not given.get("words"):
            self.add_error("words", _("Please say what the writer reads."))
        if given.get("words") and not given.get("title"):
            self.add_error("title", _("Please give it a name, or take its words out as well."))
        return given

    def reason(self) -> RejectionReason | None:
        """Return the reason, of a form that is valid; None for an empty row."""
        given = self.cleaned_data
        if not given["title"]:
            return None
        code = given["code"] or f"own-{secrets.token_hex(4)}"
        return RejectionReason(
            code=code, title=given["title"], words=given["words"], place=given["place"]
        )


@require_http_methods(["GET", "HEAD", "POST"])
@needs("moderation.change_rejectionreason")
def reasons(request: HttpRequest) -> HttpResponseBase:
    """Show the reasons for rejecting and save them."""
    given = request.POST if request.method == "POST" else None
    rows = _rows(given)
    # Each is asked, so that each says what is wrong with it.
    are_valid = [row.is_valid() for row in rows]
    if given is not None and all(are_valid):
        found = [reason for row in rows if (reason := row.reason())]
        if found:
            found.sort(key=lambda one: one.place)
            save_rejection_reasons(found, by=staff(request))
            messages.success(request, _("The reasons are saved."))
            return redirect("newsroom:reasons")
        rows[0].add_error("title", _("Please leave at least one."))
    if given is not None:
        messages.error(request, _("Nothing was saved: please look at the fields marked below."))
    return screen(
        request,
        "newsroom/reasons.html",
        title=_("Reasons for rejecting"),
        icon="list-ul",
        rows=rows,
        status=422 if given is not None else 200,
    )


def _rows(given: Any) -> list[ReasonForm]:
    if given is not None:
        names = [f"r{place}" for place in range(MOST + EMPTY) if f"r{place}-place" in given]
        return [ReasonForm(given, prefix=name, label_suffix="") for name in names or ["r0"]]
    known = [
        {"code": one.code, "place": place, "title": one.title, "words": one.words}
        for place, one in enumerate(rejection_reasons()[:MOST], 1)
    ]
    known += [{"place": len(known) + number} for number in range(1, EMPTY + 1)]
    return [
        ReasonForm(initial=values, prefix=f"r{place}", label_suffix="")
        for place, values in enumerate(known)
    ]
