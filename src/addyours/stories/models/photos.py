"""Pictures with what a newsroom must know of them: alt text, caption, credit and source."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.search import index

from addyours.stories.models.whole import SavedWhole


class Photo(SavedWhole, AbstractImage):
    """A picture in the library. Wagtail's `description` is its alt text."""

    caption = models.CharField(
        _("caption"), max_length=500, blank=True, help_text=_("Shown beneath the photo.")
    )
    credit = models.CharField(
        _("credit"), max_length=200, blank=True, help_text=_("Who made it, and the agency if any.")
    )
    source_url = models.URLField(_("source"), blank=True, help_text=_("Where it was taken from."))

    admin_form_fields: ClassVar[tuple[str, ...]] = (
        "title",
        "file",
        "description",
        "caption",
        "credit",
        "source_url",
        "collection",
        "tags",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    search_fields = [
        *AbstractImage.search_fields,
        # Without it, looking for words among the photos of a tag is refused.
        index.RelatedFields("tags", [index.FilterField("name")]),
    ]

    class Meta(AbstractImage.Meta):
        verbose_name = _("photo")
        verbose_name_plural = _("photos")


class Rendition(AbstractRendition):
    """A photo in one size and format."""

    image = models.ForeignKey(Photo, related_name="renditions", on_delete=models.CASCADE)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("image", "filter_spec", "focal_point_key"), name="rendition_once"
            )
        ]
