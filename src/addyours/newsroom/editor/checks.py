"""Wagtail's checks of a draft, kept to what its writer can mend: the story, not the frame around it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from wagtail.admin.userbar import ContentCheckerItem


class OurChecks(ContentCheckerItem):
    """Looks at what stands between the site's head and foot."""

    axe_include = ("main",)


def check_the_story(request: HttpRequest, items: list[Any], page: Any) -> None:
    """Put our checks in the place of Wagtail's."""
    items[:] = [
        OurChecks(in_editor=one.in_editor) if isinstance(one, ContentCheckerItem) else one
        for one in items
    ]
