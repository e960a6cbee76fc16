"""The story, and the tables by which its people and quotes are found."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from taggit.models import TaggedItemBase
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, MultipleChooserPanel, TitleFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page
from wagtail.search import index

from addyours.stories.blocks import BodyBlock
from addyours.stories.choosers import PeopleChooser
from addyours.stories.models.people import Author, Person
from addyours.stories.models.serving import ServedByView


class NotesPanel(FieldPanel):
    """The notes an import has left, where it has left some."""

    class BoundPanel(FieldPanel.BoundPanel):
        def is_shown(self) -> bool:
            return bool(super().is_shown() and self.instance.import_notes)


class StoryTag(TaggedItemBase):
    """A tag on a story."""

    content_object = ParentalKey("stories.Story", related_name="tagged", on_delete=models.CASCADE)


class StoryAuthor(Orderable):
    """One of a story's authors, in the order they are named."""

    story = ParentalKey("stories.Story", related_name="bylines", on_delete=models.CASCADE)
    author = models.ForeignKey(Author, related_name="bylines", on_delete=models.CASCADE)

    panels: ClassVar[list[FieldPanel]] = [FieldPanel("author")]


class StoryForm(WagtailAdminPageForm):
    """The editor's form. Without an address one is made of the headline: scripts fill it in only a
    moment after the headline, and whoever is quicker is not to be refused for it.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields and not self.instance.slug:
            self.fields["slug"].required = False


class Story(ServedByView, Page):
    """One story, with the conversation beneath it. Wagtail's `title` is its headline."""

    base_form_class = StoryForm

    dek = models.TextField(
        _("dek"),
        blank=True,
        max_length=500,
        help_text=_("One or two sentences beneath the headline."),
    )
    photo = models.ForeignKey(
        "stories.Photo",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("lead photo"),
    )
    photo_alt = models.CharField(
        _("alt text"),
        max_length=255,
        blank=True,
        help_text=_("What somebody who can't see it should know. Empty: the photo's own."),
    )
    photo_caption = models.CharField(_("caption"), max_length=500, blank=True)
    photo_credit = models.CharField(_("credit"), max_length=200, blank=True)
    photo_source = models.URLField(_("source"), blank=True)
    people = ParentalManyToManyField(Person, blank=True, verbose_name=_("people in this story"))
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("text"))
    tags = ClusterTaggableManager(through=StoryTag, blank=True)
    published_at = models.DateTimeField(
        _("publication date"),
        null=True,
        blank=True,
        help_text=_("Shown to readers. Empty: when it is first published."),
    )
    import_notes = models.TextField(
        _("notes of the import"),
        blank=True,
        help_text=_("What an import was not sure of. Not shown to readers."),
    )
    in_section = models.ForeignKey(
        "stories.Section",
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="stories",
    )
    thread = models.OneToOneField(
        "comments.Thread",
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="story",
    )

    content_panels = [
        TitleFieldPanel("title", heading=_("Headline"), placeholder=_("Headline")),
        FieldPanel("dek"),
        MultipleChooserPanel(
            "bylines", chooser_field_name="author", heading=_("Authors"), label=_("Author")
        ),
        MultiFieldPanel(
            [
                FieldPanel("photo"),
                FieldPanel("photo_alt"),
                FieldPanel("photo_caption"),
                FieldPanel("photo_credit"),
                FieldPanel("photo_source"),
            ],
            heading=_("Lead photo"),
        ),
        FieldPanel("body"),
        FieldPanel("people", widget=PeopleChooser),
        FieldPanel("tags"),
        NotesPanel("import_notes"),
    ]
    settings_panels = [FieldPanel("published_at"), *Page.settings_panels]
    search_fields = [
        *Page.search_fields,
        index.SearchField("dek", boost=2),
        index.SearchField("body"),
        index.SearchField("names_in_it"),
        index.FilterField("published_at"),
        index.FilterField("in_section_id"),
    ]
    parent_page_types: ClassVar[list[str]] = ["stories.Section"]
    subpage_types: ClassVar[list[str]] = []
    exclude_fields_in_copy: ClassVar[list[str]] = ["thread", "published_at"]

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        indexes = [
            models.Index(fields=["-published_at", "-page_ptr"], name="story_newest"),
            models.Index(
                fields=["in_section", "-published_at", "-page_ptr"], name="story_newest_in_section"
            ),
        ]

    @property
    def key(self) -> str:
        return f"story:{self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        parent = self.get_parent()
        self.in_section_id = parent.pk if parent else None
        if self.live and self.published_at is None:
            # On the minute, as the editor's field has it: saving a story would move it otherwise.
            at = self.first_published_at or timezone.now()
            self.published_at = at.replace(second=0, microsecond=0)
        super().save(*args, **kwargs)

    def with_content_json(self, content: dict[str, Any]) -> Story:
        """Return the story as a revision has it; its conversation is the page's, not the revision's."""
        story: Story = super().with_content_json(content)
        story.thread_id = self.thread_id
        story.in_section_id = self.in_section_id
        return story

    def names_in_it(self) -> str:
        """All names of the people in the story, quoted ones included, for search.

        Read from the index of people, which is rebuilt before the search index is: the editor's own
        list of people is only written after both.
        """
        named = self.mentions.select_related("person")
        return "\n".join(name for mention in named for name in mention.person.all_names)


class Mention(models.Model):
    """That a published story names or quotes a person."""

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="mentions")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="mentions")
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["story", "person"], name="mention_once")]
        indexes = [
            models.Index(
                fields=["person", "-published_at", "-story"], name="mention_newest_of_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.story_id}"


class Quote(models.Model):
    """A quote block of a published story, findable by who said it."""

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="quotes")
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="quotes")
    block_id = models.CharField(max_length=40)
    position = models.PositiveIntegerField()
    words = models.TextField()
    speaker_note = models.CharField(max_length=200, blank=True)
    said_to = models.CharField(max_length=200, blank=True)
    said_on = models.DateField(null=True)
    source_url = models.URLField(blank=True)
    at = models.DateTimeField()
    """When it was said, as far as known; otherwise when the story was published."""

    class Meta:
        ordering = ["story", "position"]
        indexes = [models.Index(fields=["person", "-at", "-id"], name="quote_newest_of_person")]

    def __str__(self) -> str:
        return self.words[:60]
