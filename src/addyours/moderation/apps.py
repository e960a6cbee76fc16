"""Tells Django of moderation."""

from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "addyours.moderation"
    label = "moderation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models are complete only now.
        from addyours.accounts.barred import told_by
        from addyours.moderation.sanctions.queries import is_domain_banned

        told_by(is_domain_banned)
