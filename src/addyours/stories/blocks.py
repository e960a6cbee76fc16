"""The blocks a story's body is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.html import strip_tags
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.embeds.blocks import EmbedBlock, EmbedValue
from wagtail.embeds.embeds import get_embed_hash
from wagtail.embeds.models import Embed
from wagtail.images.blocks import ImageChooserBlock

from addyours.stories.choosers import person_chooser
from addyours.stories.photo_views import INLINE, PhotoView, photo_view
from addyours.text.links import web_link
from addyours.text.rich import safe_raw

PersonChooserBlock = person_chooser.get_block_class(
    name="PersonChooserBlock", module_path="addyours.stories.blocks"
)
INLINE_FEATURES = ["bold", "italic", "link", "superscript", "subscript", "strikethrough", "code"]


class PhotoValue(blocks.StructValue):
    """A photo block as templates see it."""

    @property
    def view(self) -> PhotoView | None:
        """The photo in its sizes; None when it or its file is gone. One query."""
        image = self.get("image")
        if image is None:
            return None
        words = {name: self.get(name) or "" for name in ("alt", "caption", "credit")}
        return photo_view(image, INLINE, **words)


class PhotoBlock(blocks.StructBlock):
    """A photo within the text; what is left empty is the photo's own."""

    image = ImageChooserBlock(label=_("Photo"))
    alt = blocks.CharBlock(
        label=_("Alt text"),
        required=False,
        max_length=255,
        help_text=_("What somebody who can't see it should know. Empty: the photo's own."),
    )
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=500)
    credit = blocks.CharBlock(label=_("Credit"), required=False, max_length=200)

    class Meta:
        icon = "image"
        label = _("Photo")
        value_class = PhotoValue
        template = "stories/blocks/photo.html"
        label_format = "{caption}"


class QuoteBlock(blocks.StructBlock):
    """Somebody's words, and everything a reader needs to judge them."""

    words = blocks.TextBlock(label=_("Words"), rows=3, max_length=10_000)
    speaker = PersonChooserBlock(label=_("Speaker"), required=False)
    speaker_note = blocks.CharBlock(
        label=_("Speaker's description at the time"),
        required=False,
        max_length=200,
        help_text=_("Such as “34” or “then mayor”."),
    )
    said_to = blocks.CharBlock(
        label=_("Said to"),
        required=False,
        max_length=200,
        help_text=_("The outlet or person it was said to. Empty: to this site."),
    )
    said_on = blocks.DateBlock(label=_("Said on"), required=False)
    source_url = blocks.URLBlock(label=_("Source"), required=False)
    attribution = blocks.CharBlock(
        label=_("Attribution as written"),
        required=False,
        max_length=1000,
        help_text=_(
            "The words around the quote in the original text, such as “she told The Pier”."
        ),
    )
    to_check = blocks.CharBlock(
        label=_("To check"),
        required=False,
        max_length=500,
        help_text=_("What an import was not sure of. Not shown to readers; empty it when checked."),
    )

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        shown = blocks.StructValue(self, value.items())
        shown["source_url"] = web_link(value.get("source_url") or "")
        context: dict[str, Any] = super().get_context(shown, parent_context=parent_context)
        return context

    class Meta:
        icon = "openquote"
        label = _("Quote")
        template = "stories/blocks/quote.html"
        label_format = "{words}"


class ListBlock(blocks.StructBlock):
    """A list with bullets or numbers."""

    is_ordered = blocks.BooleanBlock(label=_("Numbered"), required=False)
    items = blocks.ListBlock(
        blocks.RichTextBlock(features=INLINE_FEATURES, label=_("Item")), label=_("Items"), min_num=1
    )

    class Meta:
        icon = "list-ul"
        label = _("List")
        template = "stories/blocks/list.html"


@dataclass(frozen=True, kw_only=True)
class EmbedCard:
    """What a page shows of something on another site."""

    url: str
    title: str = ""
    author: str = ""
    provider: str = ""


class LinkedEmbedBlock(EmbedBlock):
    """Something on another site, looked up by Wagtail's finder and shown as a card that links there.

    Never a frame: a reader's page asks nobody else for anything. It is looked up when an editor
    saves; a reader's request only reads what was found then.
    """

    def get_context(
        self, value: EmbedValue, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        embed = Embed.objects.filter(hash=get_embed_hash(value.url)).first()
        context["value"] = EmbedCard(
            url=value.url,
            title=embed.title if embed else "",
            author=embed.author_name if embed else "",
            provider=embed.provider_name if embed else "",
        )
        return context

    class Meta:
        icon = "media"
        label = _("Embed")
        template = "stories/blocks/embed.html"


class RawBlock(blocks.TextBlock):
    """HTML that an import could not make another block of. Made safe when it is shown, too."""

    def get_context(
        self, value: str, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        context["html"] = mark_safe(safe_raw(value))  # noqa: S308
        return context

    def get_searchable_content(self, value: str) -> list[str]:
        return [strip_tags(value)]

    class Meta:
        icon = "code"
        label = "HTML"
        template = "stories/blocks/raw.html"


class BodyBlock(blocks.StreamBlock):
    """The body of a story."""

    paragraph = blocks.RichTextBlock(
        features=INLINE_FEATURES, label=_("Paragraph"), template="stories/blocks/paragraph.html"
    )
    heading = blocks.CharBlock(
        label=_("Heading"),
        max_length=200,
        icon="title",
        form_classname="title",
        template="stories/blocks/heading.html",
    )
    photo = PhotoBlock()
    quote = QuoteBlock()
    list = ListBlock()
    embed = LinkedEmbedBlock()
    divider = blocks.StaticBlock(
        label=_("Divider"),
        icon="horizontalrule",
        admin_text=_("A line between two parts."),
        template="stories/blocks/divider.html",
    )
    raw = RawBlock(rows=6)

    class Meta:
        required = False


def quotes_in(body: Any) -> list[Any]:
    """Return the quote blocks of a body, in order."""
    return [block for block in body if block.block_type == "quote"]
