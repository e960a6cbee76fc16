"""The newsroom's first page: what waits for whoever is signed in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from wagtail.admin.site_summary import PagesSummaryItem, SummaryItem
from wagtail.admin.ui.components import Component

from addyours.comments.models import CommentState
from addyours.newsroom.menus import MODERATE
from addyours.newsroom.queue import queries
from addyours.stories.models import Author, Person, Photo, Story

SHOWN = 5


class WaitingComments(Component):
    """The comments that have waited longest, for those who decide about them."""

    name = "waiting_comments"
    template_name = "newsroom/_waiting_comments.html"
    order = 100

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        wanted = queries.Wanted(state=CommentState.PENDING)
        oldest = list(queries.comments_wanted(wanted).order_by("pk")[:SHOWN])
        return {"comments": oldest, "waiting": queries.pending_count() if oldest else None}


def add_panels(request: HttpRequest, panels: list[Component]) -> None:
    """Show moderators what waits for them."""
    if request.user.has_perm(MODERATE):
        panels.append(WaitingComments())


class Summary(SummaryItem):
    """A number at the top of the first page, with a way to what is counted."""

    template_name = "newsroom/_summary.html"
    model: type[Any]
    url_name = ""
    permission = ""
    icon = ""

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        meta = self.model._meta
        number = self.model._default_manager.count()
        return {
            "number": number,
            "label": meta.verbose_name if number == 1 else meta.verbose_name_plural,
            "url_name": self.url_name,
            "icon": self.icon,
        }

    def is_shown(self) -> bool:
        return bool(self.request.user.has_perm(self.permission))


class Stories(Summary):
    order = 100
    model = Story
    url_name = "wagtailadmin_explore_root"
    icon = "doc-full"

    def is_shown(self) -> bool:
        return PagesSummaryItem(self.request).is_shown()


class Photos(Summary):
    order = 200
    model = Photo
    url_name = "wagtailimages:index"
    icon = "image"

    def is_shown(self) -> bool:
        return PagesSummaryItem(self.request).is_shown()


class People(Summary):
    order = 300
    model = Person
    url_name = "people:index"
    permission = "stories.view_person"
    icon = "user"


class Authors(Summary):
    order = 400
    model = Author
    url_name = "authors:index"
    permission = "stories.view_author"
    icon = "edit"


def keep_summary(request: HttpRequest, items: list[SummaryItem]) -> None:
    """Count what this product has, in its own words."""
    items[:] = [one(request) for one in (Stories, Photos, People, Authors)]
