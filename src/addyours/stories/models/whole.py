"""Lets what is saved, and what is told of it, be one transaction for models whose own save is none."""

from __future__ import annotations

from typing import Any

from django.db import transaction


class SavedWhole:
    """A model that is saved in a transaction, `post_save` included. Stands before the model's base.

    Django opens one only for models of several tables, and sends `post_save` after it. What hangs
    on that signal would be lost in a crash between the two.
    """

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            super().save(*args, **kwargs)  # type: ignore[misc]
