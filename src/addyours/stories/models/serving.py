"""Lets page models answer requests through the views of this package, which they may not import."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse

View = Callable[[HttpRequest, Any], HttpResponse]
_views: dict[str, View] = {}


def serves(name: str) -> Callable[[View], View]:
    """Register a view as the one that answers for a page model, by the model's name."""

    def register(view: View) -> View:
        _views[name] = view
        return view

    return register


class ServedByView:
    """A page whose requests, previews included, are answered by its registered view."""

    private_page_options: ClassVar[list[str]] = []
    """All pages are public once published: what is kept in memory is served to everybody."""

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _views[type(self).__name__](request, self)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Show a draft as its page will be; Wagtail's own way would leave our view out."""
        return self.serve(request)
