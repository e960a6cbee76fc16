"""Lets editors pick a person or an author, or make one on the spot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.forms import Media, SelectMultiple
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.telepath import JSContext
from wagtail.admin.viewsets.chooser import ChooserViewSet


class PersonChooserViewSet(ChooserViewSet):
    """Picks a person, or makes one from a name and a description."""

    model = "stories.Person"
    icon = "user"
    choose_one_text = _("Choose a person")
    choose_another_text = _("Choose another person")
    edit_item_text = _("Edit this person")
    create_action_label = _("New person")
    form_fields = ["name", "description"]


class AuthorChooserViewSet(ChooserViewSet):
    """Picks an author, or makes one from a name."""

    model = "stories.Author"
    icon = "edit"
    choose_one_text = _("Choose an author")
    choose_another_text = _("Choose another author")
    edit_item_text = _("Edit this author")
    create_action_label = _("New author")
    form_fields = ["name", "bio"]


person_chooser = PersonChooserViewSet("person_chooser")
author_chooser = AuthorChooserViewSet("author_chooser")


class PeopleChooser(SelectMultiple):
    """Picks any number of people with the person chooser's own window, which can also make one.

    Wagtail has such a field only for relations with a table of their own, and a list of all people
    to tick is of no use when there are thousands.
    """

    template_name = "stories/widgets/people.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        # Not the base class's: it would read every person there is to make a list of options.
        return {
            "name": name,
            "id": (attrs or {}).get("id", f"id_{name}"),
            "chosen": self._chosen(value),
            "chooser": self._js[0],
            "is_required": self.is_required,
        }

    def _chosen(self, value: Any) -> list[dict[str, Any]]:
        """Return those chosen so far, in their order. One query."""
        ids = [getattr(one, "pk", one) for one in value or ()]
        people = apps.get_model("stories.Person")._default_manager.in_bulk(_numbers(ids))
        urls = AdminURLFinder()
        return [
            {"id": pk, "name": str(person), "edit_url": urls.get_edit_url(person)}
            for pk, person in ((pk, people.get(pk)) for pk in _numbers(ids))
            if person
        ]

    @cached_property
    def _js(self) -> tuple[Any, Media]:
        context = JSContext()
        return context.pack(person_chooser.widget_class()), context.media

    @property
    def media(self) -> Media:
        media: Media = self._js[1]
        return media + Media(js=[versioned_static("stories/people-chooser.js")])


def _numbers(ids: Sequence[Any]) -> list[int]:
    return [int(one) for one in ids if str(one).isdecimal() and len(str(one)) < 19]
