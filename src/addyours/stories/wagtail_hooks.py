"""Registers what the story editor needs of Wagtail."""

from wagtail import hooks
from wagtail.admin.viewsets.chooser import ChooserViewSet

from addyours.stories.choosers import author_chooser, person_chooser


@hooks.register("register_admin_viewset")
def choosers() -> list[ChooserViewSet]:
    return [person_chooser, author_chooser]
