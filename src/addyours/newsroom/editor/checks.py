"""Wagtail's checks of a draft, kept to what its writer can mend: the story, not the frame around it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from wagtail.admin.userbar import AccessibilityItem


class StoryChecks(AccessibilityItem):
    """Looks at the article alone."""

    axe_include = ("article",)


def check_the_story(request: HttpRequest, items: list[Any], page: Any) -> None:
    """Put our checks in the place of Wagtail's."""
    items[:] = [StoryChecks() if type(one) is AccessibilityItem else one for one in items]
