"""Tells Django of people."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "addyours.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
