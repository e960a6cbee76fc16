"""The lists and forms of people and authors."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton
from wagtail.images.shortcuts import get_rendition_or_not_found

from addyours.accounts.models import Role, User
from addyours.stories.models import Author, Person

PORTRAIT = "fill-80x80-c100"


class NameColumn(TitleColumn):
    """Somebody's name beside a small picture, or beside their first letter."""

    cell_template_name = "newsroom/_name_cell.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        context["photo"] = portrait(instance)
        context["letter"] = instance.name[:1].upper()
        return context


def portrait(somebody: Person | Author) -> SafeString | str:
    """Return the small picture of somebody; empty when they have none."""
    if somebody.photo is None:
        return ""
    picture = get_rendition_or_not_found(somebody.photo, PORTRAIT)
    return format_html('<img src="{}" width="40" height="40" alt="" loading="lazy">', picture.url)


class SomebodyList(generic.IndexView):
    """People or authors with their picture and how many stories they are in."""

    show_other_searches = False

    def get_base_queryset(self) -> QuerySet[Any]:
        found = super().get_base_queryset().select_related("photo")
        return found.prefetch_related("photo__renditions")


class PeopleList(SomebodyList):
    """The people stories speak of."""

    def get_base_queryset(self) -> QuerySet[Person]:
        return super().get_base_queryset().annotate(stories=Count("mentions", distinct=True))

    @property
    def columns(self) -> list[Column]:
        return [
            self._get_title_column_class(NameColumn)(
                "name", label=_("Name"), sort_key="name", get_url=self.get_edit_url
            ),
            Column("description", label=_("Description")),
            Column("stories", label=_("Stories"), sort_key="stories", width="10%"),
        ]


class AuthorsList(SomebodyList):
    """The people who write stories."""

    def get_base_queryset(self) -> QuerySet[Author]:
        found = super().get_base_queryset().select_related("user")
        return found.annotate(stories=Count("bylines", distinct=True))

    @property
    def columns(self) -> list[Column]:
        return [
            self._get_title_column_class(NameColumn)(
                "name", label=_("Name"), sort_key="name", get_url=self.get_edit_url
            ),
            Column("user", label=_("Account")),
            Column("stories", label=_("Stories"), sort_key="stories", width="10%"),
        ]


class EditSomebody(generic.EditView):
    """The form of a person or an author, with a way to their public page."""

    def get_object(self) -> Any:
        found = super().get_object()
        # Before the form changes it: with an emptied name it has no address any more.
        self.public_place = found.get_absolute_url()
        return found

    @property
    def header_buttons(self) -> list[HeaderButton]:
        return [
            HeaderButton(
                _("See the page"),
                url=self.public_place,
                icon_name="view",
                attrs={"target": "_blank"},
            )
        ]


class PersonViewSet(ModelViewSet):
    """People."""

    model = Person
    name = "people"
    icon = "user"
    menu_label = gettext_lazy("People")
    menu_name = "people"
    menu_order = 300
    add_to_admin_menu = True
    copy_view_enabled = False
    index_view_class = PeopleList
    edit_view_class = EditSomebody
    list_per_page = 50
    ordering = "name"


class AuthorForm(WagtailAdminModelForm):
    """An author; the account is one of the staff, not one of maybe thousands of readers."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = User.objects.exclude(role=Role.READER).order_by("name", "pk")
        self.fields["user"].queryset = staff
        self.fields["user"].help_text = _("Stories this account begins name this author.")


class AuthorViewSet(ModelViewSet):
    """Authors."""

    model = Author
    edit_handler = ObjectList(Author.panels, base_form_class=AuthorForm)
    name = "authors"
    icon = "edit"
    menu_label = gettext_lazy("Authors")
    menu_name = "authors"
    menu_order = 400
    add_to_admin_menu = True
    copy_view_enabled = False
    index_view_class = AuthorsList
    edit_view_class = EditSomebody
    list_per_page = 50
    ordering = "name"
