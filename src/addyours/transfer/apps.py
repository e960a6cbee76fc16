"""Tells Django of what moves in and out."""

from django.apps import AppConfig


class TransferConfig(AppConfig):
    name = "addyours.transfer"
    label = "transfer"
    default_auto_field = "django.db.models.BigAutoField"
