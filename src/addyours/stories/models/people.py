"""The people stories speak of, and the people who write them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

from addyours.stories.models.whole import SavedWhole

LONGEST_SLUG = 80


class Named(SavedWhole, index.Indexed, models.Model):
    """Somebody with a name, a page of their own and an address made from the name."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(
        _("address"),
        max_length=LONGEST_SLUG + 8,
        unique=True,
        blank=True,
        allow_unicode=True,
        help_text=_("The last part of the page's address. Made from the name when empty."),
    )
    photo = models.ForeignKey(
        "stories.Photo", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        abstract = True
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.slug = self.slug or self._free_slug()
        super().save(*args, **kwargs)

    def _free_slug(self) -> str:
        stem = slugify(self.name, allow_unicode=True)[:LONGEST_SLUG].strip("-") or "unnamed"
        others = type(self)._default_manager.exclude(pk=self.pk)
        taken = set(others.filter(slug__startswith=stem).values_list("slug", flat=True))
        numbers = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
        return stem if stem not in taken else next(slug for slug in numbers if slug not in taken)


class Person(Named):
    """Somebody stories speak of or quote."""

    other_names = models.TextField(
        _("other names"), blank=True, help_text=_("Nicknames, former names; one a line.")
    )
    description = models.CharField(
        _("description"), max_length=200, blank=True, help_text=_("Such as “lighthouse keeper”.")
    )

    panels: ClassVar[list[FieldPanel]] = [
        FieldPanel("name"),
        FieldPanel("description"),
        FieldPanel("other_names"),
        FieldPanel("photo"),
        FieldPanel("slug"),
    ]
    search_fields = [
        index.SearchField("name", boost=4),
        index.SearchField("other_names", boost=2),
        index.SearchField("description"),
        index.AutocompleteField("name"),
        index.FilterField("name"),
    ]

    class Meta(Named.Meta):
        verbose_name = _("person")
        verbose_name_plural = _("people")

    @property
    def key(self) -> str:
        return f"person:{self.pk}"

    @property
    def all_names(self) -> list[str]:
        """The name, then the other names."""
        others = [name.strip() for name in self.other_names.splitlines()]
        return [self.name, *(name for name in others if name)]

    def get_absolute_url(self) -> str:
        return reverse("stories:person", args=[self.slug])


class Author(Named):
    """Somebody who writes stories; may have an account."""

    bio = models.TextField(_("about the author"), blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="author",
        verbose_name=_("account"),
    )

    panels: ClassVar[list[FieldPanel]] = [
        FieldPanel("name"),
        FieldPanel("bio"),
        FieldPanel("photo"),
        FieldPanel("user"),
        FieldPanel("slug"),
    ]
    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.FilterField("name"),
    ]

    class Meta(Named.Meta):
        verbose_name = _("author")
        verbose_name_plural = _("authors")

    @property
    def key(self) -> str:
        return f"author:{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("stories:author", args=[self.slug])
