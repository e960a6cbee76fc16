"""What the site map has besides pages: conversations that stand alone."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet

from addyours.comments.models import Thread
from addyours.comments.queries.alone import threads_alone
from addyours.stories.context import site_view

if TYPE_CHECKING:
    from django.contrib.sites.requests import RequestSite


class Conversations(Sitemap[Thread]):
    """Conversations that were brought from elsewhere and belong to no story."""

    def items(self) -> QuerySet[Thread]:
        return threads_alone().order_by("pk")

    def location(self, item: Thread) -> str:
        return item.path

    def lastmod(self, item: Thread) -> datetime | None:
        return item.last_comment_at

    def get_urls(
        self, page: int | str = 1, site: Any = None, protocol: str | None = None
    ) -> list[dict[str, Any]]:
        base = urlsplit(site_view().base_url)
        # Its domain is all that is asked of it.
        here = cast("RequestSite", SimpleNamespace(domain=base.netloc))
        return super().get_urls(page, here, base.scheme)
