"""A story with a body of blocks, and the comments under it."""

from __future__ import annotations

from typing import Any

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.blocks import CharBlock, RichTextBlock
from wagtail.fields import StreamField
from wagtail.models import Page


class StoryPage(Page):
    """A story."""

    dek = models.CharField(max_length=500)
    author = models.CharField(max_length=100)
    body = StreamField([("heading", CharBlock()), ("paragraph", RichTextBlock())])

    content_panels = [*Page.content_panels, FieldPanel("dek"), FieldPanel("body")]

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["comments"] = self.comments.order_by("created_at")[:50]
        context["menu"] = self.get_parent().get_children().live().in_menu()
        return context


class Comment(models.Model):
    """What a reader said."""

    page = models.ForeignKey(StoryPage, on_delete=models.CASCADE, related_name="comments")
    name = models.CharField(max_length=80)
    body = models.TextField()
    created_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.name
