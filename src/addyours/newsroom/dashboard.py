"""The newsroom's first page: what waits for whoever is signed in."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin.site_summary import PagesSummaryItem, SummaryItem
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import HomeView

from addyours.comments.models import CommentState
from addyours.newsroom import mail_log
from addyours.newsroom.menus import MODERATE
from addyours.newsroom.queue import queries
from addyours.stories.models import Author, Person, Photo, Section, Story
from addyours.stories.queries import Link

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


class NewestStories(Component):
    """The stories that were worked on last, whoever did it."""

    name = "newest_stories"
    template_name = "newsroom/_newest_stories.html"
    order = 240

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        stories = Story.objects.annotate(section_title=F("in_section__title"))
        newest = stories.order_by(F("latest_revision_created_at").desc(nulls_last=True), "-pk")
        return {"stories": newest.prefetch_workflow_states()[:SHOWN]}


class Front(HomeView):
    """The first page, with a way to a new story in each section."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["sections_to_write_in"] = [
            Link(
                title=section.title,
                url=reverse("wagtailadmin_pages:add", args=["stories", "story", section.pk]),
            )
            for section in Section.objects.order_by("path")[:SHOWN]
            if section.permissions_for_user(self.request.user).can_add_subpage()
        ]
        return context


def add_panels(request: HttpRequest, panels: list[Component]) -> None:
    """Show moderators what waits for them, and writers what was worked on."""
    if request.user.has_perm(mail_log.SEE):
        panels.append(mail_log.MailNotice())
    if request.user.has_perm(MODERATE):
        panels.append(WaitingComments())
    if PagesSummaryItem(request).is_shown():
        panels.append(NewestStories())


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
