"""Bans become one kind of sanction; reports; the limit of links moves into the table of trust."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from addyours.moderation.trust import DEFAULTS, as_rows

USUAL_LINKS = 2


def keep_links(apps, schema_editor):
    """A site's own limit of links holds for everybody, as it did."""
    for policy in apps.get_model("moderation", "Policy").objects.exclude(most_links=USUAL_LINKS):
        rows = as_rows(DEFAULTS)
        for row in rows:
            row["links"] = policy.most_links
        policy.trust = rows
        policy.save(update_fields=["trust"])


def give_links_back(apps, schema_editor):
    for policy in apps.get_model("moderation", "Policy").objects.all():
        known = [row["links"] for row in policy.trust if row.get("key") == "known"]
        policy.most_links = known[0] if known else USUAL_LINKS
        policy.save(update_fields=["most_links"])


def rename_permissions(apps, schema_editor, names=("_ban", "_sanction")):
    """Whoever may ban may impose sanctions; groups name the same rows as before."""
    permissions = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="moderation"
    )
    before, after = names
    for permission in permissions.filter(codename__endswith=before):
        codename = permission.codename.removesuffix(before) + after
        if not permissions.filter(codename=codename).exists():
            permission.codename = codename
            permission.save(update_fields=["codename"])


def rename_permissions_back(apps, schema_editor):
    rename_permissions(apps, schema_editor, names=("_sanction", "_ban"))


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0006_word_lists_become_rules"),
        ("auth", "0012_alter_user_first_name_max_length"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RenameModel("Ban", "Sanction"),
        migrations.RunPython(rename_permissions, rename_permissions_back),
        migrations.AddField(
            model_name='policy',
            name='reports_to_hold',
            field=models.PositiveSmallIntegerField(default=3, help_text='A published comment waits for a moderator when the reports about it weigh this much together. What a reader’s report weighs is in the table of trust. 0: never.', verbose_name='reports that hold a comment'),
        ),
        migrations.AddField(
            model_name='policy',
            name='trust',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name='sanction',
            name='heeded_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='sanction',
            name='kind',
            field=models.CharField(choices=[('review', 'Always look first'), ('warn', 'Warning'), ('mute', 'Silence'), ('ban', 'Ban')], default='ban', max_length=6, verbose_name='kind'),
        ),
        migrations.AddField(
            model_name='sanction',
            name='label',
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name='sanction',
            name='lifted_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='writerrecord',
            name='dismissed',
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='writerrecord',
            name='upheld',
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AlterField(
            model_name='policy',
            name='hold',
            field=models.CharField(choices=[('none', 'Publish at once'), ('first', 'Hold comments of those not trusted yet'), ('all', 'Hold every comment')], default='first', max_length=5, verbose_name='new comments'),
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=60)),
                ('reporter_key', models.CharField(max_length=80)),
                ('address_key', models.CharField(blank=True, max_length=80)),
                ('kind', models.CharField(choices=[('spam', 'It is spam or advertising'), ('insult', 'It insults somebody'), ('hate', 'It is hateful'), ('illegal', 'It is illegal'), ('other', 'Something else')], max_length=8)),
                ('text', models.TextField(blank=True)),
                ('name', models.CharField(blank=True, max_length=120)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('is_about_children', models.BooleanField(default=False)),
                ('in_good_faith', models.BooleanField(default=False)),
                ('weight', models.PositiveSmallIntegerField(default=0)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('outcome', models.CharField(blank=True, choices=[('', 'Open'), ('upheld', 'Agreed with'), ('dismissed', 'Not agreed with'), ('gone', 'The comment was gone')], default='', max_length=9)),
                ('settled_at', models.DateTimeField(null=True)),
                ('decision', models.BigIntegerField(null=True)),
                ('told', models.CharField(blank=True, max_length=9)),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('outcome', '')), fields=['subject'], name='report_open'), models.Index(fields=['reporter_key', 'at'], name='report_by_reader'), models.Index(fields=['address_key', 'at'], name='report_by_address')],
                'constraints': [models.UniqueConstraint(fields=('subject', 'reporter_key'), name='report_once')],
            },
        ),
        migrations.RunPython(keep_links, give_links_back),
        migrations.RemoveField(
            model_name='policy',
            name='most_links',
        ),
    ]
