"""Tells Django of the conversation."""

from django.apps import AppConfig


class CommentsConfig(AppConfig):
    name = "addyours.comments"
    label = "comments"
    default_auto_field = "django.db.models.BigAutoField"
