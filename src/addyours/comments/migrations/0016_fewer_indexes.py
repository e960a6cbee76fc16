"""Most comments answer nobody, are about no passage and are a guest's: they need not be in four indexes as nothing."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# As Django has named them. Not by AlterField: on SQLite it writes all comments anew for each.
INDEXES = {
    "parent_id": "comments_comment_parent_id_3e0802fb",
    "root_id": "comments_comment_root_id_23b4c218",
    "passage_id": "comments_comment_passage_id_b9cba4d1",
    "user_id": "comments_comment_user_id_a1db4881",
}


def to_itself(related_name):
    return models.ForeignKey(
        blank=True,
        db_index=False,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name=related_name,
        to="comments.comment",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_guests_by_address"),
        ("comments", "0015_figures"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    f"DROP INDEX IF EXISTS {name}",
                    f"CREATE INDEX {name} ON comments_comment ({column})",
                )
                for column, name in INDEXES.items()
            ],
            state_operations=[
                migrations.AlterField("comment", "parent", to_itself("replies")),
                migrations.AlterField("comment", "root", to_itself("+")),
                migrations.AlterField(
                    "comment",
                    "passage",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comments",
                        to="comments.passage",
                    ),
                ),
                migrations.AlterField(
                    "comment",
                    "user",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.RemoveIndex("comment", "comment_branch"),
        migrations.AddIndex(
            "comment",
            models.Index(
                fields=["root", "path"],
                condition=models.Q(root__isnull=False),
                name="comment_branch",
            ),
        ),
        migrations.AddIndex(
            "comment",
            models.Index(
                fields=["parent"],
                condition=models.Q(parent__isnull=False),
                name="comment_replies",
            ),
        ),
        migrations.AddIndex(
            "comment",
            models.Index(
                fields=["user"], condition=models.Q(user__isnull=False), name="comment_of_account"
            ),
        ),
    ]
