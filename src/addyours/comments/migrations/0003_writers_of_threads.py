"""Fills in, for a site with comments, when they were published and who writes where."""

from django.db import migrations
from django.db.models import F

from addyours.text.mentions import mention_key

AT_ONCE = 1000


def fill(apps, schema_editor):
    Comment = apps.get_model("comments", "Comment")
    ThreadWriter = apps.get_model("comments", "ThreadWriter")
    published = Comment.objects.filter(state="published")
    published.filter(published_at=None).update(published_at=F("created_at"))
    fields = ("thread_id", "user_id", "guest_id", "name")
    made = []
    for thread, user, guest, name in published.order_by().values_list(*fields).distinct().iterator():
        if user is None and guest is None:
            continue
        guest = None if user else guest
        folded = mention_key(name)
        made.append(ThreadWriter(thread_id=thread, user_id=user, guest_id=guest, name=name, folded=folded))
        if len(made) == AT_ONCE:
            ThreadWriter.objects.bulk_create(made, ignore_conflicts=True)
            made = []
    ThreadWriter.objects.bulk_create(made, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("comments", "0002_mentions_and_visits")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
