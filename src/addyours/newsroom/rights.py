"""What each role may do, as data, and the one place that grants it."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
)

from addyours.accounts.models import Role
from addyours.outbox.record import record

ACCESS = "wagtailadmin.access_admin"
SEE_PEOPLE = ("stories.view_person", "stories.view_author")


@dataclass(frozen=True, kw_only=True)
class Rights:
    """The rights of one role: on models, on pages, on the photo library."""

    models: tuple[str, ...]
    pages: tuple[str, ...] = ()
    photos: tuple[str, ...] = ()


RIGHTS: dict[Role, Rights] = {
    Role.AUTHOR: Rights(
        models=(ACCESS, *SEE_PEOPLE, "stories.add_person"),
        pages=("add_page",),
        photos=("add_image", "choose_image"),
    ),
    Role.MODERATOR: Rights(
        models=(
            ACCESS,
            "comments.moderate_comment",
            "comments.change_thread",
            "moderation.add_ban",
            "moderation.view_decision",
        ),
    ),
    Role.EDITOR: Rights(
        models=(
            ACCESS,
            *SEE_PEOPLE,
            "stories.add_person",
            "stories.change_person",
            "stories.delete_person",
            "stories.add_author",
            "stories.change_author",
            "stories.delete_author",
            "comments.change_thread",
            "wagtailredirects.add_redirect",
            "wagtailredirects.change_redirect",
            "wagtailredirects.delete_redirect",
        ),
        pages=(
            "add_page",
            "change_page",
            "publish_page",
            "bulk_delete_page",
            "lock_page",
            "unlock_page",
        ),
        photos=("add_image", "change_image", "delete_image", "choose_image"),
    ),
}
"""Owners may do everything, readers nothing here; all others exactly this."""

WORKFLOW = "Editor's approval"


def grant_rights() -> None:
    """Give each role's group exactly its rights, and the authors' workflow to the editors.

    Safe to run again: what a role lost in this version is taken away.
    """
    with transaction.atomic():
        for role, rights in RIGHTS.items():
            group, _made = Group.objects.get_or_create(name=role.value)
            group.permissions.set(_permissions(rights.models))
            _grant_pages(group, rights.pages)
            _grant_photos(group, rights.photos)
        _set_workflow_up()
        # Wagtail's first migration makes these two; roles take their place.
        Group.objects.filter(name__in=["Editors", "Moderators"]).delete()
        record("rights.granted", keys=[])


def _permissions(names: tuple[str, ...]) -> list[Permission]:
    return [
        Permission.objects.get(content_type__app_label=app, codename=codename)
        for app, codename in (name.split(".") for name in names)
    ]


def _grant_pages(group: Group, codenames: tuple[str, ...]) -> None:
    root = Page.get_first_root_node()
    granted = GroupPagePermission.objects.filter(group=group)
    granted.exclude(permission__codename__in=codenames, page=root).delete()
    for permission in _permissions(tuple(f"wagtailcore.{name}" for name in codenames)):
        GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)


def _grant_photos(group: Group, codenames: tuple[str, ...]) -> None:
    root = Collection.get_first_root_node()
    granted = GroupCollectionPermission.objects.filter(group=group)
    granted.exclude(permission__codename__in=codenames, collection=root).delete()
    for permission in _permissions(tuple(f"wagtailimages.{name}" for name in codenames)):
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=root, permission=permission
        )


def _set_workflow_up() -> None:
    task = GroupApprovalTask.objects.first()
    workflow = Workflow.objects.first()
    if task is None or workflow is None or workflow.name == WORKFLOW:
        return
    workflow.name = task.name = WORKFLOW
    workflow.save()
    task.save()
    task.groups.set([Group.objects.get(name=Role.EDITOR.value)])
