"""Fills in, for a site with comments, who writes where."""

from django.db import migrations

from addyours.text.mentions import mention_key

AT_ONCE = 1000


def fill(apps, schema_editor):
    Comment = apps.get_model("comments", "Comment")
    ThreadWriter = apps.get_model("comments", "ThreadWriter")
    ThreadWriter.objects.all().delete()
    published = Comment.objects.filter(state="published").order_by("pk")
    fields = ("pk", "thread_id", "user_id", "guest_id", "name")
    made = {}
    for pk, thread, user, guest, name in published.values_list(*fields).iterator():
        if user is None and guest is None:
            continue
        guest = None if user else guest
        key = (thread, user, guest, mention_key(name))
        made[key] = (name, pk)
        if len(made) == AT_ONCE:
            _save(ThreadWriter, made)
            made = {}
    _save(ThreadWriter, made)


def _save(ThreadWriter, made):
    ThreadWriter.objects.bulk_create(
        (
            ThreadWriter(
                thread_id=thread, user_id=user, guest_id=guest, name=name, folded=folded, comment_id=pk
            )
            for (thread, user, guest, folded), (name, pk) in made.items()
        ),
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("comments", "0009_writers_by_comment")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
