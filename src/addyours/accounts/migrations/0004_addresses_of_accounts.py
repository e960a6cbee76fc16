"""Writes addresses in small letters and takes those of the accounts there are for proven ones.

Owners made these accounts before there was a proof, and their holders signed in by links they were
handed: to ask them for a proof now could lock them out.
"""

from django.conf import settings
from django.db import migrations


def take_for_proven(apps, schema_editor):
    user_model = apps.get_model("accounts", "User")
    address_model = apps.get_model("account", "EmailAddress")
    for user in user_model.objects.order_by("pk").iterator():
        email = user.email.strip().lower()
        if email != user.email:
            user_model.objects.filter(pk=user.pk).update(email=email)
        address_model.objects.get_or_create(
            user_id=user.pk, email=email, defaults={"primary": True, "verified": True}
        )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_names_of_accounts"),
        ("account", "0009_emailaddress_unique_primary_email"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [migrations.RunPython(take_for_proven, migrations.RunPython.noop)]
