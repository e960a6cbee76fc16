from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("comments", "0013_rules_of_threads")]

    operations = [
        migrations.AddIndex(
            model_name="thread", index=models.Index(fields=["path"], name="thread_path")
        ),
    ]
