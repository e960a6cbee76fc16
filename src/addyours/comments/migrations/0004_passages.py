"""Lets a comment be about a passage of what its conversation is about."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('comments', '0003_writers_of_threads'),
    ]

    operations = [
        migrations.CreateModel(
            name='Passage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('exact', models.TextField(verbose_name='passage')),
                ('prefix', models.CharField(blank=True, max_length=100)),
                ('suffix', models.CharField(blank=True, max_length=100)),
                ('reworded', models.TextField(blank=True)),
                ('start', models.PositiveIntegerField()),
                ('end', models.PositiveIntegerField()),
                ('is_lost', models.BooleanField(default=False)),
                ('comment_count', models.PositiveIntegerField(default=0)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('thread', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='passages', to='comments.thread')),
            ],
            options={
                'verbose_name': 'passage',
                'verbose_name_plural': 'passages',
                'indexes': [models.Index(fields=['thread', 'start'], name='passage_place')],
            },
        ),
        migrations.AddField(
            model_name='comment',
            name='passage',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='comments.passage'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(models.F('passage'), models.F('path'), condition=models.Q(('passage__isnull', False)), name='comment_roots_of_passage'),
        ),
    ]
