"""The blocks a story's body is made of."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.embeds.blocks import EmbedBlock
from wagtail.images.blocks import ImageChooserBlock

from addyours.stories.choosers import person_chooser

PersonChooserBlock = person_chooser.get_block_class(
    name="PersonChooserBlock", module_path="addyours.stories.blocks"
)
INLINE = ["bold", "italic", "link", "superscript", "subscript", "strikethrough", "code"]


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

    class Meta:
        icon = "openquote"
        label = _("Quote")
        template = "stories/blocks/quote.html"
        label_format = "{words}"


class ListBlock(blocks.StructBlock):
    """A list with bullets or numbers."""

    is_ordered = blocks.BooleanBlock(label=_("Numbered"), required=False)
    items = blocks.ListBlock(
        blocks.RichTextBlock(features=INLINE, label=_("Item")), label=_("Items"), min_num=1
    )

    class Meta:
        icon = "list-ul"
        label = _("List")
        template = "stories/blocks/list.html"


class LinkedEmbedBlock(EmbedBlock):
    """Something on another site, looked up by Wagtail's finder and shown as a card that links there.

    Never a frame: a reader's page asks nobody else for anything.
    """

    class Meta:
        icon = "media"
        label = _("Embed")
        template = "stories/blocks/embed.html"


class BodyBlock(blocks.StreamBlock):
    """The body of a story."""

    paragraph = blocks.RichTextBlock(
        features=INLINE, label=_("Paragraph"), template="stories/blocks/paragraph.html"
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

    class Meta:
        required = False


def quotes_in(body: Any) -> list[Any]:
    """Return the quote blocks of a body, in order."""
    return [block for block in body if block.block_type == "quote"]
