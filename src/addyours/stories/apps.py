"""Tells Django of the stories."""

from django.apps import AppConfig


class StoriesConfig(AppConfig):
    name = "addyours.stories"
    label = "stories"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models are complete only now; the signals must be heard before the first save.
        from addyours.stories.wagtail_events import listen

        listen()
