"""What each role may do, as data."""

from __future__ import annotations

from dataclasses import dataclass

from addyours.accounts.models import Role

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
            "comments.pick_comment",
            "comments.change_thread",
            "moderation.add_sanction",
            "moderation.change_wordrule",
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
            "comments.pick_comment",
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
