from __future__ import annotations

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("moderation", "0004_chained_log")]

    operations = [
        migrations.CreateModel(
            name="WordRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("pattern", models.CharField(max_length=500, verbose_name="word or pattern")),
                ("kind", models.CharField(choices=[("word", "Whole word or phrase"), ("wildcard", "With wildcards"), ("regex", "Regular expression")], default="word", max_length=8, verbose_name="kind")),
                ("action", models.CharField(choices=[("refuse", "Refuse"), ("hold", "Hold for a look"), ("mark", "Publish and mark")], default="hold", max_length=6, verbose_name="what it does")),
                ("note", models.CharField(blank=True, help_text="Why there is this rule; for staff.", max_length=200, verbose_name="note")),
                ("is_on", models.BooleanField(default=True, verbose_name="in force")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("slow_at", models.DateTimeField(blank=True, null=True)),
                ("slow_count", models.PositiveIntegerField(default=0)),
            ],
            options={"verbose_name": "word rule", "verbose_name_plural": "word rules"},
        ),
        migrations.AddConstraint(
            model_name="wordrule",
            constraint=models.UniqueConstraint(fields=("kind", "pattern"), name="word_rule_once"),
        ),
    ]
