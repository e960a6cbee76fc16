from django.db import migrations

from addyours.text.names import skeletons


def reserve(apps, schema_editor):
    Author = apps.get_model("stories", "Author")
    ReservedName = apps.get_model("accounts", "ReservedName")
    rows = [
        ReservedName(skeleton=form, source=f"author:{pk}", user_id=user)
        for pk, name, user in Author.objects.values_list("pk", "name", "user_id")
        for form in sorted(skeletons(name))
    ]
    ReservedName.objects.bulk_create(rows, batch_size=500)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_names_of_accounts'),
        ('stories', '0001_initial'),
    ]

    operations = [
        migrations.RunPython(reserve, migrations.RunPython.noop),
    ]
