"""Wagtail's list of photos, where words can be looked for whatever else is asked."""

from __future__ import annotations

from typing import Any

from wagtail.images.views.images import ImagesFilterSet, IndexView


class PhotoFilters(ImagesFilterSet):
    """Leaves out how often a photo is used while words are looked for: Wagtail's search can't do both."""

    def __init__(self, *args: Any, is_searching: bool | None = None, **kwargs: Any) -> None:
        super().__init__(*args, is_searching=is_searching, **kwargs)
        if is_searching:
            self.filters.pop("usage_count", None)


class PhotoList(IndexView):
    filterset_class = PhotoFilters
