"""Gives the comments there are their place in the order "best": nobody has voted yet."""

from datetime import timedelta

from django.db import migrations

BATCH = 2_000


def place(apps, schema_editor):
    Comment = apps.get_model("comments", "Comment")
    batch = []
    found = Comment.objects.filter(parent=None, thread__opened_at__isnull=False)
    for comment in (
        found.select_related("thread")
        .only("created_at", "best", "thread__opened_at")
        .iterator(chunk_size=BATCH)
    ):
        late = max(comment.created_at - comment.thread.opened_at, timedelta(0))
        comment.best = round(300_000 * (1 - 0.5 ** min(late / timedelta(hours=6), 60.0)))
        batch.append(comment)
        if len(batch) == BATCH:
            Comment.objects.bulk_update(batch, ["best"], batch_size=200)
            batch = []
    Comment.objects.bulk_update(batch, ["best"], batch_size=200)


class Migration(migrations.Migration):
    dependencies = [("comments", "0005_votes_and_picks")]
    operations = [migrations.RunPython(place, migrations.RunPython.noop)]
