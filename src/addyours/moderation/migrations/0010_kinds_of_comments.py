"""The first comment of a kind stands for it; which are alike is remembered by the worker, not looked up in a table."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("moderation", "0009_former_names_of_reasons")]

    operations = [
        migrations.DeleteModel("Band"),
        migrations.AddField(
            "likeness",
            "first",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="like_it",
                to="moderation.likeness",
            ),
        ),
        migrations.AddField("likeness", "recent", models.BinaryField(blank=True, default=b"")),
    ]
