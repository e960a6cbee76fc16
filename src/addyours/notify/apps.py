"""Tells Django of what tells people."""

from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "addyours.notify"
    label = "notify"
    default_auto_field = "django.db.models.BigAutoField"
