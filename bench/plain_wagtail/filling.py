"""Makes the plain site, with the words of the story that everybody reads."""

from __future__ import annotations

import os
from datetime import timedelta

import django
from django.core.management import call_command
from django.utils import timezone

from bench.words import comment_bodies, name, story_paragraphs

COMMENTS = 50


def main() -> None:
    """Make the database, one story and its comments."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.plain_wagtail.settings")
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    models = __import__("bench.plain_wagtail.models", fromlist=["StoryPage"])
    wagtail_models = __import__("wagtail.models", fromlist=["Page"])
    home = wagtail_models.Page.objects.get(slug="home")
    words = story_paragraphs()
    story = home.add_child(
        instance=models.StoryPage(
            title="Lanterns over the harbour: fifty",
            slug="fifty",
            dek=words[0][:200],
            author="Mara Quill",
            show_in_menus=True,
            first_published_at=timezone.now(),
            body=[("paragraph", f"<p>{paragraph}</p>") for paragraph in words],
        )
    )
    started = timezone.now() - timedelta(days=19)
    models.Comment.objects.bulk_create(
        models.Comment(
            page=story,
            name=name(number // 5),
            body=body,
            created_at=started + timedelta(seconds=7 * number),
        )
        for number, body in enumerate(comment_bodies()[:COMMENTS])
    )


if __name__ == "__main__":
    main()
