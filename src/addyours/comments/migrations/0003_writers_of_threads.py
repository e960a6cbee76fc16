"""Fills in, for a site with comments, when they were published."""

from django.db import migrations
from django.db.models import F


def fill(apps, schema_editor):
    published = apps.get_model("comments", "Comment").objects.filter(state="published")
    published.filter(published_at=None).update(published_at=F("created_at"))


class Migration(migrations.Migration):
    dependencies = [("comments", "0002_mentions_and_visits")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
