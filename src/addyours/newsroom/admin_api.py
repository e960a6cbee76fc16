"""The one address of Wagtail's documents that its pages ask for even where that app is left out."""

from __future__ import annotations

from django.db.models import QuerySet
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.models import Page


class NoDocuments(PagesAdminAPIViewSet):
    """Answers that there are none: Wagtail 8 names this address in the head of each of its pages."""

    name = "documents"

    def get_queryset(self) -> QuerySet[Page]:
        return super().get_queryset().none()
