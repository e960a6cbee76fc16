"""Tells Django of the site as a whole."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "addyours.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"
