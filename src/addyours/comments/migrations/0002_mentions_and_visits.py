"""Names who is mentioned, who writes where, and what is new to whom."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('comments', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Mention',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
        ),
        migrations.CreateModel(
            name='ThreadWriter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('folded', models.CharField(max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_at', models.DateTimeField()),
                ('since', models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name='comment',
            name='published_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('published_at__isnull', False)), fields=['thread', '-published_at'], name='comment_newest_of_thread'),
        ),
        migrations.AddField(
            model_name='mention',
            name='comment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mentions', to='comments.comment'),
        ),
        migrations.AddField(
            model_name='mention',
            name='guest',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, to='accounts.guest'),
        ),
        migrations.AddField(
            model_name='mention',
            name='user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='threadwriter',
            name='guest',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, to='accounts.guest'),
        ),
        migrations.AddField(
            model_name='threadwriter',
            name='thread',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='writers', to='comments.thread'),
        ),
        migrations.AddField(
            model_name='threadwriter',
            name='user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='visit',
            name='thread',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='comments.thread'),
        ),
        migrations.AddField(
            model_name='visit',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='threadwriter',
            index=models.Index(fields=['thread', 'folded'], name='thread_writer_by_name'),
        ),
        migrations.AddConstraint(
            model_name='threadwriter',
            constraint=models.UniqueConstraint(condition=models.Q(('user__isnull', False)), fields=('thread', 'folded', 'user'), name='thread_writer_once_by_account'),
        ),
        migrations.AddConstraint(
            model_name='threadwriter',
            constraint=models.UniqueConstraint(condition=models.Q(('guest__isnull', False)), fields=('thread', 'folded', 'guest'), name='thread_writer_once_by_guest'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.UniqueConstraint(fields=('user', 'thread'), name='visit_once'),
        ),
    ]
