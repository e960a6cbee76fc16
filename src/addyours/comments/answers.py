"""What several views of conversations ask of a request, and how they answer it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseRedirect


class SeeOther(HttpResponseRedirect):
    """Leads to a page after something was done; asking for that page again does nothing twice."""

    status_code = 303


def is_fragment(request: HttpRequest) -> bool:
    """Tell whether htmx asks, which wants the part and not the page."""
    return request.META.get("HTTP_HX_REQUEST") == "true"


def typed_id(value: Any) -> int:
    """Return the id that was typed into a hidden field; 0, which nothing has, for anything else."""
    text = str(value)
    return int(text) if text.isdecimal() and len(text) < 19 else 0
