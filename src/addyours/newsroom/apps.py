"""Tells Django of the newsroom."""

from django.apps import AppConfig


class NewsroomConfig(AppConfig):
    name = "addyours.newsroom"
    label = "newsroom"
    default_auto_field = "django.db.models.BigAutoField"
