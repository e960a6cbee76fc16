"""What the site map has besides pages: conversations that stand alone."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet

from addyours.comments.models import Thread
from addyours.comments.queries.alone import threads_alone
from addyours.stories.context import site_view


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
        return self._urls(page, base.scheme, base.netloc)
