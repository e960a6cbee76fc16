"""Lets editors pick a person or an author, or make one on the spot."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
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
