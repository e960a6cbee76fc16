"""Columns for the chain of the audit log, its head, and the triggers that guard it.

The rows there are already are chained when a site is brought up to date, and by the worker.
"""

import django.utils.timezone
from django.db import migrations, models
from django.db.models import Q

from addyours.moderation.audit.guard import guard, unguard


def put_guard(apps, schema_editor):
    guard(schema_editor.connection)


def take_guard(apps, schema_editor):
    unguard(schema_editor.connection)


COLUMNS = {
    "link": models.BigIntegerField(null=True),
    "before": models.BinaryField(null=True),
    "digest": models.BinaryField(null=True),
    "writer_salt": models.BinaryField(null=True),
    "writer_digest": models.BinaryField(null=True),
    "by_salt": models.BinaryField(null=True),
    "by_digest": models.BinaryField(null=True),
    "by_number": models.BigIntegerField(null=True),
    "waited": models.PositiveBigIntegerField(null=True),
}


class Migration(migrations.Migration):

    dependencies = [
        ("moderation", "0003_reasons_for_rejecting"),
    ]

    operations = [
        *(
            migrations.AddField(model_name="decision", name=name, field=field)
            for name, field in COLUMNS.items()
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(fields=["id"], condition=Q(link=None), name="decision_unchained"),
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(
                fields=["at", "verb", "to_state", "waited"],
                condition=Q(link__isnull=False),
                name="decision_figures",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(
                fields=["link"], condition=Q(link__isnull=False), name="decision_link_once"
            ),
        ),
        migrations.CreateModel(
            name="LogHead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.BigIntegerField(default=0)),
                ("digest", models.BinaryField(default=b"")),
                ("signature", models.CharField(blank=True, max_length=64)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={"default_permissions": ()},
        ),
        migrations.RunPython(put_guard, take_guard),
    ]
