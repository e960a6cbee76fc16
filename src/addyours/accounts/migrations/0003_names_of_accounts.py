from django.db import migrations

from addyours.text.names import skeletons


def reserve(apps, schema_editor):
    """Every account's name is its own; where two accounts share one, the one with a role, then the older."""
    User = apps.get_model("accounts", "User")
    ReservedName = apps.get_model("accounts", "ReservedName")
    taken = set()
    rows = []
    users = sorted(User.objects.values_list("pk", "role", "name"), key=lambda row: (row[1] == "reader", row[0]))
    for pk, _role, name in users:
        forms = skeletons(name) - taken
        taken |= forms
        rows += [ReservedName(skeleton=form, user_id=pk) for form in sorted(forms)]
    ReservedName.objects.bulk_create(rows, batch_size=500)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_readers'),
    ]

    operations = [
        migrations.RunPython(reserve, migrations.RunPython.noop),
    ]
