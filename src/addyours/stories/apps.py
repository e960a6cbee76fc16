"""Tells Django of the stories."""

from django.apps import AppConfig


class StoriesConfig(AppConfig):
    name = "addyours.stories"
    label = "stories"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models are complete only now; the signals must be heard before the first save.
        from addyours.comments.texts import told_by
        from addyours.stories.passages import text_of_thread
        from addyours.stories.wagtail_events import listen

        listen()
        told_by(text_of_thread)
