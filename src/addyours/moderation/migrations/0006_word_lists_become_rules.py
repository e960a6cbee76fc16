from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def rules_of_lists(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make a rule of each word of the lists; one that is in both is refused."""
    rule = apps.get_model("moderation", "WordRule")
    found: dict[str, str] = {}
    for policy in apps.get_model("moderation", "Policy").objects.all():
        for action, words in (("refuse", policy.words_refused), ("hold", policy.words_held)):
            for line in words.splitlines():
                # What has no letter or digit never found anything.
                if any(sign.isalnum() for sign in line):
                    found.setdefault(" ".join(line.split())[:500], action)
    rule.objects.bulk_create(
        rule(pattern=pattern, kind="word", action=action) for pattern, action in found.items()
    )


def lists_of_rules(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Put the words back into the lists; wildcards and expressions had no place there."""
    rules = apps.get_model("moderation", "WordRule").objects.filter(kind="word", is_on=True)
    for policy in apps.get_model("moderation", "Policy").objects.all():
        for column, action in (("words_refused", "refuse"), ("words_held", "hold")):
            words = rules.filter(action=action).order_by("pk").values_list("pattern", flat=True)
            setattr(policy, column, "\n".join(words))
        policy.save()


class Migration(migrations.Migration):
    dependencies = [("moderation", "0005_word_rules")]

    operations = [
        migrations.RunPython(rules_of_lists, lists_of_rules),
        migrations.RemoveField(model_name="policy", name="words_held"),
        migrations.RemoveField(model_name="policy", name="words_refused"),
    ]
