"""How a reader is shown to others: a page of their own, a picture."""

from __future__ import annotations

import secrets

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from addyours.accounts.errors import AccountRefused
from addyours.accounts.faces import face_key, picture_name
from addyours.accounts.models import ReaderSettings, User
from addyours.accounts.pictures import SIZES
from addyours.accounts.queries import reader_settings
from addyours.outbox.record import record

FOLDER = "readers"
"""In the media folder."""


def save_reader_settings(settings: ReaderSettings) -> None:
    """Save what readers may do with their accounts."""
    with transaction.atomic():
        settings.pk = 1
        settings.save()
        record("reader.settings_changed", keys=[])


def show_profile(user: User, *, is_public: bool) -> None:
    """Let everybody see the page with one's public comments, or nobody."""
    with transaction.atomic():
        user.has_profile = is_public
        user.save(update_fields=["has_profile"])
        record("account.profile_shown", keys=[f"user:{user.pk}", user.look], user=user.pk)


def set_avatar(user: User, *, pictures: dict[int, bytes]) -> None:
    """Give an account a picture, in all SIZES; the one before is removed.

    Raises AccountRefused when the site has none of readers. The files have a name that is never
    used again: browsers keep them for ever.
    """
    if not reader_settings().has_avatars:
        raise AccountRefused("picture", _("This site shows no pictures of readers."))
    stem = f"{FOLDER}/{face_key(f'user:{user.pk}')}-{secrets.token_hex(5)}"
    for side in SIZES:
        default_storage.save(picture_name(stem, side), ContentFile(pictures[side]))
    with transaction.atomic():
        before, user.avatar = user.avatar, stem
        user.save(update_fields=["avatar"])
        transaction.on_commit(lambda: _remove_files(before))
        record("account.pictured", keys=[f"user:{user.pk}", user.look], user=user.pk)


def remove_avatar(user: User) -> None:
    """Take an account's picture away: its drawn face is shown again."""
    with transaction.atomic():
        drop_picture(user)
        record("account.pictured", keys=[f"user:{user.pk}", user.look], user=user.pk)


def drop_picture(user: User) -> None:
    """Take an account's picture away, inside the caller's transaction; its files go when that ends."""
    before, user.avatar = user.avatar, ""
    user.save(update_fields=["avatar"])
    transaction.on_commit(lambda: _remove_files(before))


def _remove_files(stem: str) -> None:
    if stem:
        for side in SIZES:
            default_storage.delete(picture_name(stem, side))
