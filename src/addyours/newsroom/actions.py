"""Gives the roles their rights."""

from __future__ import annotations

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
from addyours.newsroom.rights import RIGHTS
from addyours.outbox.record import record

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
