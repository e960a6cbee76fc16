"""Tells Django of the outbox."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "addyours.outbox"
    label = "outbox"
    default_auto_field = "django.db.models.BigAutoField"
