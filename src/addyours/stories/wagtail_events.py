"""The only file with signals: hears of Wagtail's writes inside their own transactions.

`page_published`, `page_unpublished` and `post_page_move` are sent outside the transaction of the
change, so a crash could lose what hangs on them. `post_save` and `post_delete` are sent inside.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_save, pre_delete
from wagtail.models import Page, Site

from addyours.accounts.actions import hold_author_name
from addyours.stories.actions import name_authors, settle_page, settle_story, tell_of
from addyours.stories.keys import NEWEST
from addyours.stories.models import Author, Person, Photo, SiteIdentity, Story

DRAFT_COLUMNS = frozenset(
    "draft_title has_unpublished_changes latest_revision latest_revision_created_at"
    " live_revision locked locked_at locked_by".split()
)
"""Columns no reader sees: a save of only these is an editor at work, not a change."""
SHOWN = (Author, Person, Photo, SiteIdentity, Site)


def page_saved(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    """Settle a page when its own row was saved."""
    columns = kwargs.get("update_fields")
    if kwargs.get("raw") or (columns is not None and DRAFT_COLUMNS.issuperset(columns)):
        return
    if isinstance(instance, Story):
        settle_story(instance)
    elif isinstance(instance, Page):
        settle_page(instance)
        # A move saves the plain page; the story behind it has its section and address to learn.
        story = Story.objects.filter(pk=instance.pk).first() if sender is Page else None
        if story is not None:
            story.url_path = instance.url_path
            story.save()


def story_deleted(sender: type[Model], instance: Story, **kwargs: Any) -> None:
    """Take a story's conversation and index away while its rows can still be read."""
    instance.live = False
    settle_story(instance, topic="story.deleted")


def page_deleted(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    """Tell of a deleted page."""
    if isinstance(instance, Page):
        settle_page(instance, topic="page.deleted")


def shown_saved(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    """Tell of a change to something many pages show."""
    if isinstance(instance, SHOWN):
        is_person = isinstance(instance, (Author, Person))
        keys = [instance.key] if is_person else ["site"]
        if isinstance(instance, Author):
            is_gone = kwargs.get("signal") is post_delete
            name = "" if is_gone else instance.name
            hold_author_name(instance.key, name=name, user_id=instance.user_id)
            if not is_gone:
                name_authors(instance)
            # Whatever lists stories names who wrote them.
            keys.append(NEWEST)
        tell_of(instance, topic=f"{sender._meta.model_name}.saved", keys=keys)


def listen() -> None:
    """Connect; called once, when the app is ready."""
    post_save.connect(page_saved, dispatch_uid="addyours.page_saved")
    pre_delete.connect(story_deleted, sender=Story, dispatch_uid="addyours.story_deleted")
    post_delete.connect(page_deleted, dispatch_uid="addyours.page_deleted")
    for model in SHOWN:
        post_save.connect(
            shown_saved, sender=model, dispatch_uid=f"addyours.{model.__name__}.saved"
        )
        post_delete.connect(
            shown_saved, sender=model, dispatch_uid=f"addyours.{model.__name__}.deleted"
        )
