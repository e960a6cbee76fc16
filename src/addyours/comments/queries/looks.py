"""How a writer looks beside a comment: picture, badge, and a link to who they are."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from addyours.accounts.faces import face_key, face_url, picture_url
from addyours.accounts.models import Role, User
from addyours.comments.models import Comment

TITLED = frozenset({Role.MODERATOR, Role.EDITOR})
"""Roles that readers are told of; other staff are the newsroom to them."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """A writer as readers see them."""

    picture: str
    """Its address holds the writer's key, the same for all of their comments: by it a reader's
    browser knows whom they have muted."""
    badge: str = ""
    profile_url: str = ""
    account_key: str = ""
    """Of the account, whose picture, page or role may change; empty for a guest."""


def look_of(comment: Comment) -> Look:
    """Return how the writer of a comment looks. No query where its account was read with it."""
    user = comment.user if comment.user_id else None
    # Of a writer who is gone each comment stands for itself.
    key = face_key(comment.writer_key or comment.key)
    if user is None:
        return Look(picture=face_url(key))
    return Look(
        picture=picture_url(user.avatar) if user.avatar else face_url(key),
        badge=badge_of(user, is_author=comment.is_by_author),
        profile_url=profile_url(user) if user.has_profile else "",
        account_key=user.look,
    )


def badge_of(user: User, *, is_author: bool = False) -> str:
    """Return what an account is to readers, in a word; empty for a reader."""
    if is_author:
        return _("Author")
    if not user.is_staff:
        return ""
    return str(Role(user.role).label) if user.role in TITLED else _("Newsroom")


def profile_url(user: User) -> str:
    """Return the address of an account's page; its end follows the name, and only the number counts."""
    slug = slugify(user.name, allow_unicode=True)[:60].strip("-_") or "reader"
    return reverse("comments:profile", args=[user.pk, slug])
