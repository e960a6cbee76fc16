"""Where durable consumers stand; and on PostgreSQL, what tells followers of a change."""

from django.db import migrations, models

# BEFORE and per statement: it runs before the statement asks the sequence for a position, so that
# whoever holds a position holds this lock until its transaction has ended. By the lock a follower
# that sees a gap in the positions knows whom to wait for (outbox/sources.py). The notice is sent at
# commit.
TRIGGER = """
CREATE FUNCTION addyours_outbox_told() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(1630, 2);
    PERFORM pg_notify('addyours_outbox', '');
    RETURN NULL;
END
$$;
CREATE TRIGGER addyours_outbox_told BEFORE INSERT ON outbox_change
    FOR EACH STATEMENT EXECUTE FUNCTION addyours_outbox_told();
"""
NO_TRIGGER = """
DROP TRIGGER addyours_outbox_told ON outbox_change;
DROP FUNCTION addyours_outbox_told();
"""


def only_on_postgresql(sql):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(sql)

    return run


class Migration(migrations.Migration):

    dependencies = [
        ("outbox", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Consumer",
            fields=[
                ("name", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("position", models.BigIntegerField()),
                ("retry_at", models.DateTimeField(blank=True, null=True)),
                ("failures", models.PositiveIntegerField(default=0)),
                ("last_error", models.TextField(blank=True)),
                ("leased_by", models.CharField(blank=True, max_length=64)),
                ("leased_until", models.DateTimeField()),
            ],
        ),
        migrations.RunPython(only_on_postgresql(TRIGGER), only_on_postgresql(NO_TRIGGER)),
    ]
