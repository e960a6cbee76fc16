from __future__ import annotations

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("comments", "0012_networks")]

    operations = [
        migrations.AddField(
            model_name="thread",
            name="slow_minutes",
            field=models.PositiveSmallIntegerField(
                default=0, validators=[django.core.validators.MaxValueValidator(1440)]
            ),
        ),
        migrations.AddField(
            model_name="thread",
            name="holds_all",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="thread",
            name="accounts_only",
            field=models.BooleanField(default=False),
        ),
    ]
