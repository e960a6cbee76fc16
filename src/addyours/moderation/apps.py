"""Tells Django of moderation."""

from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "addyours.moderation"
    label = "moderation"
    default_auto_field = "django.db.models.BigAutoField"
