"""The pages that hold the site together: front page, sections, plain pages, and the site's own name."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.models.pages import PagePermissionTester
from wagtail.search import index
from wagtail.url_routing import RouteResult

from addyours.stories.models.serving import ServedByView
from addyours.stories.models.story import Story
from addyours.stories.models.whole import SavedWhole

TAKEN_SLUGS = frozenset(
    "authors comments conversations feeds healthz media newsroom people readyz search sign-in"
    " sitemap.xml static tags threads transparency robots.txt favicon.ico".split()
)
"""First parts of addresses that the site itself answers."""


@register_setting(icon="home")
class SiteIdentity(SavedWhole, BaseSiteSetting):
    """What the site is called."""

    name = models.CharField(_("name"), max_length=80, default="Add Yours")
    tagline = models.CharField(_("tagline"), max_length=160, blank=True)

    has_transparency_page = models.BooleanField(
        _("public figures about moderation"),
        default=False,
        db_default=False,
        help_text=_(
            "The page /transparency/ tells everybody how many comments were held, rejected and"
            " reported in each month, why, and how soon. It is linked at the foot of every page."
        ),
    )

    panels: ClassVar[list[FieldPanel]] = [
        FieldPanel("name"),
        FieldPanel("tagline"),
        FieldPanel("has_transparency_page"),
    ]

    class Meta:
        verbose_name = _("Name of the site")

    def __str__(self) -> str:
        return self.name


class FrontPagePermissions(PagePermissionTester):
    """Sections and plain pages are made by those who publish; authors add stories to sections."""

    def can_add_subpage(self) -> bool:
        may_publish = self.user.is_superuser or "publish" in getattr(self, "permissions", ())
        return bool(may_publish and super().can_add_subpage())


class FrontPage(ServedByView, Page):
    """The front page; everything else stands beneath it."""

    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["stories.Section", "stories.PlainPage"]
    max_count = 1

    class Meta:
        verbose_name = _("front page")

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        """Return what an account may do with the front page."""
        return FrontPagePermissions(user, self)


class TopLevelPage(ServedByView, Page):
    """A page right beneath the front page, whose address must not be one of the site's own."""

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self.slug in TAKEN_SLUGS:
            message = _("The site itself uses the address “%s”. Please choose another.") % self.slug
            raise ValidationError({"slug": message})


class Section(TopLevelPage):
    """A part of the site that stories are published in."""

    description = models.CharField(_("description"), max_length=300, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("description")]
    search_fields = [*Page.search_fields, index.SearchField("description")]
    parent_page_types: ClassVar[list[str]] = ["stories.FrontPage"]
    subpage_types: ClassVar[list[str]] = ["stories.Story"]

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")

    @property
    def key(self) -> str:
        return f"section:{self.pk}"

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Find what an address beneath the section leads to.

        A story is found in one query, with its section and conversation, where Wagtail takes two and
        its page two more.
        """
        if len(path_components) == 1:
            beneath = Story.objects.child_of(self).select_related("thread")
            with suppress(Story.DoesNotExist):
                story = beneath.get(slug=path_components[0], live=True)
                story.in_section = self
                return RouteResult(story)
        return super().route(request, path_components)


class PlainPage(TopLevelPage):
    """A page that is not news: About, House rules."""

    body = RichTextField(
        _("text"),
        features=["h2", "h3", "bold", "italic", "link", "ol", "ul", "hr", "blockquote"],
    )

    content_panels = [*Page.content_panels, FieldPanel("body")]
    search_fields = [*Page.search_fields, index.SearchField("body")]
    parent_page_types: ClassVar[list[str]] = ["stories.FrontPage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("plain page")
        verbose_name_plural = _("plain pages")
