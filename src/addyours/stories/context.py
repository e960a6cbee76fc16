"""What every page knows of the site: its name, sections and addresses."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation

from addyours.conf import current
from addyours.outbox.memory import Memory
from addyours.stories.models import SiteIdentity
from addyours.stories.queries import Link, links, plain_pages, sections

HOUSE_RULES = "house-rules"
"""The address of the plain page that is linked beside the comment form."""
CHANGES = frozenset(
    "page.saved page.deleted siteidentity.saved site.saved site.founded site.imported"
    " import.ended".split()
)
"""What changes what every page shows."""


def _read_identity() -> SiteIdentity:
    return SiteIdentity.objects.first() or SiteIdentity()


_identity = Memory(_read_identity, topics=CHANGES)
_sections = Memory(sections, topics=CHANGES)
_pages = Memory(plain_pages, topics=CHANGES)


@dataclass(frozen=True)
class SiteView:
    """The site as every page shows it; each part is read when first asked for, if it isn't remembered."""

    path: str = "/"

    @property
    def base_url(self) -> str:
        return current().site_url

    @cached_property
    def identity(self) -> SiteIdentity:
        return _identity()

    @property
    def name(self) -> str:
        return self.identity.name

    @property
    def tagline(self) -> str:
        return self.identity.tagline

    @cached_property
    def sections(self) -> tuple[Link, ...]:
        return links(_sections(), path=self.path)

    @cached_property
    def pages(self) -> tuple[Link, ...]:
        return links(_pages(), path=self.path)

    @property
    def transparency_url(self) -> str:
        return reverse("stories:transparency") if self.identity.has_transparency_page else ""

    @property
    def house_rules_url(self) -> str:
        return next((page.url for page in self.pages if page.url == f"/{HOUSE_RULES}/"), "")

    @property
    def language(self) -> str:
        return translation.get_language() or current().language

    @property
    def direction(self) -> str:
        return "rtl" if translation.get_language_bidi() else "ltr"

    @property
    def feed_url(self) -> str:
        return reverse("stories:site_feed")

    @property
    def search_url(self) -> str:
        return reverse("stories:search")

    @property
    def newsroom_url(self) -> str:
        """Where staff work on what this page shows; the same for all readers, who are asked to sign in."""
        if self.path == "/":
            return reverse("wagtailadmin_home")
        return f"{reverse('newsroom_here')}?{urlencode({'path': self.path})}"


def site_view(path: str = "/") -> SiteView:
    """Return the site as pages show it. Nothing is read before it is asked for."""
    return SiteView(path)


def site(request: HttpRequest) -> dict[str, Any]:
    """Give templates the site as `site`."""
    return {"site": site_view(request.path)}
