"""Makes the database, with one conversation."""

import os

import django
from django.core.management import call_command


def main() -> None:
    """Make the tables and the conversation."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.bare_django.settings")
    django.setup()
    call_command("migrate", verbosity=0, interactive=False, run_syncdb=True)
    models = __import__("bench.bare_django.models", fromlist=["Thread"])
    models.Thread.objects.create()


if __name__ == "__main__":
    main()
