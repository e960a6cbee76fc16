"""What writers get when the database can't take their words just now: the words back, and no traceback."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from types import SimpleNamespace
from typing import Any

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from addyours.comments.answers import is_fragment
from addyours.comments.forms import BodyForm
from addyours.outbox.trouble import is_away

logger = logging.getLogger(__name__)
NOT_SAVED = gettext_lazy(
    "It could not be saved just now. Nothing is lost: please send it again in a minute."
)
RETRY_AFTER = 10
"""Seconds after which a machine may try again."""
View = Callable[..., HttpResponseBase]


def keeps_text(form_class: type[BodyForm]) -> Callable[[View], View]:
    """Guard a view that takes a form: when the database is away, full or read-only, the form comes
    back with status 503 and all that was typed. Drawn without the database.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            try:
                return view(request, *args, **kwargs)
            except (DatabaseError, InterfaceError) as error:
                if request.method != "POST" or not is_away(error):
                    raise
                logger.warning("A comment could not be saved (%s); its writer was told.", error)
                return _handed_back(request, form_class(request.POST))

        return guarded

    return decorate


def _handed_back(request: HttpRequest, form: BodyForm) -> HttpResponse:
    form.full_clean()
    form.add_error(None, str(NOT_SAVED))
    is_part = is_fragment(request) and "name" in form.fields
    context = {
        "form": form,
        "conversation": {"form_action": request.path},
        "item": _answered(form),
    }
    template = "comments/_form.html" if is_part else "comments/unavailable.html"
    response = HttpResponse(render_to_string(template, context), status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    response["Cache-Control"] = "no-store"
    return response


def _answered(form: BodyForm) -> SimpleNamespace | None:
    """Return what the form template must know of the comment that is answered, if one is."""
    parent = form.cleaned_data.get("parent")
    if not parent:
        return None
    link = reverse("comments:comment", args=[parent])
    return SimpleNamespace(id=parent, name=_("a comment"), permalink=link)
